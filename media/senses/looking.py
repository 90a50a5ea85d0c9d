# pyright: basic
"""All that looks closely at few pictures: which pictures those are, and what was found in them."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import cv2

from media.senses.faces_seen import FacesSeen, faces_of
from media.senses.index import Box, Face, KeyFrame, Span, Writing
from media.senses.key_frames import KeyFrames
from media.senses.look import Look
from media.senses.past import Past
from media.senses.picture import Picture
from media.senses.subject_path import SubjectPath
from media.senses.subject_seen import SubjectSeen
from media.senses.writing import WritingSeen

_GLANCE = 0.12
"""Seconds between pictures that are glanced at in small."""
_LOOK = 0.5
"""Seconds between pictures that are looked at closely, while nothing else calls for it."""
_TINY = (32, 18)
_JUMP, _SUDDEN = 8.0, 3.0
"""Mean change in grey levels, and times the usual one, of a picture that shows another shot."""
_CALM = 0.4
"""Share of the jump's change under which what comes has settled."""
_LONGEST_WAIT = 0.25


@dataclass(frozen=True)
class SceneLooks:
    """What was found in one scene."""

    key_frames: tuple[KeyFrame, ...]
    faces: tuple[Face, ...]
    path: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True)
class Looks:
    """What was found in all pictures."""

    scenes: tuple[SceneLooks, ...]
    writing: tuple[Writing, ...]
    subtitles: Box | None


class Looking:
    """An eye that glances at some pictures and looks closely at few."""

    def __init__(self, folder: Path, *, still: bool = False) -> None:
        """Key frames become files in the folder. Of a `still` picture there is only one."""
        self._past = Past()
        self._frames, self._faces, self._subject = KeyFrames(folder), FacesSeen(self._past), SubjectSeen()
        self._writing = WritingSeen(self._past, still=still)
        self._change = _Change()
        self._glanced = self._looked = float("-inf")

    def see(self, picture: Picture) -> None:
        """Take the next picture, in order of time."""
        if self._change.take(picture):
            self._past.part(picture.time)
            for eye in (self._frames, self._faces, self._subject, self._writing):
                eye.part()
            self._looked = float("-inf")
        due = picture.time - self._looked >= _LOOK and self._change.is_calm(picture.time)
        if due or picture.time - self._glanced >= _GLANCE:
            self._glance(picture)
        if due:
            self._look(picture)

    def finish(self, scenes: Sequence[Span]) -> Looks:
        """What is in each scene, [start, end) in seconds, and what is written."""
        tracks = self._faces.finish()
        path = SubjectPath(*self._subject.finish(), tracks)
        frames = self._frames.finish(scenes)
        each = [
            SceneLooks(shown, faces_of(tracks, scene), path.within(scene)) for scene, shown in zip(scenes, frames, strict=True)
        ]
        return Looks(tuple(each), *self._writing.finish())

    def _glance(self, picture: Picture) -> None:
        self._glanced = picture.time
        for eye in (self._faces, self._subject, self._writing):
            eye.glance(picture)
        self._past.add(picture)

    def _look(self, picture: Picture) -> None:
        self._looked = picture.time
        look = Look(picture)
        for eye in (self._frames, self._faces, self._writing):
            eye.look(look)


class _Change:
    """Tells when another shot begins, as far as a picture and the one before can tell."""

    def __init__(self) -> None:
        self._before: Any = None
        self._recent: deque[float] = deque(maxlen=12)
        self._now = 0.0
        self._jump = 0.0
        self._jumped = float("-inf")

    def take(self, picture: Picture) -> bool:
        """Whether a picture is the first of another shot."""
        tiny = cv2.resize(picture.luma, _TINY, interpolation=cv2.INTER_AREA)
        self._now = 0.0 if self._before is None else cv2.norm(tiny, self._before, cv2.NORM_L1) / tiny.size
        self._before = tiny
        jumped = self._now > max(_JUMP, _SUDDEN * median(self._recent)) if self._recent else self._now > _JUMP
        self._recent.append(self._now)
        if jumped:
            self._jump, self._jumped = self._now, picture.time
        return jumped

    def is_calm(self, time: float) -> bool:
        """Whether what was seen has settled after a jump."""
        return time > self._jumped + _LONGEST_WAIT or self._now < _CALM * max(self._jump, _JUMP)

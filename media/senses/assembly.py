"""All that looks at a file together: every picture passes here once, and what was found becomes `Seen`."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from media.facts import MediaFacts
from media.senses.index import Joint, Scene, Seen
from media.senses.looking import Looking
from media.senses.picture import Picture
from media.senses.scenes import Scenes
from media.senses.shots import Shots
from media.senses.stillness import Stillness

_Found = tuple[float, float, Joint]


class Watching:
    """All eyes on one file."""

    def __init__(self, facts: MediaFacts, folder: Path) -> None:
        """Key frames become files in the folder."""
        self._facts = facts
        self._scenes, self._looking = Scenes(), Looking(folder, still=facts.kind == "image")
        self._shots, self._stillness = Shots(), Stillness()
        self.eyes: dict[str, Any] = {
            "scenes": self._scenes,
            "shots": self._shots,
            "stillness": self._stillness,
            "looking": self._looking,
        }

    def see(self, picture: Picture) -> None:
        """Show the next picture to every eye."""
        for eye in self.eyes.values():
            eye.see(picture)

    def finish(self) -> Seen:
        """What was seen; no more pictures come."""
        found = self._within(self._scenes.finish())
        spans = [(start, end) for start, end, _ in found]
        looks = self._looking.finish(spans)
        manners, motion = self._shots.finish(spans)
        black, frozen = self._stillness.finish(spans[-1][1] if spans else 0.0)
        scenes = tuple(
            Scene(
                start=start, end=end, joint=joint, key_frames=look.key_frames, faces=look.faces, path=look.path, **asdict(manner)
            )
            for (start, end, joint), look, manner in zip(found, looks.scenes, manners, strict=True)
        )
        return Seen(scenes=scenes, motion=motion, black=black, frozen=frozen, writing=looks.writing, subtitles=looks.subtitles)

    def _within(self, scenes: Sequence[_Found]) -> tuple[_Found, ...]:
        """The same scenes, the last no longer than the file; a picture that is all there is stays to its end."""
        length = self._facts.duration
        if not scenes or not length or self._facts.kind == "image":
            return tuple(scenes)
        start, end, joint = scenes[-1]
        last = min(end, length) if end > start else length
        return (*scenes[:-1], (start, max(start, last), joint))

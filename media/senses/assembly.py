"""All senses together: every picture and every sound of a file passes here once, and what was found is put together."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import numpy.typing as npt

from media.facts import MediaFacts
from media.hearing.listening import Listening
from media.senses.index import Heard, Joint, Scene, Seen
from media.senses.looking import Looking
from media.senses.picture import Picture
from media.senses.scenes import Scenes
from media.senses.shots import Shots
from media.senses.stillness import Stillness

_Found = tuple[float, float, Joint]


class Senses:
    """All eyes and ears on one file."""

    def __init__(self, facts: MediaFacts, folder: Path) -> None:
        """Key frames become files in the folder."""
        self._facts = facts
        self.scenes, self.shots, self.stillness = Scenes(), Shots(), Stillness()
        self.looking = Looking(folder, still=facts.kind == "image")
        self.listening = Listening()

    def see(self, picture: Picture) -> None:
        """Show the next picture to every eye."""
        self.scenes.see(picture)
        self.shots.see(picture)
        self.stillness.see(picture)
        self.looking.see(picture)

    def hear(self, block: npt.NDArray[np.float32]) -> None:
        """Let every ear hear the next sound."""
        self.listening.hear(block)

    def hear_raw(self, block: npt.NDArray[np.float32]) -> None:
        """The same sound as it was decoded."""
        self.listening.hear_raw(block)

    def seen(self) -> Seen:
        """What was seen; no more pictures come."""
        found = self._within(self.scenes.finish())
        spans = [(start, end) for start, end, _ in found]
        looks = self.looking.finish(spans)
        manners, motion = self.shots.finish(spans)
        black, frozen = self.stillness.finish(spans[-1][1] if spans else 0.0)
        scenes = tuple(
            Scene(
                start=start, end=end, joint=joint, key_frames=look.key_frames, faces=look.faces, path=look.path, **asdict(manner)
            )
            for (start, end, joint), look, manner in zip(found, looks.scenes, manners, strict=True)
        )
        return Seen(scenes=scenes, motion=motion, black=black, frozen=frozen, writing=looks.writing, subtitles=looks.subtitles)

    def heard(self) -> Heard:
        """What was heard; no more sound comes."""
        return self.listening.finish()

    def _within(self, scenes: Sequence[_Found]) -> tuple[_Found, ...]:
        """The same scenes, the last no longer than the file; a picture that is all there is stays to its end."""
        length = self._facts.duration
        if not scenes or not length or self._facts.kind == "image":
            return tuple(scenes)
        start, end, joint = scenes[-1]
        last = min(end, length) if end > start else length
        return (*scenes[:-1], (start, max(start, last), joint))

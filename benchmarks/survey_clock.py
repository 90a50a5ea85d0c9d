"""A survey with a clock at every sense: reads a request as JSON, prints seconds of processor time by sense as JSON.

Senses run in one thread, so the time of that thread is theirs; what the process took beyond it is the decoder's.
"""

import json
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import cv2

from media.hearing.listening import Listening
from media.senses.faces_seen import FacesSeen
from media.senses.key_frames import KeyFrames
from media.senses.looking import Looking
from media.senses.planes import Screen
from media.senses.scenes import Scenes
from media.senses.shots import Shots
from media.senses.soundtrack import Soundtrack
from media.senses.stillness import Stillness
from media.senses.subject_seen import SubjectSeen
from media.senses.survey import Asked
from media.senses.survey_child import examine
from media.senses.writing import WritingSeen

_METHODS = ("see", "glance", "look", "hear", "hear_raw", "finish")
_EYES = {"scenes": Scenes, "shots": Shots, "stillness": Stillness, "looking": Looking, "hearing": Listening}
_LOOKING = {"faces": FacesSeen, "words": WritingSeen, "key frames": KeyFrames, "subject": SubjectSeen}


class Clock:
    """Processor time by name; a part within another counts for the inner one alone."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self.calls: defaultdict[str, int] = defaultdict(int)
        self._here = threading.local()

    def at(self, owner: Any, method: str, name: str) -> None:
        """Put a clock at a method of a class or of an object."""
        inner: Callable[..., Any] = getattr(owner, method)

        def timed(*args: Any, **more: Any) -> Any:
            outside: list[float] = getattr(self._here, "within", [])
            self._here.within = within = [0.0]
            began = time.thread_time()
            try:
                return inner(*args, **more)
            finally:
                took = time.thread_time() - began
                self.spent[name] += took - within[0]
                self.calls[name] += 1
                self._here.within = outside
                if outside:
                    outside[0] += took

        setattr(owner, method, timed)


def main() -> None:
    """Survey the file that is asked for."""
    asked = Asked.model_validate_json(sys.stdin.read())
    cv2.setNumThreads(1)
    clock = Clock()
    clock.at(Screen, "picture", "small planes")
    clock.at(Soundtrack, "take", "resampling")
    for name, sense in {**_EYES, **_LOOKING}.items():
        for method in _METHODS:
            if hasattr(sense, method):
                clock.at(sense, method, name)
    began, before = time.perf_counter(), time.process_time()
    examine(asked)
    wall, cpu = time.perf_counter() - began, time.process_time() - before
    senses = dict(clock.spent) | {"decoding and the rest": cpu - sum(clock.spent.values())}
    told = {"wall": wall, "cpu": cpu, "pictures": clock.calls["small planes"], "senses": senses}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()

# pyright: basic
"""The surveying child: looks through one file and listens to it, and prints what it found as JSON.

It runs as `python -m media.senses.survey_child` under `media.process`' limits. The request comes as JSON on standard input; every
line of the answer is an object: `{"at": seconds}` while it works, at last `{"found": …}` with the parts of an `Index`, or
`{"bad": code, "values": …}`. Pictures and sound lie in the request's folder, and are named by their file in it.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # the decoder has the other cores

import cv2

from media.errors import BadMedia
from media.senses.assembly import Senses
from media.senses.decoding import Decoding
from media.senses.soundtrack import Soundtrack
from media.senses.stills import is_still, stills
from media.senses.survey import SPEECH_FILE, Asked, Found

_EVERY = 0.5
"""Seconds between lines of progress."""


class _Progress:
    def __init__(self) -> None:
        self._told = time.monotonic()

    def __call__(self, at: float) -> None:
        now = time.monotonic()
        if now - self._told >= _EVERY:
            self._told = now
            _say({"at": at})


def examine(asked: Asked) -> Found:
    """What is in a file. Raises `BadMedia`."""
    facts, folder = asked.facts, Path(asked.folder)
    senses = Senses(facts, folder)
    soundtrack = Soundtrack(senses, folder / SPEECH_FILE, senses.hear_raw) if facts.has_sound else None
    if is_still(facts):
        for picture in stills(Path(asked.path), facts):
            senses.see(picture)
    else:
        opening = {"format_whitelist": asked.demuxers, "protocol_whitelist": asked.protocols}
        decoding = Decoding(Path(asked.path), facts, opening, asked.threads)
        decoding.run(senses if facts.has_picture else None, soundtrack, _Progress())
    sounded = soundtrack is not None and soundtrack.close()
    return Found(
        seen=senses.seen() if facts.has_picture else None,
        heard=senses.heard() if sounded else None,
        speech=SPEECH_FILE if sounded else None,
    )


def main() -> None:
    """Answer the request on standard input."""
    cv2.setNumThreads(1)
    try:
        _say({"found": examine(Asked.model_validate_json(sys.stdin.read())).model_dump(mode="json")})
    except BadMedia as bad:
        _say({"bad": bad.code, "values": bad.values})


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

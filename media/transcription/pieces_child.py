# pyright: basic
"""The speech of a recording cut into FLAC files of some minutes, for servers that take no more at once.

Runs as `python -m media.transcription.pieces_child` with a request as JSON on its standard input (`sound`, `duration`, `speech`,
`folder`). Prints JSON: `[[start, end, name], ...]`.
"""

import json
import sys
from pathlib import Path

from media.transcription.pieces import pieces
from media.transcription.sound import RATE_HZ, Reader, Samples, levels

LONGEST = 600.0
"""Seconds of a piece: 19 MB at most, where 25 are taken."""
_PAUSE = 30.0
_FRAME = 4096


def main(request: dict) -> None:
    """Cut and say where."""
    step, power = levels(Path(request["sound"]))
    speech = [(float(start), float(end)) for start, end in request["speech"]]
    reader = Reader(Path(request["sound"]))
    told = []
    for number, (start, end) in enumerate(pieces(speech, request["duration"], LONGEST, _PAUSE, step, power.tolist())):
        name = f"{number:04}.flac"
        _write(Path(request["folder"]) / name, reader.take(start, end))
        told.append([start, end, name])
    sys.stdout.write(json.dumps(told))


def _write(path: Path, samples: Samples) -> None:
    import av

    with av.open(str(path), "w", format="flac") as container:
        stream = container.add_stream("flac", rate=RATE_HZ, layout="mono")
        for start in range(0, len(samples), _FRAME):
            frame = av.AudioFrame.from_ndarray(samples[None, start : start + _FRAME], format="s16", layout="mono")
            frame.sample_rate, frame.pts = RATE_HZ, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


if __name__ == "__main__":
    main(json.load(sys.stdin))

# pyright: basic
"""Voice activity: where somebody speaks, by the Silero model that faster-whisper brings along, else by ear for syllables."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

from media.hearing.spans import runs
from media.hearing.strip import Strip
from media.senses.index import Span
from media.senses.picture import EAR_HZ

Array = npt.NDArray[np.float32]

MODEL_HZ = 16_000
_CHUNK, _CONTEXT = 512, 64
STEP = _CHUNK / MODEL_HZ
"""Seconds between two likelihoods."""
_ON, _OFF = 0.5, 0.35
"""Likelihood at which speech begins, and below which it ends."""
_LEAST, _GAP, _PAD = 0.2, 0.3, 0.06
"""Shortest speech, shortest pause, and what is left around speech, in seconds."""
_MODEL = "silero_vad_v6.onnx"


class Voice:
    """An ear for speech. Its state, the resampler's and the model's, goes on from block to block."""

    def __init__(self) -> None:
        self._session = _session()
        self._likely = Strip(1)
        if self._session is not None:
            import soxr

            self._resampler = soxr.ResampleStream(EAR_HZ, MODEL_HZ, 1, dtype="float32", quality="LQ")
        self._rest = np.zeros(_CONTEXT, np.float32)
        self._h = np.zeros((1, 1, 128), np.float32)
        self._c = np.zeros((1, 1, 128), np.float32)

    @property
    def heard(self) -> bool:
        """Whether there is a model that hears."""
        return self._session is not None

    def hear(self, mono: Array, *, last: bool = False) -> None:
        """Take the next samples, `float32[n]`."""
        if self._session is None:
            return
        self._rest = np.concatenate([self._rest, self._resampler.resample_chunk(mono, last=last)])
        if last:
            self._rest = np.pad(self._rest, (0, -(len(self._rest) - _CONTEXT) % _CHUNK))
        count = (len(self._rest) - _CONTEXT) // _CHUNK
        if count:
            frames = np.lib.stride_tricks.sliding_window_view(self._rest, _CHUNK + _CONTEXT)[::_CHUNK][:count]
            feed = {"input": np.ascontiguousarray(frames), "h": self._h, "c": self._c}
            likely, self._h, self._c = self._session.run(None, feed)
            self._likely.append(np.asarray(likely, np.float32).reshape(-1, 1))
            self._rest = self._rest[count * _CHUNK :]

    def likelihood(self) -> Array:
        """How likely it is that somebody speaks, every `STEP` seconds: `float32[n]`."""
        return self._likely.rows()[:, 0]


def spoken(likely: Array, step: float, end: float) -> tuple[Span, ...]:
    """Where somebody speaks: on from a high likelihood to a low one, short pauses bridged, short sounds left out."""
    on = np.zeros(len(likely), bool)
    speaking = False
    for index, value in enumerate(likely):
        speaking = bool(value >= (_OFF if speaking else _ON))
        on[index] = speaking
    found: list[Span] = []
    for start, stop in runs(on, step):
        if found and start - found[-1][1] < _GAP:
            found[-1] = (found[-1][0], stop)
        else:
            found.append((start, stop))
    return tuple((round(max(0.0, a - _PAD), 3), round(min(end, b + _PAD), 3)) for a, b in found if b - a >= _LEAST)


def syllabic(bands: Array, hz: float) -> Array:
    """Likelihood of speech without a model, `float32[n]` at the grid of `bands` (mel levels in dB, `hz` a second): the voice's
    bands stand out, and come and go about four times a second (Scheirer and Slaney, 1997)."""
    if len(bands) < 4:
        return np.zeros(len(bands), np.float32)
    level = np.log10(np.maximum(1e-9, (10 ** (bands[:, 3:14] / 10)).mean(axis=1))) * 10
    span = max(1, round(hz))
    kernel = np.ones(span) / span
    mean = np.convolve(level, kernel, mode="same")
    swing = np.sqrt(np.maximum(0, np.convolve((level - mean) ** 2, kernel, mode="same")))
    floor = np.percentile(level, 5)
    stands = 1 / (1 + np.exp(-(level - max(floor + 12, -55.0)) / 2))
    moves = 1 / (1 + np.exp(-(swing - 5.0)))
    return (stands * moves).astype(np.float32)


def _session():  # noqa: ANN202 - onnxruntime brings no types
    try:
        import onnxruntime

        found = find_spec("faster_whisper")
    except ImportError:
        return None
    places = [Path(place) / "assets" / _MODEL for place in (found.submodule_search_locations or ())] if found else []
    path = next((place for place in places if place.exists()), None)
    if path is None:
        return None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"], sess_options=options)

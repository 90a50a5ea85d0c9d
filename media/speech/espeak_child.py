# pyright: basic
"""espeak-ng in a process of its own: the library is GPL and C, so it is called here and nowhere else.

Runs as `python -m media.speech.espeak_child`. The request on standard input is JSON: `target` (the WAV file to write), `rate`
(words a minute), `pitch` and `range` (0 to 99), `gap` (seconds between sentences) and `sentences`, each a list of runs
`[voice, text]`. The answer is JSON: `rate_hz`, `duration` and the `[start, end]` of each sentence in seconds.
"""

import ctypes
import json
import sys
import wave
from array import array
from typing import Any

import espeakng_loader

_SYNCHRONOUS = 2
_RATE, _VOLUME, _PITCH, _RANGE = 1, 2, 3, 4
_UTF8_WITH_PHONEMES = 1 | 0x100
_SILENCE = 250
"""Samples below this are the pauses that the engine puts around what it says."""
_HEADROOM = 60
"""Volume at which the loudest voices do not clip."""
_MARGIN = 0.02
_SWITCH_GAP = 0.03

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class _Voice:
    """The loaded library, which hands its samples to a callback."""

    def __init__(self, request: dict[str, Any]) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        self.rate_hz: int = self._library.espeak_Initialize(_SYNCHRONOUS, 0, str(espeakng_loader.get_data_path()).encode(), 0)
        if self.rate_hz <= 0:
            raise RuntimeError("espeak-ng does not start")
        self._samples = array("h")
        self._callback = _Callback(self._receive)  # kept: the library holds no reference to it
        self._library.espeak_SetSynthCallback(self._callback)
        manner = {_RATE: request["rate"], _VOLUME: _HEADROOM, _PITCH: request["pitch"], _RANGE: request["range"]}
        for parameter, value in manner.items():
            self._library.espeak_SetParameter(parameter, value, 0)

    def say(self, voice: str, text: str) -> array:
        """The samples of one run, without the silence around them."""
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise RuntimeError(f"espeak-ng has no voice {voice}")
        self._samples = array("h")
        raw = text.encode() + b"\0"
        self._library.espeak_Synth(raw, len(raw), 0, 1, 0, _UTF8_WITH_PHONEMES, None, None)
        return _trimmed(self._samples, round(_MARGIN * self.rate_hz))

    def _receive(self, samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            self._samples.frombytes(ctypes.string_at(samples, count * 2))
        return 0


def _trimmed(samples: array, margin: int) -> array:
    loud = [at for at in range(0, len(samples), 16) if abs(samples[at]) > _SILENCE]
    return samples[max(0, loud[0] - margin) : loud[-1] + margin] if loud else array("h")


def speak(request: dict[str, Any]) -> dict[str, Any]:
    """Speak the request's sentences into its target."""
    voice = _Voice(request)
    rate_hz = voice.rate_hz
    spoken, times = array("h"), []
    for number, runs in enumerate(request["sentences"]):
        if number:
            spoken.extend(_silence(request["gap"], rate_hz))
        start = len(spoken)
        for position, (name, text) in enumerate(runs):
            if position:
                spoken.extend(_silence(_SWITCH_GAP, rate_hz))
            spoken.extend(voice.say(name, text))
        times.append([start / rate_hz, len(spoken) / rate_hz])
    with wave.open(request["target"], "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(spoken.tobytes())
    return {"rate_hz": rate_hz, "duration": len(spoken) / rate_hz, "times": times}


def _silence(duration: float, rate_hz: int) -> array:
    return array("h", bytes(2 * round(duration * rate_hz)))


if __name__ == "__main__":
    json.dump(speak(json.load(sys.stdin)), sys.stdout)

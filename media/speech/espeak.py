"""espeak-ng: the voice that is always there, in English, Mandarin and Vietnamese, without a model."""

import asyncio
import json
import re
import uuid
from importlib.util import find_spec
from pathlib import Path

from media.errors import EngineMissing, MediaError, ProcessFailed
from media.frozen import Frozen
from media.process import ProcessLimits, run_module
from media.settings import MediaSettings
from media.speech.port import Spoken
from media.speech.reading import readable, sentences

_LANGUAGES = {"en": "en-us", "zh": "cmn", "vi": "vi"}
_RATES = {"en": 165, "zh": 205, "vi": 180}
"""Words a minute, as espeak counts them, that come out as a narrator's pace."""
_LIFT = {"en": 0, "zh": 15, "vi": 20}
"""Added to the pitch: the engine's Mandarin and Vietnamese speak lower than its English."""
_SPREAD = {"en": 0, "zh": 20, "vi": 20}
"""Added to the range, so that tones stand apart more clearly."""
_GAP = 0.35
_LONGEST = 50_000
"""Letters of the longest text spoken at once: an hour and more."""
_MEMORY_BYTES = 2_000_000_000
_LIMITS = ProcessLimits(wall=300, cpu=240, memory_bytes=_MEMORY_BYTES, file_bytes=500_000_000)


class _Voice(Frozen):
    """A voice: one of espeak-ng's variants and what is turned about it."""

    variant: str
    pitch: int = 50
    range: int = 50
    pace: float = 1.0


_VOICES = {
    "female": _Voice(variant="f3"),
    "male": _Voice(variant="m3", pitch=45),
    "child": _Voice(variant="f5", pitch=85, range=60),
    "deep": _Voice(variant="m7", pitch=15, range=35, pace=0.92),
    "robot": _Voice(variant="robosoft5", pitch=35),
    "chipmunk": _Voice(variant="f5", pitch=99, range=70, pace=1.3),
}

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_TONES = {1: "55", 2: "35", 3: "214", 4: "51"}
_IONG = {
    "tS;j'ong": {1: "冂冋坰埛扃絅蘏蘔駉駫", 3: "侰僒冏囧泂澃炯烱煚煛熲窘綗褧迥逈颎"},
    "tS;hj'ong": {1: "芎", 2: "卭宆惸桏橩焪焭煢琼瓊睘瞏穷穹窮竆笻筇茕藑藭蛩赹跫邛銎"},
    "S;j'ong": {1: "兄兇凶匈哅忷恟汹洶胷胸訩詾讻賯", 2: "熊雄", 4: "夐敻詗诇"},
}
_SPELLED = {
    ord(letter): f"[[{syllable}{_TONES[tone]}]]"
    for syllable, tones in _IONG.items()
    for tone, letters in tones.items()
    for letter in letters
}
"""Letters read jiong, qiong, xiong: espeak-ng 1.52 has no rule for these and spells them out in English."""
_ERHUA = re.compile("(?<![女幼婴嬰孤托胎])[儿兒](?![子童女科歌孙孫媳戏戲])")
"""The r-ending of northern speech, which it spells out too; it is said as a syllable of its own."""


class Espeak:
    """espeak-ng 1.52 of the `espeakng-loader` wheel, in a child process."""

    name = "espeak-ng"
    languages: tuple[str, ...] = tuple(_LANGUAGES)
    voices: tuple[str, ...] = tuple(_VOICES)
    clones_voice = False

    def __init__(self, settings: MediaSettings | None = None) -> None:
        self._limits = _LIMITS
        if settings is not None and settings.process_memory_bytes < _MEMORY_BYTES:
            self._limits = _LIMITS.model_copy(update={"memory_bytes": settings.process_memory_bytes})

    @staticmethod
    def installed() -> bool:
        """Whether its wheel is there."""
        return find_spec("espeakng_loader") is not None

    async def speak(self, text: str, language: str, voice: str | None, target: Path) -> Spoken:
        """Speak a text into `target`, a mono 16-bit WAV file of 22 050 Hz; see `Speaker.speak` for the errors."""
        manner = self._manner(language, voice)
        lines = sentences(text[:_LONGEST])
        if not lines:
            raise MediaError("a text without words", code="nothing-to-say")
        partial = target.with_name(f".{uuid.uuid4().hex}.wav")
        request = {
            "target": str(partial.absolute()),
            "rate": round(_RATES[language] * manner.pace),
            "pitch": min(99, manner.pitch + _LIFT[language]),
            "range": min(99, manner.range + _SPREAD[language]),
            "gap": _GAP / manner.pace,
            "sentences": [_runs(readable(line, language), language, manner.variant) for line in lines],
        }
        try:
            finished = await run_module("media.speech.espeak_child", [], limits=self._limits, stdin=json.dumps(request).encode())
            await asyncio.to_thread(partial.replace, target)
        except ProcessFailed as error:
            if "ModuleNotFoundError" in error.stderr:
                raise EngineMissing("espeakng-loader is not installed", values={"engine": self.name}) from error
            raise
        finally:
            await asyncio.to_thread(partial.unlink, missing_ok=True)
        said = json.loads(finished.stdout)
        times = zip(said["times"], lines, strict=True)
        return Spoken(duration=said["duration"], rate_hz=said["rate_hz"], lines=tuple((*span, line) for span, line in times))

    def _manner(self, language: str, voice: str | None) -> _Voice:
        if language not in _LANGUAGES:
            raise EngineMissing("a language it does not speak", code="no-such-language", values={"language": language})
        manner = _VOICES.get(voice or self.voices[0])
        if manner is None:
            raise EngineMissing("a voice it does not have", code="no-such-voice", values={"voices": ", ".join(self.voices)})
        return manner


def _runs(text: str, language: str, variant: str) -> list[tuple[str, str]]:
    """Voice and text of the stretches of a sentence; Chinese names in other languages are read in Chinese.

    Latin words within Chinese or Vietnamese need no run of their own: espeak-ng itself reads them in English.
    """
    if language == "zh":
        return [(f"cmn+{variant}", _pronounced(text))]
    runs: list[tuple[str, str]] = []
    start = 0
    for match in _HAN.finditer(text):
        runs += [(f"{_LANGUAGES[language]}+{variant}", text[start : match.start()]), (f"cmn+{variant}", _pronounced(match[0]))]
        start = match.end()
    runs.append((f"{_LANGUAGES[language]}+{variant}", text[start:]))
    return [(voice, said) for voice, said in runs if any(letter.isalnum() for letter in said)]


def _pronounced(text: str) -> str:
    """Chinese with the syllables that the engine cannot read written as its own phonemes."""
    return _ERHUA.sub("[['@r35]]", text).translate(_SPELLED)

"""Which media engines this installation has, and what would bring the missing ones."""

import asyncio
import shutil
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from media.encoders import X264, working_encoders
from media.errors import EngineMissing
from media.ffmpeg import FFmpeg
from media.ffmpeg import version as program_version
from media.frozen import Frozen
from media.process import ask
from media.settings import MediaSettings
from media.speech.espeak import Espeak
from media.transcription.sphinx import PocketSphinx
from media.transcription.whisper import FasterWhisper

_LANGUAGES = ("en", "zh", "vi")


class EngineFacts(Frozen):
    """One engine, found or missing."""

    port: str
    """`encoder`, `speaker`, `transcriber` or `gpu`."""
    name: str
    found: bool
    languages: tuple[str, ...] = ()
    detail: str = ""
    unlock: str | None = None
    """The one setting or command that would make it available."""


async def found(settings: MediaSettings, whisper_model: str = "") -> list[EngineFacts]:
    """Every media engine, found or missing; `whisper_model` is the model that was chosen for transcription."""
    return [
        *await _encoders(FFmpeg(settings)),
        _speaker(),
        _whisper(whisper_model),
        _sphinx(),
        await asyncio.to_thread(_gpu),
    ]


async def _encoders(ffmpeg: FFmpeg) -> list[EngineFacts]:
    try:
        names = await working_encoders(ffmpeg)
        build = " ".join((await asyncio.to_thread(program_version, ffmpeg.path)).split()[:3:2])
    except EngineMissing:
        return [EngineFacts(port="encoder", name=X264, found=False, unlock="CUTROOM_FFMPEG")]
    return [EngineFacts(port="encoder", name=name, found=True, detail=build) for name in names]


def _speaker() -> EngineFacts:
    if not Espeak.installed():
        return EngineFacts(port="speaker", name=Espeak.name, found=False, unlock="pip install espeakng-loader")
    return EngineFacts(
        port="speaker", name=Espeak.name, found=True, languages=Espeak.languages, detail=_release("espeakng-loader")
    )


def _whisper(model: str) -> EngineFacts:
    if not FasterWhisper.installed():
        return EngineFacts(port="transcriber", name="faster-whisper", found=False, unlock="pip install faster-whisper")
    if not model:
        return EngineFacts(port="transcriber", name="faster-whisper", found=False, unlock="CUTROOM_WHISPER_MODEL")
    return EngineFacts(port="transcriber", name="faster-whisper", found=True, languages=_LANGUAGES, detail=Path(model).name)


def _sphinx() -> EngineFacts:
    if not PocketSphinx.installed():
        return EngineFacts(port="transcriber", name=PocketSphinx.name, found=False, unlock="pip install pocketsphinx")
    return EngineFacts(
        port="transcriber",
        name=PocketSphinx.name,
        found=True,
        languages=PocketSphinx.languages,
        detail=f"{_release('pocketsphinx')}, rough",
    )


def _gpu() -> EngineFacts:
    """A GPU counts when the driver answers and torch can use it."""
    tool = shutil.which("nvidia-smi")
    cards = ask([tool, "--query-gpu=name,memory.total", "--format=csv,noheader"]).strip() if tool else ""
    if not cards:
        return EngineFacts(port="gpu", name="CUDA", found=False, unlock="NVIDIA driver")
    if find_spec("torch") is None:
        return EngineFacts(port="gpu", name="CUDA", found=False, detail=cards, unlock="pip install 'cutroom[gpu]'")
    return EngineFacts(port="gpu", name="CUDA", found=True, detail=cards.replace("\n", "; "))


def _release(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""

"""What this installation can work with: which engines were found, and what would unlock the missing ones."""

import asyncio
import os
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from agent_core.languages import LANGUAGES, Language
from agent_core.messages import Engine
from agent_core.settings import AgentSettings
from media.errors import EngineMissing, MediaError
from media.ffmpeg import FFmpeg
from media.ffmpeg import version as program_version
from media.fonts import INSTALL, find_fonts
from media.settings import MediaSettings

if TYPE_CHECKING:
    from media.speech.espeak import Spoken


class Speaker(Protocol):
    """Reads words aloud."""

    async def speak(self, text: str, language: str, voice: str, target: Path) -> "Spoken":
        """Write the spoken text to `target` (WAV). Raises `MediaError`."""
        ...


def speaker(settings: MediaSettings) -> Speaker:
    """The voice of this installation."""
    from media.speech.espeak import Espeak

    return Espeak(settings)


async def identities(ffmpeg: FFmpeg) -> dict[str, str]:
    """Name and version of each engine whose replacement changes what tools make; they are part of the step cache's keys."""
    return {"ffmpeg": await asyncio.to_thread(_ffmpeg_version, ffmpeg), "speaker": f"espeak {_release('espeakng-loader')}"}


async def find_engines(agent: AgentSettings, media: MediaSettings) -> list[Engine]:
    """Every engine of this installation, found or missing, in the order of a report."""
    ffmpeg = FFmpeg(media)
    return [
        *await _encoders(ffmpeg),
        await asyncio.to_thread(_fonts, media),
        _speaker(),
        _transcriber(agent),
        Engine(port="planner", name="grammar", found=True, languages=LANGUAGES, detail="embedded"),
        await asyncio.to_thread(_gpu),
    ]


async def _encoders(ffmpeg: FFmpeg) -> list[Engine]:
    try:
        found = await ffmpeg.encoders()
    except (EngineMissing, MediaError):
        return [Engine(port="encoder", name="ffmpeg", found=False, unlock="CUTROOM_FFMPEG")]
    build = await asyncio.to_thread(_ffmpeg_version, ffmpeg)
    return [Engine(port="encoder", name=name, found=True, detail=build) for name in found]


def _ffmpeg_version(ffmpeg: FFmpeg) -> str:
    words = program_version(ffmpeg.path).split("\n", 1)[0].split()
    return " ".join(words[:3:2]) if len(words) > 2 else "ffmpeg"


def _fonts(settings: MediaSettings) -> Engine:
    covered = set(find_fonts(settings).languages)
    languages: tuple[Language, ...] = tuple(language for language in LANGUAGES if language in covered)
    missing = set(LANGUAGES) - covered
    return Engine(
        port="fonts",
        name="fonts",
        found=not missing,
        languages=languages,
        unlock=f"apt install {INSTALL}" if missing else None,
    )


def _speaker() -> Engine:
    release = _release("espeakng-loader")
    return Engine(
        port="speaker",
        name="espeak-ng",
        found=bool(release),
        languages=LANGUAGES if release else (),
        detail=release,
        unlock=None if release else "pip install espeakng-loader",
    )


def _transcriber(settings: AgentSettings) -> Engine:
    named = bool(settings.whisper_model) and find_spec("faster_whisper") is not None
    return Engine(
        port="transcriber",
        name="faster-whisper",
        found=named,
        languages=LANGUAGES if named else (),
        detail=settings.whisper_model if named else "",
        unlock=None if named else "CUTROOM_WHISPER_MODEL",
    )


def _gpu() -> Engine:
    devices = sorted(path.name for path in Path("/dev").glob("nvidia[0-9]*")) if os.name == "posix" else []
    return Engine(port="gpu", name="cuda", found=bool(devices), detail=", ".join(devices))


def _release(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""

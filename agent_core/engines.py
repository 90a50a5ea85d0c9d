"""What this installation can work with: which engines were found, and what would unlock the missing ones."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from importlib.metadata import PackageNotFoundError, version

from agent_core.languages import LANGUAGES, Language
from agent_core.llm.request import Role
from agent_core.llm.roles import ROLES, named
from agent_core.messages import Engine
from agent_core.settings import AgentSettings
from media.embedding.port import Embedder
from media.engines import EngineFacts, found
from media.errors import MediaError
from media.ffmpeg import FFmpeg
from media.ffmpeg import version as program_version
from media.fonts import INSTALL, find_fonts
from media.settings import MediaSettings
from media.speech.espeak import Espeak
from media.speech.port import Speaker
from media.transcription.endpoint import OpenAITranscription
from media.transcription.port import Transcriber
from media.transcription.recognisers import Recognisers
from media.transcription.sphinx import PocketSphinx
from media.transcription.whisper import FasterWhisper

log = logging.getLogger(__name__)

_ESPEAK = "espeakng-loader"
"""The wheel that brings the embedded voice."""
_WHISPER = "whisper"


def speaker(settings: MediaSettings) -> Speaker:
    """The voice of this installation."""
    return Espeak(settings)


def recognisers(agent: AgentSettings, media: MediaSettings) -> Recognisers:
    """The engines of this installation that hear words, in the order that the settings give; PocketSphinx last."""
    return Recognisers([*_chosen(agent, media), *([PocketSphinx()] if PocketSphinx.installed() else [])])


def _chosen(agent: AgentSettings, media: MediaSettings) -> Iterator[Transcriber]:
    for spelled in filter(None, (part.strip() for part in (agent.transcriber or _WHISPER).split(","))):
        vendor, _, rest = spelled.partition(":")
        model, _, address = rest.partition("@")
        if spelled == _WHISPER and agent.whisper_model and FasterWhisper.installed():
            yield FasterWhisper(agent.whisper_model, media)
        elif vendor == "openai" and model and (address or agent.openai_api_key):
            key = (agent.transcriber_key if address else "") or agent.openai_api_key
            yield OpenAITranscription(model, key=key, address=address or agent.openai_base_url, settings=media)


async def identities(ffmpeg: FFmpeg, voice: Speaker, ears: Recognisers, eyes: Embedder | None = None) -> dict[str, str]:
    """Name and version of each engine whose replacement changes what tools make; they are part of the step cache's keys.

    Raises `EngineMissing` where there is no FFmpeg.
    """
    build = await asyncio.to_thread(lambda: program_version(ffmpeg.path).split("\n", 1)[0])
    seen = eyes.identity if eyes else ""
    return {"ffmpeg": build, "speaker": f"{voice.name} {_release(_ESPEAK)}", "transcriber": ears.identity, "embedder": seen}


async def find_engines(agent: AgentSettings, media: MediaSettings) -> list[Engine]:
    """Every engine of this installation, found or missing, in the order of a report."""
    return [
        *map(_engine, await found(media, agent.whisper_model)),
        *(_server(engine) for engine in _chosen(agent, media) if isinstance(engine, OpenAITranscription)),
        await asyncio.to_thread(_fonts, media),
        Engine(port="planner", name="grammar", found=True, languages=LANGUAGES),
        *find_models(agent),
    ]


async def try_engines(agent: AgentSettings, media: MediaSettings) -> list[Engine]:
    """The same, after what takes long to know: the speech model is fetched where it is not there yet, and loaded once. One that
    does not load is not found."""
    tried = {facts.name: facts async for facts in _tried(agent, media)}
    return [tried.get(engine.name, engine) for engine in await find_engines(agent, media)]


async def _tried(agent: AgentSettings, media: MediaSettings) -> AsyncIterator[Engine]:
    for whisper in (engine for engine in _chosen(agent, media) if isinstance(engine, FasterWhisper)):
        known = Engine(port="transcriber", name=FasterWhisper.product, found=True, languages=_known(whisper.languages))
        try:
            yield known.model_copy(update={"detail": f"{whisper.model}, {await whisper.try_out()}"})
        except MediaError as error:
            log.warning("the speech model does not load: %s", error.code)
            yield known.model_copy(update={"found": False, "languages": (), "unlock": "CUTROOM_WHISPER_MODEL"})


def _server(engine: OpenAITranscription) -> Engine:
    return Engine(port="transcriber", name=engine.name, found=True, languages=_known(engine.languages))


def find_models(settings: AgentSettings) -> list[Engine]:
    """The language models that the settings name, role by role in order of preference; a role without any names its setting.

    Found means that one can be asked, not that it was: nothing is sent here, and a key may still turn out to be wrong.
    """
    return [engine for role in ROLES for engine in _role(role, settings)]


def _role(role: Role, settings: AgentSettings) -> list[Engine]:
    models = list(named(role, settings))
    if not models:
        return [Engine(port=role, name="language model", found=False, unlock=f"{ROLES[role]}=VENDOR:MODEL")]
    return [
        Engine(port=role, name=model.name, found=lacks is None, unlock=lacks)
        for model in models
        for lacks in (model.lacks(settings),)
    ]


def _engine(facts: EngineFacts) -> Engine:
    return Engine(
        port=facts.port,
        name=facts.name,
        found=facts.found,
        languages=_known(facts.languages),
        detail=facts.detail,
        unlock=facts.unlock,
    )


def _fonts(settings: MediaSettings) -> Engine:
    fonts = find_fonts(settings)
    covered = _known(fonts.languages)
    whole = len(covered) == len(LANGUAGES)
    families = ", ".join(dict.fromkeys(face.family for face in fonts.faces))
    unlock = None if whole else f"apt install {INSTALL}"
    return Engine(port="fonts", name="fonts", found=whole, languages=covered, detail=families, unlock=unlock)


def _known(names: tuple[str, ...]) -> tuple[Language, ...]:
    return tuple(language for language in LANGUAGES if language in names)


def _release(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""

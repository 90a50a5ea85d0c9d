"""What this installation can do, in all layers: the agent's engines, keys of language models, Redis."""

from pathlib import Path

from agent_core.messages import Engine
from agent_core.settings import AgentSettings
from media.settings import MediaSettings
from workers.errors import Unavailable
from workers.redis_server import find_server
from workers.settings import WorkerSettings


async def gather(workers: WorkerSettings, agent: AgentSettings, media: MediaSettings) -> list[Engine]:
    """Every engine, found or missing, with what would unlock it."""
    from agent_core.engines import find_engines  # brings fonts and programs with it: only the process that looks pays

    return [*await find_engines(agent, media), *keys(agent), redis(workers)]


async def gather_tried(workers: WorkerSettings, agent: AgentSettings, media: MediaSettings) -> list[Engine]:
    """The same, once what must be tried to be known was tried: that a speech model loads. Takes long the first time."""
    from agent_core.engines import try_engines

    return [*await try_engines(agent, media), *keys(agent), redis(workers)]


def keys(settings: AgentSettings) -> list[Engine]:
    """Keys for language models, by whether they are set; the keys themselves are never told."""
    from agent_core.llm.roles import KEYS, key_of

    return [
        Engine(port="key", name=name, found=found, unlock=None if found else variable)
        for name, variable in KEYS.items()
        for found in (bool(key_of(settings, name)),)
    ]


def redis(settings: WorkerSettings) -> Engine:
    """The Redis in use: a server somewhere, or the program that is started here."""
    if settings.redis_url:
        return Engine(port="redis", name="server", found=True, detail="CUTROOM_REDIS_URL")
    try:
        return Engine(port="redis", name="embedded", found=True, detail=find_server().name)
    except Unavailable:
        return Engine(port="redis", name="embedded", found=False, unlock="apt install redis-server")


def has_gpu() -> bool:
    """Whether a GPU worker is worth starting: the driver shows a device."""
    return Path("/dev/nvidia0").exists()

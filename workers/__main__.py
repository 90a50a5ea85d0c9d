"""`python -m workers`: the supervisor with everything it keeps running; or one worker; or a list of the engines."""

import argparse
import asyncio
import json
import logging
import signal
import sys
import threading
from typing import Literal

from dotenv import load_dotenv

from workers.errors import WorkerError
from workers.settings import WorkerSettings


def main(arguments: list[str] | None = None) -> int:
    """Read `.env` and the settings, and do what the command line says; returns the exit status."""
    options = _parser().parse_args(arguments)
    load_dotenv(".env")  # into the environment: the children and the SDKs of language models read it there
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in ("arq", "alembic", "httpx2"):  # chatter, and addresses of language models
        logging.getLogger(name).setLevel(logging.WARNING)
    settings = WorkerSettings()
    try:
        match options.command:
            case "engines":
                asyncio.run(_engines(settings))
            case "light" | "cpu" | "gpu":
                asyncio.run(_work(options.command, settings))
            case _:
                asyncio.run(_supervise(settings, bot=options.bot))
    except WorkerError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m workers", description=__doc__)
    parser.add_argument("command", nargs="?", default="supervise", choices=("supervise", "light", "cpu", "gpu", "engines"))
    parser.add_argument("--bot", action="store_true", help="with supervise: keep the bot running too")
    return parser


async def _supervise(settings: WorkerSettings, *, bot: bool) -> None:
    from workers.engines import has_gpu
    from workers.redis_server import RedisServer
    from workers.supervisor import Program, Supervisor

    resources = ["light", "cpu", *(["gpu"] if settings.gpu_slots and has_gpu() else [])]
    programs = [Program(name, (sys.executable, "-m", "workers", name)) for name in resources]
    if bot:
        programs.append(Program("bot", (sys.executable, "-m", "bot", "serve"), rank=1))
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    redis = None if settings.redis_url else RedisServer(settings.home)
    await Supervisor(settings.home, programs, redis=redis).run(stop)


async def _work(resource: Literal["light", "cpu", "gpu"], settings: WorkerSettings) -> None:
    from workers.worker import limit_threads, serve

    limit_threads(settings.home)
    from agent_core.editor import Editor
    from agent_core.settings import AgentSettings
    from media.settings import MediaSettings
    from media.store import open_store
    from workers.engines import gather, gather_tried

    agent, media = AgentSettings(), MediaSettings()
    store = open_store(settings.store_url, settings.home)
    looks = resource != "light"  # one look for each machine; the light worker should plan instead

    def make_agent() -> Editor:
        editor = Editor(agent, media, store)
        if resource == "light":  # the one that plans; beside its own start, so that nobody waits for either
            threading.Thread(target=editor.warm, daemon=True).start()
        return editor

    await serve(
        resource,
        settings,
        make_agent,
        (lambda: gather(settings, agent, media), lambda: gather_tried(settings, agent, media)) if looks else (),
    )


async def _engines(settings: WorkerSettings) -> None:
    from agent_core.settings import AgentSettings
    from media.settings import MediaSettings
    from workers.engines import gather

    engines = await gather(settings, AgentSettings(), MediaSettings())
    print(json.dumps([engine.model_dump() for engine in engines], ensure_ascii=False, indent=2))


if __name__ == "__main__":
    sys.exit(main())

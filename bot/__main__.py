"""The command `cutroom`."""

import argparse
import asyncio
import locale
import logging
import os
import signal
import sys
from collections.abc import Coroutine, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from dotenv import load_dotenv

from agent_core.languages import LANGUAGES, Language, from_locale

_ELSEWHERE = {"doctor": "bot.doctor", "demo": "bot.demo", "invite": "bot.web.inviting"}
"""Commands with a module of their own: `main(arguments)` there takes what follows the name."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status. Settings come from the environment and from `.env` in the current folder."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    load_dotenv(Path(".env"), override=False)
    if words and words[0] in _ELSEWHERE:
        return int(import_module(_ELSEWHERE[words[0]]).main(words[1:]))
    parser = _parser()
    given = parser.parse_args(words)
    if given.command == "ask":
        return _ask(parser, given)
    return _run() if given.command == "run" else _serve()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cutroom", description="The cutting room in your chat.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    ask = commands.add_parser("ask", help="send one wish and save what comes of it")
    ask.add_argument("text", nargs="?", default="", help="the wish, in English, Chinese or Vietnamese")
    ask.add_argument(
        "--attach", action="append", type=Path, default=[], metavar="FILE", help="a file for the wish; may be repeated"
    )
    ask.add_argument("--reply", action="store_true", help="go on with the last result, or answer the open question")
    ask.add_argument("--out", type=Path, default=Path(), metavar="DIR", help="where finished files are saved (default: here)")
    ask.add_argument("--lang", choices=LANGUAGES, help="language of the answer where the wish does not tell it")
    commands.add_parser("run", help="start everything for good: workers, web chat, bots with a token")
    commands.add_parser("serve", help="serve the chats alone; workers run elsewhere")
    commands.add_parser("doctor", help="say what was found here and what would unlock the rest")
    commands.add_parser("invite", help="let somebody into a web chat that others may reach")
    commands.add_parser("demo", help="send real wishes in three languages and save what comes of them")
    return parser


def _ask(parser: argparse.ArgumentParser, given: argparse.Namespace) -> int:
    from bot.asking import ask
    from bot.console import Ask
    from workers.client import WorkerSettings

    if missing := [str(path) for path in given.attach if not path.is_file()]:
        parser.error(f"no such file: {', '.join(missing)}")
    if not given.text.strip() and not given.attach:
        parser.error("say what you wish for, or attach a file")
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(name)s: %(message)s")
    wish = Ask(given.text, tuple(given.attach), given.reply, given.out, given.lang or _locale())
    return _until_told(ask(wish, WorkerSettings()))


def _serve() -> int:
    from bot.errors import PlatformError
    from bot.service import serve
    from bot.settings import BotSettings
    from workers.client import Unavailable, WorkerSettings

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for library in ("httpx", "httpcore", "alembic"):
        logging.getLogger(library).setLevel(logging.WARNING)  # addresses with a token in them, and chatter
    try:
        return _until_told(serve(BotSettings(), WorkerSettings()))
    except (PlatformError, Unavailable) as error:
        print(f"cutroom: {error}", file=sys.stderr)
        return 1


def _run() -> int:
    """Become the supervisor, which starts the workers and this bot."""
    os.execv(sys.executable, [sys.executable, "-m", "workers", "--bot"])


def _until_told(work: Coroutine[Any, Any, int | None]) -> int:
    """Do the work to its end, or until SIGINT or SIGTERM asks for an orderly one."""

    async def told() -> int:
        task = asyncio.ensure_future(work)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, task.cancel)
        try:
            return await task or 0
        except asyncio.CancelledError:
            return 130

    return asyncio.run(told())


def _locale() -> Language | None:
    return from_locale(locale.getlocale()[0] or os.environ.get("LC_ALL") or os.environ.get("LANG"))


if __name__ == "__main__":
    sys.exit(main())

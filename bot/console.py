"""The console: one wish from the command line, through the same conversation as every chat."""

import asyncio
import getpass
import json
import mimetypes
import os
import shutil
import sys
import unicodedata
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TextIO
from uuid import uuid4

from agent_core.languages import DEFAULT_LANGUAGE, Language
from agent_core.messages import Limits, Origin
from bot.errors import PlatformError
from bot.localization import Localization
from bot.platform import Incoming, Outgoing, OutgoingFile, RemoteFile

PLATFORM = "console"
_CHUNK = 1 << 20
_BAR = 24
_STATUSES = {"result": 0, "question": 1, "refusal": 1, "failure": 1, "cancelled": 1, "reply": 1}
"""Exit status by the kind of message after which nothing more comes."""


@dataclass(frozen=True)
class Memory:
    """What the console remembers between two commands: the message that `--reply` replies to, and the account it came from."""

    path: Path

    def read(self) -> tuple[str, str] | None:
        """Message and account, or `None` when nothing was made yet."""
        try:
            kept = json.loads(self.path.read_text("utf-8"))
            return str(kept["message"]), str(kept["account"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, message: str, account: str) -> None:
        """Remember; all or nothing."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps({"message": message, "account": account}), "utf-8")
        draft.replace(self.path)


class NothingToReply(PlatformError):
    """`--reply` without a result before it."""

    code = "nothing-to-reply"


@dataclass(frozen=True)
class Ask:
    """What the command line asks for."""

    text: str
    files: tuple[Path, ...] = ()
    reply: bool = False
    out: Path = Path()
    locale: Language | None = None


class Console:
    """One wish, one person, one terminal."""

    name = PLATFORM
    limits = Limits(upload_bytes=2_000_000_000, text_chars=20_000, caption_chars=20_000)

    def __init__(
        self,
        ask: Ask,
        home: Path,
        words: Localization,
        *,
        screen: "Screen | None" = None,
        answers: TextIO | None = None,
    ) -> None:
        """Raises `NothingToReply` when `--reply` finds nothing."""
        user = _user()
        self._ask = ask
        self._memory = Memory(home / "console" / f"{user}.json")
        earlier = self._memory.read() if ask.reply else None
        if ask.reply and earlier is None:
            raise NothingToReply
        self._reply_to = earlier[0] if earlier else None
        # An account of its own, so that two commands at a time never take each other's results; a reply is the account's again.
        self.account = earlier[1] if earlier else f"{user}-{uuid4().hex[:12]}"
        self.user = user
        self._words = words
        self._screen = screen or Screen(sys.stderr)
        self._answers = answers or sys.stdin
        self._heard: asyncio.Queue[Outgoing] = asyncio.Queue()
        self.progress_pace = self._screen.pace
        self.status = 1
        """Exit status: 0 when the wish came true."""

    async def run(self, receive: Callable[[Incoming], Awaitable[None]]) -> None:
        """Send the wish, then answers to questions, until a message ends it."""
        said: Incoming | None = self._incoming(self._ask.text, self._reply_to, self._ask.files)
        try:
            while said is not None:
                await receive(said)
                message = await self._heard.get()
                self.status = _STATUSES[message.kind]
                said = await self._answer(message) if message.kind == "question" else None
        finally:
            self._screen.finish()

    async def post(self, origin: Origin, message: Outgoing) -> list[str]:
        """Show a message: a bar, a question, or the end with its files saved."""
        if message.kind == "status":
            self._screen.progress(message)
            return [uuid4().hex]
        self._screen.finish()
        saved = [await _save(file, self._ask.out) for file in message.files]
        self._screen.say(message.text, *map(str, saved), out=message.kind in ("result", "reply", "question"))
        name = uuid4().hex
        if message.kind in ("result", "question"):
            self._memory.write(name, self.account)
        self._heard.put_nowait(message)
        return [name]

    async def edit(self, origin: Origin, message_id: str, message: Outgoing) -> None:
        """Move the bar."""
        self._screen.progress(message)

    async def _answer(self, question: Outgoing) -> Incoming | None:
        """Take the answer from the terminal; `None` without one, and the question stays open for `--reply`."""
        options = [button for row in question.buttons for button in row]
        self._screen.say(*(f"  {number}. {button.label}" for number, button in enumerate(options, 1)))
        if not self._answers.isatty():
            self._screen.say(self._words.say(self._ask.locale or DEFAULT_LANGUAGE, "console-answer-later"), out=False)
            return None
        line = (await asyncio.to_thread(self._answers.readline)).strip()
        if line.isdecimal() and 0 < int(line) <= len(options):
            return self._incoming("", None, (), options[int(line) - 1].value)
        given = await asyncio.to_thread(_file_at, line)
        return self._incoming("" if given else line, None, given, f"ans:{question.job}:") if line else None

    def _incoming(self, text: str, reply_to: str | None, files: Sequence[Path], value: str | None = None) -> Incoming:
        origin = Origin(platform=PLATFORM, account=self.account, chat=self.user, message=uuid4().hex, user=self.user)
        remote = tuple(_remote(path) for path in files)
        return Incoming(origin=origin, text=text, files=remote, reply_to=reply_to, locale=self._ask.locale, value=value)


class Screen:
    """Progress as a bar on a terminal, as plain lines elsewhere; words above it."""

    def __init__(self, stream: TextIO, words: TextIO | None = None) -> None:
        self._stream = stream
        self._words = words or sys.stdout
        self._live = stream.isatty()
        self._drawn = False
        self.pace = 0.2 if self._live else 2.0
        """Seconds between two looks at the bar."""

    def progress(self, message: Outgoing) -> None:
        """Draw where the job stands."""
        if not self._live:
            print(message.text, file=self._stream, flush=True)
            return
        width = shutil.get_terminal_size().columns - 1
        line = message.text if message.fraction is None else f"{bar(message.fraction)} {message.text}"
        print(f"\r\x1b[K{fit(line, width)}", end="", file=self._stream, flush=True)
        self._drawn = True

    def finish(self) -> None:
        """Leave the bar as it stands; what follows goes below it."""
        if self._drawn:
            print(file=self._stream, flush=True)
            self._drawn = False

    def say(self, *lines: str, out: bool = True) -> None:
        """Print lines below the bar: what was asked for on stdout, what went wrong on stderr."""
        self.finish()
        for line in lines:
            print(line, file=self._words if out else self._stream, flush=True)


def bar(fraction: float) -> str:
    """A bar of fixed width."""
    full = round(max(0.0, min(1.0, fraction)) * _BAR)
    return "█" * full + "░" * (_BAR - full)


def fit(line: str, width: int) -> str:
    """The line cut to `width` terminal cells; Chinese letters and emoji take two."""
    cells = 0
    for place, letter in enumerate(line):
        cells += 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if cells > width:
            return line[: max(0, place - 1)] + "…"
    return line


def free_path(folder: Path, name: str) -> Iterator[Path]:
    """Where a file may be saved: its own name, then `name-2`, `name-3`, …; never outside the folder."""
    plain = Path(name).name.lstrip(".") or "result"
    stem, suffix = Path(plain).stem, Path(plain).suffix
    yield folder / plain
    for number in count(2):
        yield folder / f"{stem}-{number}{suffix}"


async def _save(file: OutgoingFile, folder: Path) -> Path:
    """Save a product under a free name; a broken copy leaves nothing behind."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    draft = folder / f".cutroom-{uuid4().hex}"
    try:
        with draft.open("xb") as target:
            async for chunk in file.read():
                target.write(chunk)
        for path in free_path(folder, file.product.name):
            with suppress(FileExistsError):
                os.link(draft, path)  # fails where the name is taken, unlike a rename
                return path
        raise AssertionError("names never run out")
    finally:
        draft.unlink(missing_ok=True)


def _file_at(line: str) -> tuple[Path, ...]:
    """The file that a line names, if it names one."""
    path = Path(line).expanduser()
    return (path,) if line and path.is_file() else ()


def _remote(path: Path) -> RemoteFile:
    async def read() -> AsyncIterator[bytes]:
        with path.open("rb") as source:
            while chunk := await asyncio.to_thread(source.read, _CHUNK):
                yield chunk

    return RemoteFile(path.name, read, path.stat().st_size, mimetypes.guess_type(path.name)[0])


def _user() -> str:
    """The person at the terminal; a number where the system has no name for them."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = str(os.getuid())
    return "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name)

"""`cutroom demo`: real wishes in three languages with a real video, through the path that every chat message takes.

Workers of their own are started on a fresh home, so that nothing is served from an earlier run. What comes back is saved with a
page that replays the chats.
"""

import argparse
import asyncio
import contextlib
import os
import shutil
import sys
import tempfile
import time
import tomllib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from uuid import uuid4

from agent_core.languages import LANGUAGES, Language
from agent_core.messages import Limits, Origin
from bot.asking import installation
from bot.conversation import Conversation
from bot.platform import Incoming, Outgoing, OutgoingFile, RemoteFile
from bot.replay import ReplayChat, ReplayFile, ReplayMessage, write
from workers.client import WorkerSettings

_PATIENCE = 150.0
"""Seconds a single wish may take before the demo says that it failed."""


@dataclass(frozen=True)
class Line:
    """One message of a person: words, files of the sample, and whether it replies to the last result."""

    text: str
    files: tuple[str, ...] = ()
    reply: bool = False


@dataclass(frozen=True)
class Script:
    """A person's side of a chat."""

    language: Language
    title: str
    lines: tuple[Line, ...]


def script(language: Language) -> Script:
    """What is said in a language, from its `demo.toml`."""
    content = tomllib.loads(files("locales").joinpath(language, "demo.toml").read_text(encoding="utf-8"))
    lines = [Line(wish["text"], tuple(wish.get("files", ())), wish.get("reply", False)) for wish in content["wishes"]]
    return Script(language, content["title"], tuple(lines))


class Stage:
    """A platform that plays a script, saves what is posted and keeps the conversation."""

    name = "demo"
    account = "demo"
    limits = Limits(upload_bytes=50_000_000)
    progress_pace = 0.25

    def __init__(self, scripts: Sequence[Script], sample: Path, out: Path) -> None:
        self._scripts = scripts
        self._sample = sample
        self._out = out
        self._answers: asyncio.Queue[tuple[str, Outgoing]] = asyncio.Queue()
        self.chats: list[ReplayChat] = []
        self.failed: list[str] = []

    async def run(self, receive: Callable[[Incoming], Awaitable[None]]) -> None:
        """Play every chat to its end."""
        for played in self._scripts:
            chat = ReplayChat(played.language, played.title)
            self.chats.append(chat)
            last: tuple[str, str] | None = None
            for number, line in enumerate(played.lines, start=1):
                print(f"\n{played.language}  › {line.text}" + "".join(f"  [{name}]" for name in line.files), flush=True)
                chat.messages.append(self._said(line, last))
                started = time.monotonic()
                await receive(self._incoming(played.language, line, last))
                name, answer = await self._answer()
                took = time.monotonic() - started
                message = await self._answered(answer, f"{played.language}-{number}", took)
                chat.messages.append(message)
                last = (name, answer.text)
                if answer.kind != "result":
                    self.failed.append(line.text)

    async def _answer(self) -> tuple[str, Outgoing]:
        try:
            return await asyncio.wait_for(self._answers.get(), _PATIENCE)
        except TimeoutError:
            return "", Outgoing(f"no answer within {_PATIENCE:.0f} s", kind="failure")

    def _incoming(self, language: Language, line: Line, last: tuple[str, str] | None) -> Incoming:
        chat = f"demo-{language}"
        origin = Origin(platform=self.name, account=self.account, chat=chat, message=uuid4().hex, user=chat)
        sent = [_remote(self._sample / name) for name in line.files]
        return Incoming(origin, line.text, sent, reply_to=last[0] if line.reply and last else None)

    def _said(self, line: Line, last: tuple[str, str] | None) -> ReplayMessage:
        sent: list[ReplayFile] = []
        for name in line.files:
            shutil.copyfile(self._sample / name, self._out / name)
            kind = "video" if name.endswith(".mp4") else "file"
            sent.append(ReplayFile(name, name, kind, (self._out / name).stat().st_size))
        quote = last[1].splitlines()[0] if line.reply and last and last[1] else None
        return ReplayMessage("me", "wish", line.text, sent, quote=quote)

    async def _answered(self, answer: Outgoing, stem: str, took: float) -> ReplayMessage:
        saved = [await self._save(file, stem) for file in answer.files]
        print(f"\r\033[K    {answer.text}" if sys.stdout.isatty() else f"    {answer.text}")
        for file in saved:
            facts = [f"{file.duration:.1f} s"] if file.duration else []
            facts += [f"{file.width}×{file.height}"] if file.width else []
            print(f"    → {self._out / file.path}  ({', '.join([*facts, f'{file.size_bytes / 1e6:.1f} MB'])})")
        print(f"    {took:.1f} s", flush=True)
        buttons = [button.label for row in answer.buttons for button in row]
        return ReplayMessage("cutroom", answer.kind, answer.text, saved, buttons, took=round(took, 2))

    async def _save(self, file: OutgoingFile, stem: str) -> ReplayFile:
        product = file.product
        name = f"{stem}-{product.name}"
        await _pour(file.read(), self._out / name)
        poster = None
        if file.thumbnail:
            poster = f"{stem}-{Path(product.name).stem}-poster.jpg"
            await _pour(file.thumbnail(), self._out / poster)
        return ReplayFile(
            product.name, name, product.kind, product.size_bytes, product.width, product.height, product.duration, poster
        )

    async def post(self, origin: Origin, message: Outgoing) -> list[str]:
        """Take a message; whatever is not a status ends the wish."""
        name = uuid4().hex
        if message.kind == "status":
            self._show(message)
        else:
            self._answers.put_nowait((name, message))
        return [name]

    async def edit(self, origin: Origin, message_id: str, message: Outgoing) -> None:
        """Show progress on the terminal."""
        self._show(message)

    def _show(self, message: Outgoing) -> None:
        if sys.stdout.isatty():
            print(f"\r\033[K    {message.text}", end="", flush=True)


async def _pour(content: AsyncIterator[bytes], target: Path) -> None:
    with target.open("wb") as file:
        async for chunk in content:
            file.write(chunk)


def _remote(path: Path) -> RemoteFile:
    async def read() -> AsyncIterator[bytes]:
        yield await asyncio.to_thread(path.read_bytes)

    return RemoteFile(path.name, read, path.stat().st_size)


async def _sample(folder: Path) -> None:
    """Draw the sample, unless it is there already."""
    if (folder / "mochi.mp4").exists():
        return
    print("Drawing the sample video …", flush=True)
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", "media.sample", str(folder))
    if await child.wait():
        raise SystemExit("the sample could not be drawn")


async def _play(out: Path) -> int:
    started = time.monotonic()
    await _sample(out / "sample")
    stage = Stage([script(language) for language in LANGUAGES], out / "sample", out)
    with tempfile.TemporaryDirectory(prefix="cutroom-demo-") as home:
        os.environ["CUTROOM_HOME"] = home
        async with installation(WorkerSettings()) as client:
            await Conversation(client, stage).run()
    took = time.monotonic() - started
    wishes = sum(message.author == "me" for chat in stage.chats for message in chat.messages)
    summary = f"{wishes} wishes in {len(stage.chats)} languages, {took:.0f} s"
    write(out / "index.html", stage.chats, summary)
    print(f"\n{summary}. Open {out / 'index.html'}.")
    for text in stage.failed:
        print(f"no result: {text}", file=sys.stderr)
    return 1 if stage.failed else 0


def main(arguments: Sequence[str]) -> int:
    """Run the demo; the exit status is 0 when every wish came true."""
    parser = argparse.ArgumentParser(prog="cutroom demo", description="Send real wishes and save what comes of them.")
    parser.add_argument("--out", type=Path, default=Path("out"), help="folder for the results (default: out)")
    out: Path = parser.parse_args(arguments).out
    out.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(KeyboardInterrupt):
        return asyncio.run(_play(out))
    return 130

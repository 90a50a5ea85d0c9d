"""The whole house, started as `make run` starts it, and a person at its web chat."""

import asyncio
import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from uuid import uuid4

import aiohttp
import psutil

SETTINGS = {"CUTROOM_LEASE": "2", "CUTROOM_SWEEP": "0.5", "CUTROOM_JOBS_PER_DAY": "0"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class House:
    """A running supervisor with its workers and bot."""

    home: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def children(self, *words: str) -> list[psutil.Process]:
        """The house's processes whose command line holds all the words."""
        found: list[psutil.Process] = []
        for child in psutil.Process(self.process.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if all(word in " ".join(child.cmdline()) for word in words):
                    found.append(child)
        return found

    async def child(self, *words: str, within: float = 30.0) -> psutil.Process:
        """The first such process, as soon as there is one."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if found := self.children(*words):
                return found[0]
            await asyncio.sleep(0.01)
        raise AssertionError(f"no process {words}")


@contextlib.contextmanager
def open_house(folder: Path, **settings: str) -> Iterator[House]:
    """Start everything on an empty home, and end it with nothing left running."""
    home, port = folder / "home", _free_port()
    home.mkdir(parents=True)
    known = {key: value for key, value in os.environ.items() if not key.startswith("CUTROOM_")}
    env = known | SETTINGS | {"CUTROOM_HOME": str(home), "CUTROOM_HTTP_PORT": str(port)} | settings
    with (folder / "house.log").open("ab") as log:
        process = subprocess.Popen([sys.executable, "-m", "workers", "--bot"], env=env, stdout=log, stderr=log, cwd=home)
    house = House(home, port, process)
    tree: list[psutil.Process] = []
    try:
        _answers(house)
        yield house
    finally:
        with contextlib.suppress(psutil.Error):
            tree = psutil.Process(process.pid).children(recursive=True)
        process.terminate()
        process.wait(30)
        _, alive = psutil.wait_procs(tree, timeout=5)
        for child in alive:
            child.kill()
        assert not alive, f"left running: {alive}"


def _answers(house: House) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError), urlopen(house.url, timeout=5) as response:
            if response.status == 200:
                return
        assert house.process.poll() is None, "the house ended at its start"
        time.sleep(0.1)
    raise AssertionError("the web chat does not answer")


@dataclass
class Person:
    """Somebody with the web chat open: sends wishes, sees every message as it changes."""

    session: aiohttp.ClientSession
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    history: list[dict[str, Any]] = field(default_factory=list)

    async def send(self, text: str, files: Sequence[Path] = (), reply_to: str | None = None, language: str = "en") -> str:
        """Send a message; its id."""
        name = f"u{uuid4().hex[:12]}"
        uploads = [await self._upload(path) for path in files]
        wish = {"id": name, "text": text, "reply_to": reply_to, "language": language, "uploads": uploads}
        async with self.session.post("/api/messages", json=wish) as response:
            assert response.status == 204, await response.text()
        return name

    async def _upload(self, path: Path) -> str:
        content = path.read_bytes()
        async with self.session.post("/api/uploads", json={"name": path.name, "size_bytes": len(content)}) as response:
            assert response.status == 201, await response.text()
            begun = (await response.json())["id"]
        async with self.session.patch(f"/api/uploads/{begun}", data=content, headers={"Upload-Offset": "0"}) as response:
            assert response.status == 204, await response.text()
        return begun

    async def answers(self, wish: str) -> list[dict[str, Any]]:
        """The messages of the bot that end a wish, so far."""
        ends = ("result", "refusal", "failure", "question", "cancelled", "reply")
        return [m for m in self.messages.values() if m.get("reply_to") == wish and m["kind"] in ends]

    async def answer(self, wish: str, within: float = 90.0) -> dict[str, Any]:
        """The message that ends a wish."""
        return (await self.until(lambda: self.answers(wish), within))[0]

    async def until(self, look: Any, within: float) -> Any:
        """What `look` gives as soon as it gives something."""
        async with asyncio.timeout(within):
            while not (found := await look()):
                self.changed.clear()
                await self.changed.wait()
        return found

    async def fetch(self, file: dict[str, Any], folder: Path) -> Path:
        """Save a posted file."""
        target = folder / f"{uuid4().hex[:6]}-{file['name']}"
        async with self.session.get(f"/api/files/{file['asset']}/{file['name']}") as response:
            assert response.status == 200
            target.write_bytes(await response.read())
        return target

    async def follow(self) -> None:
        """Keep up with the conversation, over restarts of the bot."""
        after = 0
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                async with self.session.get(f"/api/events?after={after}", timeout=aiohttp.ClientTimeout(None)) as response:
                    async for line in response.content:
                        if line.startswith(b'data: {"seq"'):
                            event = json.loads(line[6:])
                            after = max(after, event["seq"])
                            self.messages[event["message"]["id"]] = event["message"]
                            self.history.append(event["message"])
                            self.changed.set()
            await asyncio.sleep(0.2)


@contextlib.asynccontextmanager
async def person(house: House) -> AsyncIterator[Person]:
    """A new person at the web chat."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(house.url, cookie_jar=jar, timeout=aiohttp.ClientTimeout(60)) as session:
        async with session.get("/api/session") as response:
            assert response.status == 200
        somebody = Person(session)
        task = asyncio.create_task(somebody.follow())
        try:
            yield somebody
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

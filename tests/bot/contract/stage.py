"""What the contract asks of every chat: a stage on which people write, press and see, over stand-in workers."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from bot.localization import Localization
from tests.bot.conftest import FakeClient

T = TypeVar("T")
WORDS = Localization()
ANN, BOB = "ann", "bob"
CLIP = b"\x00\x00\x00\x18ftypmp42" + bytes(200)
"""What people send; long enough to be a file anywhere."""


class Quickly:
    """The machine's clock for the conversation, running fast."""

    def __init__(self, times: float = 20.0) -> None:
        self._times = times

    @property
    def at(self) -> float:
        return self.now()

    def now(self) -> float:
        return time.monotonic() * self._times

    def unix(self) -> float:
        return time.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._times)


@dataclass(frozen=True)
class Shown:
    """A message of the bot as people see it."""

    id: str
    text: str
    labels: tuple[str, ...] = ()
    files: tuple[bytes, ...] = ()
    replies_to: str | None = None
    raw: Any = None


class Stage(Protocol):
    """A chat in private between Ann and the bot, and a group of Ann, Bob and the bot where there are groups."""

    groups: bool
    client: FakeClient

    async def say(
        self,
        text: str = "",
        *,
        files: Sequence[tuple[str, bytes]] = (),
        to: Shown | None = None,
        who: str = ANN,
        group: bool = False,
        aside: bool = False,
    ) -> str:
        """Somebody writes; the message's id. In the group the bot is named, unless it is said `aside`."""
        ...

    async def press(self, shown: Shown, label: str, *, who: str = ANN, group: bool = False) -> None:
        """Somebody presses a button."""
        ...

    async def shown(self, *, group: bool = False) -> list[Shown]:
        """The bot's messages as they stand, oldest first."""
        ...

    async def whispered(self) -> list[str]:
        """What the bot said to one person alone, and what it said to all where it cannot whisper."""
        ...

    async def stop(self) -> None:
        """The bot's process ends."""
        ...

    async def start(self) -> None:
        """It starts (again)."""
        ...


async def until(look: Callable[[], Awaitable[T]], within: float = 8.0) -> T:
    """What `look` gives as soon as it gives something."""
    end = time.monotonic() + within
    while not (found := await look()):
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.01)
    return found


async def job(stage: Stage, number: int) -> str:
    """The name of the so-manieth job, once it is there."""

    async def made() -> str | None:
        return f"job{number}" if f"job{number}" in stage.client.jobs else None

    return await until(made) or ""


async def message(stage: Stage, fits: Callable[[Shown], bool], *, group: bool = False) -> Shown:
    """The first message of the bot that fits, once it is there."""

    async def seen() -> Shown | None:
        return next((each for each in await stage.shown(group=group) if fits(each)), None)

    found = await until(seen)
    assert found
    return found


async def saying(stage: Stage, text: str, *, group: bool = False) -> Shown:
    """The first message of the bot that holds a text."""
    return await message(stage, lambda shown: text in shown.text, group=group)

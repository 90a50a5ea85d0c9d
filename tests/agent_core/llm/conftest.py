"""Doubles of both wire formats, and time that passes at once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from agent_core.llm.patience import Patience
from tests.agent_core.llm.anthropic_double import AnthropicDouble
from tests.agent_core.llm.openai_double import OpenAIDouble


@dataclass
class Time:
    """A clock that sleeping moves on."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def patience(self, **more: object) -> Patience:
        return Patience(**{"clock": lambda: self.now, "sleep": self.sleep, "luck": lambda: 0.5, **more})


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def claude() -> AsyncIterator[AnthropicDouble]:
    async with AnthropicDouble().running() as double:
        yield double


@pytest.fixture
async def gpt() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble().running() as double:
        yield double

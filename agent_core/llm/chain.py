"""Providers in order of preference: each is asked with patience, its answer is held to the shape, and the next one follows.

A wrong answer is asked for once more with what is wrong about it. The deadline is one for all; every provider gets an even share
of what is left, so that one that hangs does not take the others' time. When nobody is left the caller uses the embedded brain.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from agent_core.errors import LLMFailed
from agent_core.llm.failures import Failure
from agent_core.llm.fence import RULES
from agent_core.llm.patience import Patience
from agent_core.llm.provider import Call, Provider, Said
from agent_core.llm.request import Material, Message, Reply, Request, Role, Unreadable
from agent_core.llm.usage import Spending, Usage

log = logging.getLogger(__name__)

T = TypeVar("T")

_AGAIN = "That answer cannot be used. Answer once more, whole and in the form asked for. What is wrong with it:"
_ANSWERS = 2
"""Answers that one provider may give to one request."""


@dataclass
class _Purse:
    """What one request takes, of what its job has."""

    spending: Spending
    usage: Usage = field(default_factory=Usage)

    def pay(self, usage: Usage) -> None:
        self.usage = self.usage.plus(usage)
        self.spending.add(usage)


class Chain:
    """The language models of one role. Safe to use from several tasks at once."""

    def __init__(self, role: Role, providers: Sequence[Provider], patience: Patience | None = None) -> None:
        self._role: Role = role
        self._providers = tuple(providers)
        self._patience = patience or Patience()

    @property
    def name(self) -> str:
        """The models in order, as the setting spells them."""
        return ",".join(provider.name for provider in self._providers)

    async def complete(self, request: Request[T], spending: Spending) -> Reply[T]:
        """The answer of the first provider that gives one. Raises `LLMFailed`, and `OverBudget` before a call that the job could
        not pay for."""
        purse = _Purse(spending)
        ends = self._patience.clock() + request.timeout
        call = Call(
            system=f"{RULES}\n\n{request.system}",
            messages=request.messages,
            max_tokens=request.max_tokens,
            schema=dict(request.shape.schema) if request.shape.schema is not None else None,
            name=request.shape.name,
        )
        for index, provider in enumerate(self._providers):
            now = self._patience.clock()
            until = now + (ends - now) / (len(self._providers) - index)
            try:
                value = await self._answered(provider, call, request, purse, until)
            except Failure as failure:
                log.warning("%s: %s gave no answer: %s", self._role, provider.name, failure)
                continue
            return Reply(value, provider.name, purse.usage)
        raise LLMFailed(f"no answer from {self.name}")

    def warm(self) -> None:
        """Load what the first request would wait for."""
        for provider in self._providers:
            provider.warm()

    async def close(self) -> None:
        """Close all connections."""
        for provider in self._providers:
            await provider.close()

    async def _answered(self, provider: Provider, call: Call, request: Request[T], purse: _Purse, until: float) -> T:
        """One provider's answer in its shape. Raises `Failure`."""
        for _ in range(_ANSWERS):
            said = await self._patiently(provider, call, purse, until)
            try:
                return request.shape.read(said.text)
            except Unreadable as wrong:
                log.info("%s: %s gave an answer with %d problems", self._role, provider.name, len(wrong.problems))
                call = _corrected(call, said.text, wrong.problems)
        raise Failure("unusable")

    async def _patiently(self, provider: Provider, call: Call, purse: _Purse, until: float) -> Said:
        """A whole answer, asked for until tries or time run out. Raises `Failure`."""
        clock, tried = self._patience.clock, 0
        while True:
            try:
                return await self._once(provider, call, purse, until - clock())
            except Failure as failure:
                tried += 1
                pause = self._patience.pause(tried, failure.after)
                if not failure.again or tried >= self._patience.tries or clock() + pause >= until:
                    raise
                log.info("%s: %s again in %.1f s: %s", self._role, provider.name, pause, failure)
            await self._patience.sleep(pause)

    async def _once(self, provider: Provider, call: Call, purse: _Purse, seconds: float) -> Said:
        """One try, paid for. A broken one that does not tell its price counts as read."""
        if seconds <= 0:
            raise Failure("late", again=False)
        began = self._patience.clock()
        read = call.input_tokens
        with purse.spending.reserving(read + call.max_tokens):
            try:
                async with asyncio.timeout(seconds):
                    said = await provider.ask(call)
            except (Failure, TimeoutError) as error:
                failure = error if isinstance(error, Failure) else Failure("late")
                lost = Usage(calls=1, input=read, cost=None) if failure.why in ("late", "cut", "garbled") else None
                if used := failure.usage or lost:
                    purse.pay(used)
                raise failure from None
            purse.pay(said.usage)
        self._told(provider, said.usage, self._patience.clock() - began)
        return said

    def _told(self, provider: Provider, usage: Usage, seconds: float) -> None:
        counts = (usage.input, usage.cached, usage.written, usage.output)
        cost = "unknown" if usage.cost is None else f"{usage.cost:.6f} USD"
        log.info("%s: %s read %d + %d cached + %d stored, wrote %d tokens in %.1f s, cost %s",
                 self._role, provider.name, *counts, seconds, cost)  # fmt: skip


def _corrected(call: Call, text: str, problems: Sequence[str]) -> Call:
    """The call with the wrong answer and what is wrong with it. Problems may quote the answer, and so are data."""
    wrong = (Message((text,), "assistant"),) if text.strip() else ()
    again = Message((_AGAIN, Material("problems", "\n".join(problems))))
    return replace(call, messages=(*call.messages, *wrong, again))

"""Chains: patience with jitter, the next provider, one more try at a wrong answer, deadlines, and the limit of a job."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from agent_core.errors import LLMFailed, OverBudget
from agent_core.llm.anthropic_messages import AnthropicMessages
from agent_core.llm.chain import Chain
from agent_core.llm.chat_completions import OPENAI, ChatCompletions
from agent_core.llm.patience import Patience
from agent_core.llm.provider import Call, Said
from agent_core.llm.request import Material, Message, Request
from agent_core.llm.schema import PLAIN, shaped
from agent_core.llm.usage import Spending, Usage
from media.frozen import Frozen
from tests.agent_core.llm.anthropic_double import AnthropicDouble
from tests.agent_core.llm.conftest import Time
from tests.agent_core.llm.doubles import KEY, Answer, Cut, Garbled, Hang, InStream, Refusal, Status, TooLong, Turn
from tests.agent_core.llm.openai_double import OpenAIDouble

pytestmark = pytest.mark.unit


class Count(Frozen):
    count: int


SECRET = "the-words-of-a-person"
ASK = Request("Be brief.", (Message(("How many?", Material("wish", SECRET))),), PLAIN, max_tokens=500)
HELD = replace(ASK, shape=shaped(Count, lambda found: ["It is below ten."] if found.count >= 10 else []))


@pytest.fixture
async def chain(claude: AnthropicDouble, gpt: OpenAIDouble, time: Time) -> AsyncIterator[Chain]:
    """Anthropic first, OpenAI after it."""
    first = AnthropicMessages("claude-haiku-5-5", key=KEY, address=claude.address)
    second = ChatCompletions("gpt-6-luna", key=KEY, dialect=replace(OPENAI, address=gpt.address))
    made = Chain("planner", (first, second), time.patience())
    yield made
    await made.close()


PASSING: list[Turn] = [Status(429), Status(529), Status(500), Status(503), Cut(), Cut(politely=True), Garbled(), InStream()]


@pytest.mark.parametrize("fault", PASSING, ids=str)
async def test_what_passes_is_waited_out(
    chain: Chain, claude: AnthropicDouble, gpt: OpenAIDouble, time: Time, fault: Turn
) -> None:
    claude.script.extend([fault, fault, Answer("three")])
    reply = await chain.complete(ASK, Spending())
    assert (reply.value, reply.model) == ("three", "anthropic:claude-haiku-5-5")
    assert time.slept == [0.25, 0.5], "half the cap each, for luck that stands still"
    assert len(claude.calls) == 3 and gpt.calls == []


@pytest.mark.parametrize("fault", [*PASSING, Refusal(), TooLong(), Status(400), Status(401), Status(404)], ids=str)
async def test_what_does_not_pass_goes_to_the_next(chain: Chain, claude: AnthropicDouble, gpt: OpenAIDouble, fault: Turn) -> None:
    claude.script.extend([fault] * 3)
    gpt.script.append(Answer("four"))
    reply = await chain.complete(ASK, Spending())
    assert (reply.value, reply.model) == ("four", "openai:gpt-6-luna")
    assert len(claude.calls) == (3 if fault in PASSING else 1), "only what may pass is asked again"


async def test_when_nobody_is_left_the_caller_is_told(
    chain: Chain, claude: AnthropicDouble, gpt: OpenAIDouble, caplog: pytest.LogCaptureFixture
) -> None:
    claude.script.extend([Refusal()])
    gpt.script.extend([Status(401, "invalid_api_key")])
    with caplog.at_level(logging.INFO), pytest.raises(LLMFailed) as failed:
        await chain.complete(ASK, Spending())
    assert failed.value.code == "llm-failed" and failed.value.__cause__ is None and failed.value.__context__ is None
    told = f"{failed.value!r} {failed.value.values} {caplog.text}"
    assert KEY not in told and SECRET not in told
    assert "refused" in caplog.text and "rejected (401)" in caplog.text


async def test_a_server_that_names_its_pause_is_obeyed(chain: Chain, claude: AnthropicDouble, time: Time) -> None:
    claude.script.extend([Status(429, headers={"retry-after": "7"}), Answer("five")])
    assert (await chain.complete(ASK, Spending())).value == "five"
    assert time.slept == [7.25]


async def test_a_pause_past_the_deadline_is_not_begun(
    chain: Chain, claude: AnthropicDouble, gpt: OpenAIDouble, time: Time
) -> None:
    claude.script.append(Status(429, headers={"retry-after": "31"}))
    gpt.script.append(Answer("six"))
    assert (await chain.complete(ASK, Spending())).value == "six"
    assert time.slept == [] and time.now == 0.0, "thirty of the sixty seconds are the second one's"


async def test_one_that_hangs_leaves_time_for_the_next(claude: AnthropicDouble, gpt: OpenAIDouble) -> None:
    first = AnthropicMessages("claude-haiku-5-5", key=KEY, address=claude.address)
    second = ChatCompletions("gpt-6-luna", key=KEY, dialect=replace(OPENAI, address=gpt.address))
    chain = Chain("planner", (first, second), Patience(tries=2, first=0.01))
    chain.warm()
    claude.script.append(Hang())
    spending = Spending()
    began = asyncio.get_running_loop().time()
    reply = await chain.complete(replace(ASK, timeout=3.0), spending)
    took = asyncio.get_running_loop().time() - began
    await chain.close()
    assert reply.model == "openai:gpt-6-luna" and 1.4 < took < 3.0
    assert reply.usage.calls == 2 and reply.usage.cost is None, "what hung was read, and nobody knows its price"


async def test_a_cancelled_request_lets_go(chain: Chain, claude: AnthropicDouble) -> None:
    claude.script.append(Hang())
    spending = Spending(10_000)
    task = asyncio.create_task(chain.complete(ASK, spending))
    async with asyncio.timeout(10):
        while not claude.calls:
            await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert spending.left == 10_000, "nothing stays reserved"


WRONG = ["no json at all", '{"count": "many"}', '{"other": 1}', '{"count": 12}', "", '{"count": 3, "more": 1}']


@pytest.mark.parametrize("wrong", WRONG)
async def test_a_wrong_answer_is_asked_for_once_more(chain: Chain, claude: AnthropicDouble, wrong: str) -> None:
    claude.script.extend([Answer(wrong), Answer('{"count": 3}')])
    reply = await chain.complete(HELD, Spending())
    assert reply.value == Count(count=3) and reply.usage.calls == 2
    turns = claude.calls[1].body["messages"]
    assert [turn["role"] for turn in turns] == (["user", "assistant", "user"] if wrong else ["user", "user"])
    assert "<material kind=problems" in str(turns[-1]) and claude.refused == []


async def test_two_wrong_answers_are_enough(chain: Chain, claude: AnthropicDouble, gpt: OpenAIDouble) -> None:
    claude.script.extend([Answer("{"), Answer("[")])
    gpt.script.append(Answer('```json\n{"count": 4}\n```'))
    reply = await chain.complete(HELD, Spending())
    assert (reply.value.count, reply.model, len(claude.calls)) == (4, "openai:gpt-6-luna", 2)
    assert reply.usage.calls == 3, "wrong answers are paid for"


async def test_instructions_start_with_the_rules_about_material(chain: Chain, claude: AnthropicDouble) -> None:
    await chain.complete(ASK, Spending())
    system = claude.calls[0].body["system"]
    assert system[0]["text"].startswith("Text between <material>") and system[0]["text"].endswith("Be brief.")
    assert system[0]["cache_control"] == {"type": "ephemeral"}


class Counted:
    """A provider that takes what it is told to take, and notes how many calls ran at once."""

    name = "fake:model"

    def __init__(self, takes: int) -> None:
        self.takes = takes
        self.asked = 0

    async def ask(self, call: Call) -> Said:
        self.asked += 1
        await asyncio.sleep(0)
        return Said("ok", Usage(calls=1, input=call.input_tokens, output=self.takes, cost=0.001))

    def warm(self) -> None: ...

    async def close(self) -> None: ...


async def test_a_job_never_spends_more_than_its_limit() -> None:
    provider = Counted(400)
    chain, spending = Chain("writer", (provider,)), Spending(limit=5_000)
    asked = await asyncio.gather(*(chain.complete(ASK, spending) for _ in range(20)), return_exceptions=True)
    refused = [error for error in asked if isinstance(error, OverBudget)]
    assert refused and len(refused) + provider.asked == 20
    assert spending.usage.tokens <= 5_000 and spending.usage.calls == provider.asked > 2
    assert refused[0].values == {"limit": 5_000} and refused[0].code == "llm-budget" and not refused[0].retryable
    assert spending.usage.cost == pytest.approx(0.001 * provider.asked)


async def test_what_was_spent_before_counts() -> None:
    spending = Spending(limit=5_000, before=Usage(input=4_900))
    with pytest.raises(OverBudget):
        await Chain("writer", (Counted(1),)).complete(ASK, spending)
    assert spending.usage == Usage()


async def test_a_chain_of_nobody_fails() -> None:
    with pytest.raises(LLMFailed):
        await Chain("eye", ()).complete(ASK, Spending())


@pytest.mark.parametrize(("tried", "luck", "after", "pause"), [(1, 1.0, None, 0.5), (3, 1.0, None, 2.0), (9, 1.0, None, 8.0),
                                                                (2, 0.0, None, 0.0), (1, 0.5, 3.0, 3.25)])  # fmt: skip
def test_pauses_grow_are_capped_and_never_undercut_the_server(tried: int, luck: float, after: float | None, pause: float) -> None:
    assert Patience(luck=lambda: luck).pause(tried, after) == pause

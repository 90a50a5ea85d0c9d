"""Both wire formats against doubles as strict as the real servers: what goes out, what comes back, and every way it breaks."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from agent_core.llm.anthropic_messages import AnthropicMessages
from agent_core.llm.chat_completions import DEEPSEEK, OPENAI, ChatCompletions
from agent_core.llm.failures import Failure
from agent_core.llm.provider import Call, Provider
from agent_core.llm.request import Material, Message, Picture
from agent_core.llm.schema import shaped
from media.frozen import Frozen
from tests.agent_core.llm.anthropic_double import AnthropicDouble
from tests.agent_core.llm.doubles import (
    KEY,
    Answer,
    Cut,
    Double,
    Garbled,
    InStream,
    Refusal,
    Status,
    TooLong,
)
from tests.agent_core.llm.openai_double import OpenAIDouble

pytestmark = pytest.mark.unit

JPEG = b"\xff\xd8\xff\xe0rest"


class Word(Frozen):
    word: str
    note: str | None


SHAPE = shaped(Word)
CALL = Call("Be brief.", (Message(("Hello.", Material("wish", "chế meme 做表情包"))),), 500)
HELD = replace(CALL, schema=dict(SHAPE.schema or {}))


def anthropic(double: Double) -> Provider:
    return AnthropicMessages("claude-haiku-5-5", key=KEY, address=double.address)


def openai(double: Double) -> Provider:
    return ChatCompletions("gpt-6-luna", key=KEY, dialect=replace(OPENAI, address=double.address))


@pytest.fixture(params=["anthropic", "openai"])
async def both(request: pytest.FixtureRequest) -> AsyncIterator[tuple[Double, Provider]]:
    """A double of each wire format with a provider that asks it."""
    makes: dict[str, tuple[Callable[[], Double], Callable[[Double], Provider]]] = {
        "anthropic": (AnthropicDouble, anthropic),
        "openai": (OpenAIDouble, openai),
    }
    make, ask = makes[request.param]
    async with make().running() as double:
        provider = ask(double)
        yield double, provider
        await provider.close()


async def test_text_comes_back_whole_and_paid_for(both: tuple[Double, Provider]) -> None:
    double, provider = both
    double.script.append(Answer("Xin chào, 大家好 – it streams in pieces.", output=31))
    said = await provider.ask(CALL)
    assert said.text == "Xin chào, 大家好 – it streams in pieces."
    assert said.usage.output == 31 and said.usage.input > 10 and said.usage.calls == 1
    assert said.usage.cost == pytest.approx(said.usage.input * 0.1e-6 + 31 * 0.5e-6)
    assert double.refused == [] and len(double.calls) == 1


async def test_a_schema_is_enforced_by_the_provider(both: tuple[Double, Provider]) -> None:
    double, provider = both
    double.script.append(Answer('{"word": "oke", "note": null}'))
    assert SHAPE.read((await provider.ask(HELD)).text) == Word(word="oke", note=None)
    assert double.refused == []


async def test_pictures_and_turns_go_out(both: tuple[Double, Provider]) -> None:
    double, provider = both
    turns = (Message(("What is this?", Picture(JPEG))), Message(("A duck.",), "assistant"), Message(("Sure?",)))
    await provider.ask(replace(CALL, messages=turns))
    assert double.refused == []
    messages = [turn for turn in double.calls[0].body["messages"] if turn["role"] != "system"]
    assert [turn["role"] for turn in messages] == ["user", "assistant", "user"]
    assert "/9j/4HJlc3Q=" in str(messages[0])


async def test_material_goes_out_fenced(both: tuple[Double, Provider]) -> None:
    double, provider = both
    await provider.ask(CALL)
    sent = str(double.calls[0].body["messages"])
    assert "<material kind=wish mark=" in sent and "chế meme 做表情包" in sent


async def test_a_long_prefix_is_read_from_the_cache_the_second_time(both: tuple[Double, Provider]) -> None:
    _, provider = both
    call = replace(CALL, system="Rules of the house. " * 400)
    first, second = (await provider.ask(call)).usage, (await provider.ask(call)).usage
    assert first.cached == 0 and second.cached > 1500 and second.written == 0
    assert second.input < 200 and second.cached + second.input == first.input + first.written
    assert second.cost is not None and first.cost is not None and second.cost < first.cost / 3


FAULTS = [
    (Status(429, "rate_limit_error", {"retry-after": "7"}), "busy", True, 7.0),
    (Status(429, "rate_limit_error", {"retry-after-ms": "250"}), "busy", True, 0.25),
    (Status(529, "overloaded_error"), "busy", True, None),
    (Status(500), "busy", True, None),
    (Status(503, headers={"x-should-retry": "false"}), "rejected", False, None),
    (Status(400, "invalid_request_error"), "rejected", False, None),
    (Status(401, "authentication_error"), "rejected", False, None),
    (Status(404, "not_found_error"), "rejected", False, None),
    (Cut(), "cut", True, None),
    (Cut(politely=True), "cut", True, None),
    (Cut(text=""), "cut", True, None),
    (Garbled(), "garbled", True, None),
    (InStream(), "busy", True, None),
    (Refusal(), "refused", False, None),
    (TooLong(), "truncated", False, None),
]


@pytest.mark.parametrize(("fault", "why", "again", "after"), FAULTS, ids=lambda value: str(value)[:32])
async def test_every_fault_has_its_name(
    both: tuple[Double, Provider], fault: object, why: str, again: bool, after: float | None
) -> None:
    double, provider = both
    double.script.append(fault)  # pyright: ignore[reportArgumentType]
    with pytest.raises(Failure) as failed:
        await provider.ask(CALL)
    assert (failed.value.why, failed.value.again, failed.value.after) == (why, again, after)
    assert len(double.calls) == 1, "the SDK's own retries are off"
    assert failed.value.__cause__ is None and KEY not in repr(failed.value)
    if why in ("refused", "truncated"):
        assert failed.value.usage and failed.value.usage.output == 7, "it is paid for all the same"


async def test_an_empty_account_is_no_reason_to_wait(gpt: OpenAIDouble) -> None:
    gpt.script.append(Status(429, "insufficient_quota"))
    with pytest.raises(Failure) as failed:
        await openai(gpt).ask(CALL)
    assert failed.value.why == "rejected"


async def test_nobody_there(both: tuple[Double, Provider]) -> None:
    _, provider = both
    gone = AnthropicMessages("m", key=KEY, address="http://127.0.0.1:9") if provider.name.startswith("a") else ChatCompletions(
        "m", key=KEY, dialect=replace(OPENAI, address="http://127.0.0.1:9/v1")
    )  # fmt: skip
    with pytest.raises(Failure) as failed:
        await gone.ask(CALL)
    assert failed.value.why == "cut" and failed.value.again


async def test_a_server_without_schemas_is_told_in_words() -> None:
    async with OpenAIDouble(limit="max_tokens", schemas=False).running() as double:
        provider = ChatCompletions("deepseek-flash", key=KEY, dialect=replace(DEEPSEEK, address=double.address))
        await provider.ask(HELD)
        await provider.close()
    assert double.refused == [] and double.calls[0].body["response_format"] == {"type": "json_object"}
    assert '"word"' in double.calls[0].body["messages"][0]["content"]


async def test_a_strange_server_that_refuses_schemas_is_remembered() -> None:
    async with OpenAIDouble(limit="max_tokens", schemas=False, tells=False).running() as double:
        strange = replace(OPENAI, address=double.address, limit="max_tokens", strange=True)
        provider = ChatCompletions("qwen3", key=KEY, dialect=strange)
        usage = (await provider.ask(HELD)).usage
        await provider.ask(HELD)
        await provider.close()
    forms = [taken.body["response_format"]["type"] for taken in double.calls]
    assert forms == ["json_schema", "json_object", "json_object"] and len(double.refused) == 1
    assert usage.input > 10 and usage.output > 0 and usage.cost is None, "counted by letters where the server does not tell"

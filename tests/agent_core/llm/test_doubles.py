"""The doubles refuse what the real servers refuse: a test that passes over them proves something."""

import json
from typing import Any

import pytest
from aiohttp import ClientSession

from agent_core.llm.intents import Reading
from agent_core.llm.schema import shaped
from tests.agent_core.llm.anthropic_double import AnthropicDouble
from tests.agent_core.llm.doubles import KEY, Double
from tests.agent_core.llm.openai_double import OpenAIDouble

pytestmark = pytest.mark.unit

SCHEMA = shaped(Reading).schema
CLAUDE: dict[str, Any] = {
    "model": "m", "max_tokens": 9, "stream": True, "messages": [{"role": "user", "content": "hi"}],
    "output_config": {"format": {"type": "json_schema", "schema": SCHEMA}},
}  # fmt: skip
HELD: dict[str, Any] = {"type": "json_schema", "json_schema": {"name": "n", "strict": True, "schema": SCHEMA}}
GPT: dict[str, Any] = {"model": "m", "max_completion_tokens": 9, "stream": True, "messages": [{"role": "user", "content": "hi"}],
                       "response_format": HELD}  # fmt: skip


async def posted(double: Double, path: str, body: dict[str, Any], headers: dict[str, str]) -> int:
    async with double.running(), ClientSession() as session:
        url = double.address.removesuffix("/v1") + path
        async with session.post(url, data=json.dumps(body), headers={"content-type": "application/json", **headers}) as reply:
            await reply.read()
            return reply.status


def held(**schema: Any) -> dict[str, Any]:
    return {"output_config": {"format": {"type": "json_schema", "schema": schema}}}


PICTURE = {"type": "base64", "media_type": "image/png", "data": "AAAA"}
MANY = {f"p{number}": {"anyOf": [{"type": "string"}, {"type": "null"}]} for number in range(17)}
BAD_CLAUDE: list[dict[str, Any]] = [
    {"temperature": 0.5},
    {"unknown": 1},
    {"max_tokens": 0},
    {"model": ""},
    {"messages": []},
    {"messages": [{"role": "system", "content": "x"}]},
    {"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "prefill"}]},
    {"messages": [{"role": "user", "content": [{"type": "text", "text": " "}]}]},
    {"messages": [{"role": "user", "content": [{"type": "image", "source": PICTURE}]}]},
    {"system": [{"type": "text", "text": "x", "cache_control": {"type": "forever"}}]},
    held(type="object", properties={"a": {"type": "string"}}, required=["a"]),
    held(type="object", properties={"a": {"type": "string", "minLength": 2}}, required=["a"], additionalProperties=False),
    held(type="object", properties=MANY, required=list(MANY), additionalProperties=False),
    held(**{"$ref": "#/$defs/N", "$defs": {"N": {"type": "object", "properties": {"n": {"$ref": "#/$defs/N"}}, "required": ["n"],
                                                   "additionalProperties": False}}}),
]  # fmt: skip


@pytest.mark.parametrize("change", BAD_CLAUDE, ids=lambda change: json.dumps(change)[:50])
async def test_anthropics_double_refuses(change: dict[str, Any]) -> None:
    headers = {"x-api-key": KEY, "anthropic-version": "2026-10-21"}
    assert await posted(AnthropicDouble(), "/v1/messages", {**CLAUDE, **change}, headers) == 400


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"x-api-key": KEY, "anthropic-version": "2026-10-21"}, 200),
        ({"authorization": f"Bearer {KEY}", "anthropic-version": "2023-06-01"}, 200),
        ({"x-api-key": "wrong", "anthropic-version": "2026-10-21"}, 401),
        ({"anthropic-version": "2026-10-21"}, 401),
        ({"x-api-key": KEY}, 400),
        ({"x-api-key": KEY, "anthropic-version": "2024-01-01"}, 400),
    ],
)
async def test_anthropics_double_wants_a_key_and_a_version(headers: dict[str, str], status: int) -> None:
    assert await posted(AnthropicDouble(), "/v1/messages", CLAUDE, headers) == status


def strictly(**schema: Any) -> dict[str, Any]:
    return {"response_format": {"type": "json_schema", "json_schema": {"name": "n", "strict": True, "schema": schema}}}


BAD_GPT: list[dict[str, Any]] = [
    {"unknown": 1},
    {"max_tokens": 9},
    {"max_completion_tokens": 0},
    {"messages": [{"role": "robot", "content": "x"}]},
    {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://x/y.png"}}]}]},
    {"response_format": {"type": "json_object"}},
    {"response_format": {"type": "json_schema", "json_schema": {"name": "two words", "strict": True, "schema": SCHEMA}}},
    strictly(type="array", items={"type": "string"}),
    strictly(type="object", properties={"a": {"type": "string"}}, required=[], additionalProperties=False),
    strictly(type="object", properties={"a": {"type": "string"}}, required=["a"]),
    strictly(type="object", properties={"a": {"type": "string", "minLength": 2}}, required=["a"], additionalProperties=False),
    strictly(type="object", properties={"a": {}}, required=["a"], additionalProperties=False),
]


@pytest.mark.parametrize("change", BAD_GPT, ids=lambda change: json.dumps(change)[:50])
async def test_openais_double_refuses(change: dict[str, Any]) -> None:
    headers = {"authorization": f"Bearer {KEY}"}
    assert await posted(OpenAIDouble(), "/v1/chat/completions", {**GPT, **change}, headers) == 400


async def test_openais_double_takes_what_is_right_from_whom_it_knows() -> None:
    path = "/v1/chat/completions"
    assert await posted(OpenAIDouble(), path, GPT, {"authorization": f"Bearer {KEY}"}) == 200
    assert await posted(OpenAIDouble(), path, GPT, {"authorization": "Bearer no"}) == 401

"""A stand-in for Anthropic's Messages API: as strict about what it takes as the real one, streaming, with a prompt cache."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from aiohttp import web

from tests.agent_core.llm.doubles import (
    KEY,
    Answer,
    Bad,
    Cut,
    Double,
    Garbled,
    Hang,
    InStream,
    Refusal,
    TooLong,
    Turn,
    hang,
    known,
    need,
    picture,
    pieces,
    tokens,
)

_VERSIONS = ("2023-06-01", "2026-10-21")
_FIELDS = {
    "model", "max_tokens", "messages", "system", "stream", "output_config", "metadata", "stop_sequences", "thinking", "tools",
    "tool_choice", "service_tier", "container", "cache_control", "inference_geo", "speed", "diagnostics",
}  # fmt: skip
_KEYWORDS = {"type", "properties", "required", "additionalProperties", "items", "anyOf", "allOf", "enum", "const", "description",
             "title", "default", "$ref", "$defs", "format", "minItems"}  # fmt: skip
_CACHEABLE = 512
"""Tokens below which a prompt is not cached."""


class AnthropicDouble(Double):
    """The server."""

    path = "/v1/messages"

    def error(self, message: str, status: int, kind: str) -> dict[str, Any]:
        return {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_double"}

    def check(self, request: web.Request, body: dict[str, Any]) -> None:
        given = [request.headers.get("x-api-key"), request.headers.get("authorization", "").removeprefix("Bearer ")]
        if [key for key in given if key] != [KEY]:
            raise Bad("invalid x-api-key", 401, "authentication_error")
        need(request.headers.get("anthropic-version") in _VERSIONS, "anthropic-version: unknown")
        need(request.content_type == "application/json", "content-type")
        known(body, _FIELDS)
        need(isinstance(body["model"], str) and body["model"], "model: Field required")
        need(isinstance(body["max_tokens"], int) and 1 <= body["max_tokens"] <= 128_000, "max_tokens")
        need(body.get("stream") is True, "this double streams only")
        self._messages(body["messages"])
        self._system(body.get("system", []))
        if (config := body.get("output_config")) is not None:
            known(config, {"format", "effort"}, "output_config.")
            known(config["format"], {"type", "schema"}, "output_config.format.")
            need(config["format"]["type"] == "json_schema", "output_config.format.type")
            _schema(config["format"]["schema"])

    def _messages(self, messages: list[dict[str, Any]]) -> None:
        need(messages and messages[0]["role"] == "user", "messages: first message must use the user role")
        need(messages[-1]["role"] == "user", "This model does not support assistant message prefill")
        for message in messages:
            known(message, {"role", "content"}, "messages.")
            need(message["role"] in ("user", "assistant"), "messages.role")
            need(message["content"], "messages: content must not be empty")
            for block in message["content"] if isinstance(message["content"], list) else []:
                self._block(block)

    def _block(self, block: dict[str, Any]) -> None:
        if block["type"] == "image":
            known(block, {"type", "source", "cache_control"}, "image.")
            known(block["source"], {"type", "media_type", "data"}, "image.source.")
            picture(block["source"]["media_type"], block["source"]["data"])
        else:
            need(block["type"] == "text", f"messages.content.type {block['type']}")
            known(block, {"type", "text", "cache_control"}, "text.")
            need(block["text"].strip(), "messages: text content blocks must contain non-whitespace text")

    def _system(self, system: str | list[dict[str, Any]]) -> None:
        blocks = system if isinstance(system, list) else []
        marks = [block["cache_control"] for block in blocks if "cache_control" in block]
        need(len(marks) <= 4 and all(mark == {"type": "ephemeral"} for mark in marks), "cache_control")
        for block in blocks:
            need(block["type"] == "text" and block["text"], "system")

    def _usage(self, body: dict[str, Any]) -> dict[str, int]:
        system = body.get("system", [])
        prefix = system[0]["text"] if system and "cache_control" in system[0] else ""
        rest = tokens(json.dumps(body["messages"]))
        if tokens(prefix) < _CACHEABLE:
            return {"input_tokens": rest + tokens(prefix), "cache_read_input_tokens": 0, "cache_creation_input_tokens": 0}
        key = body["model"] + prefix + json.dumps(body.get("output_config"))
        read, self.cache = key in self.cache, self.cache | {key}
        name, other = ("cache_read_input_tokens", "cache_creation_input_tokens")[:: 1 if read else -1]
        return {"input_tokens": rest, name: tokens(prefix), other: 0}

    async def stream(self, reply: web.StreamResponse, body: dict[str, Any], turn: Turn) -> None:
        async def event(name: str, **data: Any) -> None:
            await reply.write(f"event: {name}\ndata: {json.dumps({'type': name, **data})}\n\n".encode())

        if isinstance(turn, Hang):
            await hang()
        message = {"id": "msg_1", "type": "message", "role": "assistant", "model": body["model"], "content": []}
        usage = {**self._usage(body), "output_tokens": 1}
        await event("message_start", message={**message, "stop_reason": None, "stop_sequence": None, "usage": usage})
        await event("content_block_start", index=0, content_block={"type": "thinking", "thinking": "", "signature": ""})
        await event("ping")
        await event("content_block_delta", index=0, delta={"type": "thinking_delta", "thinking": "let me see"})
        await event("content_block_stop", index=0)
        if isinstance(turn, InStream):
            await event("error", error={"type": turn.kind, "message": "Overloaded"})
            return
        await event("content_block_start", index=1, content_block={"type": "text", "text": ""})
        for piece in pieces(turn.text if isinstance(turn, Answer | Cut) else "half an ans"):
            await event("content_block_delta", index=1, delta={"type": "text_delta", "text": piece})
        if isinstance(turn, Cut):
            return
        if isinstance(turn, Garbled):
            await reply.write(b"event: content_block_delta\ndata: {no json\n\n")
        await event("content_block_stop", index=1)
        stop = {Refusal: "refusal", TooLong: "max_tokens"}.get(type(turn), "end_turn")
        used = turn.output if isinstance(turn, Answer) else 7
        await event("message_delta", delta={"stop_reason": stop, "stop_sequence": None}, usage={"output_tokens": used})
        await event("message_stop")


def _schema(schema: Mapping[str, Any]) -> None:
    """What structured outputs refuse: open objects, unknown keywords, recursion, too many optional or union-typed properties."""
    parts = list(_parts(schema, schema, ()))
    for part in parts:
        known(part, _KEYWORDS, "schema: ")
        if part.get("type") == "object":
            need(part.get("additionalProperties") is False, "For 'object' type, 'additionalProperties' must be explicitly false")
    objects = [part for part in parts if part.get("type") == "object"]
    optional = sum(len(set(part.get("properties", {})) - set(part.get("required", ()))) for part in objects)
    unions = sum(
        "anyOf" in prop or isinstance(prop.get("type"), list) for part in objects for prop in part["properties"].values()
    )
    need(optional <= 24, "schema: too many optional parameters")
    need(unions <= 16, "schema: too many parameters with union types")


def _parts(part: Mapping[str, Any], root: Mapping[str, Any], within: tuple[str, ...]) -> Iterator[Mapping[str, Any]]:
    yield part
    if "$ref" in part:
        name = part["$ref"].removeprefix("#/$defs/")
        need(name not in within, "schema: recursive schemas are not supported")
        yield from _parts(root["$defs"][name], root, (*within, name))
    for inner in [*part.get("properties", {}).values(), *part.get("anyOf", ()), *([part["items"]] if "items" in part else [])]:
        yield from _parts(inner, root, within)

"""A stand-in for OpenAI's chat completions, and for servers with a dialect of them: as strict as the real ones, streaming."""

import json
import re
from collections.abc import Mapping
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

_FIELDS = {
    "model", "messages", "stream", "stream_options", "response_format", "temperature", "top_p", "n", "stop", "seed", "user",
    "store", "metadata", "tools", "tool_choice", "reasoning_effort", "prompt_cache_key", "service_tier", "verbosity",
}  # fmt: skip
_KEYWORDS = {"type", "properties", "required", "additionalProperties", "items", "anyOf", "enum", "const", "description", "$ref",
             "$defs", "title", "pattern", "format", "minimum", "maximum", "minItems", "maxItems", "multipleOf"}  # fmt: skip
_CACHEABLE = 1024


class OpenAIDouble(Double):
    """The server. `limit` is its name for the limit on the answer; `schemas` whether it enforces them."""

    path = "/v1/chat/completions"

    def __init__(self, *, limit: str = "max_completion_tokens", schemas: bool = True, tells: bool = True, key: str = KEY) -> None:
        super().__init__()
        self._limit = limit
        self._schemas = schemas
        self._tells = tells
        self._key = key

    def error(self, message: str, status: int, kind: str) -> dict[str, Any]:
        return {"error": {"message": f"{message} (you sent {KEY})", "type": kind, "param": None, "code": kind}}

    def check(self, request: web.Request, body: dict[str, Any]) -> None:
        if request.headers.get("authorization") != f"Bearer {self._key}":
            raise Bad("Incorrect API key provided", 401, "invalid_api_key")
        need(request.content_type == "application/json", "content-type")
        known(body, _FIELDS | {self._limit})
        need(isinstance(body["model"], str) and body["model"], "you must provide a model parameter")
        need(isinstance(body[self._limit], int) and body[self._limit] >= 1, self._limit)
        need(body.get("stream") is True, "this double streams only")
        known(body.get("stream_options", {}), {"include_usage"}, "stream_options.")
        for message in body["messages"]:
            self._message(message)
        self._format(body.get("response_format", {"type": "text"}), json.dumps(body["messages"]))

    def _message(self, message: dict[str, Any]) -> None:
        known(message, {"role", "content", "name"}, "messages.")
        need(message["role"] in ("system", "developer", "user", "assistant"), "messages.role")
        content = message["content"]
        need(content, "messages.content is empty")
        for part in content if isinstance(content, list) else []:
            need(part["type"] in ("text", "image_url"), f"content type {part['type']}")
            known(part, {"type", part["type"]}, "content.")
            if part["type"] == "image_url":
                found = re.fullmatch(r"data:(image/\w+);base64,(.+)", part["image_url"]["url"])
                need(found, "image_url: not a data URL")
                picture(*found.groups())

    def _format(self, form: dict[str, Any], messages: str) -> None:
        if form["type"] == "json_object":
            need("json" in messages.lower(), "'messages' must contain the word 'json' to use 'response_format' of 'json_object'")
            return
        if form["type"] == "json_schema":
            need(self._schemas, "This response_format type is unavailable now")
            known(form, {"type", "json_schema"}, "response_format.")
            known(form["json_schema"], {"name", "schema", "strict", "description"}, "response_format.json_schema.")
            need(re.fullmatch(r"[\w-]{1,64}", form["json_schema"]["name"]), "response_format.json_schema.name")
            need(form["json_schema"]["strict"] is True, "this double wants strict schemas")
            schema = form["json_schema"]["schema"]
            need(schema.get("type") == "object", "schema must be a JSON Schema of 'type: \"object\"'")
            _schema(schema, 1)
            return
        need(form["type"] == "text", "response_format.type")

    def _usage(self, body: dict[str, Any], output: int) -> dict[str, Any]:
        system, rest = body["messages"][0]["content"], tokens(json.dumps(body["messages"][1:]))
        key = body["model"] + system
        cached = tokens(system) if key in self.cache and tokens(system) >= _CACHEABLE else 0
        self.cache |= {key}
        prompt = tokens(system) + rest
        details = {"cached_tokens": cached, "cache_write_tokens": 0}
        return {"prompt_tokens": prompt, "completion_tokens": output, "total_tokens": prompt + output,
                "prompt_tokens_details": details}  # fmt: skip

    async def stream(self, reply: web.StreamResponse, body: dict[str, Any], turn: Turn) -> None:
        async def chunk(*choices: dict[str, Any], **more: Any) -> None:
            data = {
                "id": "c1",
                "object": "chat.completion.chunk",
                "created": 1,
                "model": body["model"],
                "choices": choices,
                **more,
            }
            await reply.write(f"data: {json.dumps(data)}\n\n".encode())

        if isinstance(turn, Hang):
            await hang()
        await chunk({"index": 0, "delta": {"role": "assistant", "content": "", "refusal": None}, "finish_reason": None})
        if isinstance(turn, InStream):
            await reply.write(b'data: {"error": {"message": "overloaded", "type": "server_error", "code": null}}\n\n')
            return
        field, text = ("refusal", "I can't help with that.") if isinstance(turn, Refusal) else ("content", "half an ans")
        for piece in pieces(turn.text if isinstance(turn, Answer | Cut) else text):
            await chunk({"index": 0, "delta": {field: piece}, "finish_reason": None})
        if isinstance(turn, Cut):
            return
        if isinstance(turn, Garbled):
            await reply.write(b"data: {no json\n\n")
        await chunk({"index": 0, "delta": {}, "finish_reason": "length" if isinstance(turn, TooLong) else "stop"})
        if self._tells and body.get("stream_options", {}).get("include_usage"):
            await chunk(usage=self._usage(body, turn.output if isinstance(turn, Answer) else 7))
        await reply.write(b"data: [DONE]\n\n")


def _schema(part: Mapping[str, Any], depth: int) -> None:
    """Strict mode: every property required, no other allowed, known keywords, ten levels at most."""
    need(depth <= 10, "schema: more than 10 levels of nesting")
    known(part, _KEYWORDS, "schema: ")
    need({"type", "anyOf", "$ref", "enum", "const"} & part.keys(), "schema must have a 'type' key")
    if part.get("type") == "object":
        need(part.get("additionalProperties") is False, "'additionalProperties' is required to be supplied and to be false")
        need(list(part["required"]) == list(part["properties"]), "'required' must include every key in properties")
    for inner in [*part.get("properties", {}).values(), *part.get("anyOf", ()), *part.get("$defs", {}).values(),
                  *([part["items"]] if "items" in part else [])]:  # fmt: skip
        _schema(inner, depth + 1)

"""OpenAI's chat completions, and every server that speaks them: DeepSeek, Gemini, Ollama, vLLM.

They differ in little: OpenAI itself names the limit `max_completion_tokens`, DeepSeek knows JSON mode but no schemas, and any
other server may refuse schemas, which is noticed once and remembered. Where a schema cannot be enforced it is told in words.
"""

import asyncio
import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from agent_core.llm.failures import Failure, by_status
from agent_core.llm.prices import priced
from agent_core.llm.provider import Call, Said, shown
from agent_core.llm.request import Message, Part, Picture
from agent_core.llm.usage import Usage

if TYPE_CHECKING:
    from openai import AsyncOpenAI

_IN_WORDS = "Answer with one JSON object and nothing around it. It fits this JSON schema:\n"


@dataclass(frozen=True)
class Dialect:
    """How a server's chat completions differ from the others'."""

    vendor: str
    """As the setting spells it."""
    address: str = ""
    limit: str = "max_tokens"
    """Name of the limit on the answer."""
    schemas: bool = True
    """Whether it enforces a JSON schema; one that turns out not to is asked in words from then on."""
    strange: bool = False
    """Nobody knows what it can or costs: a refused schema is tried again in words, and it has no price."""

    def priced(self, model: str, usage: Usage) -> Usage:
        """The usage with what it costs there."""
        return usage.model_copy(update={"cost": None}) if self.strange else priced(self.vendor, model, usage)


OPENAI = Dialect("openai", limit="max_completion_tokens")
DEEPSEEK = Dialect("deepseek", "https://api.deepseek.com", schemas=False)
GEMINI = Dialect("gemini", "https://generativelanguage.googleapis.com/v1beta/openai/")


class ChatCompletions:
    """One model at one address."""

    def __init__(self, model: str, *, key: str, dialect: Dialect = OPENAI) -> None:
        self._model = model
        self._key = key
        self._dialect = dialect
        self._schemas = dialect.schemas

    @property
    def name(self) -> str:
        """As the setting spells it, without an address."""
        return f"{self._dialect.vendor}:{self._model}"

    async def ask(self, call: Call) -> Said:
        """One try. Raises `Failure`."""
        try:
            return await self._ask(call, schemas=self._schemas)
        except Failure as failure:
            if not (self._dialect.strange and self._schemas and call.schema is not None and failure.status in (400, 422)):
                raise
        said = await self._ask(call, schemas=False)
        self._schemas = False
        return said

    async def _ask(self, call: Call, *, schemas: bool) -> Said:
        client = await asyncio.to_thread(lambda: self._client)
        from httpx2 import HTTPError
        from openai import APIConnectionError, APIError, APIStatusError

        answer = _Answer(self._dialect, self._model)
        try:
            async with await client.chat.completions.create(**self._body(call, schemas=schemas), stream=True) as stream:
                async for chunk in stream:
                    answer.take(chunk)
        except APIStatusError as error:
            raise by_status(error.status_code, error.response.headers, error.code or error.type) from None
        except (APIConnectionError, HTTPError):
            raise Failure("cut", usage=answer.usage) from None
        except APIError:
            raise Failure("busy", usage=answer.usage) from None  # told inside the stream
        except (ValueError, AttributeError, TypeError):
            raise Failure("garbled", usage=answer.usage) from None
        return answer.said(call)

    def warm(self) -> None:
        """Load the SDK."""
        _ = self._client.chat.completions

    async def close(self) -> None:
        """Close the connections, where there are any."""
        if "_client" in self.__dict__:
            await self._client.close()

    @cached_property
    def _client(self) -> "AsyncOpenAI":
        from openai import AsyncOpenAI

        # An address must be given: left out, the SDK would take one from the environment that is meant for another vendor.
        address = self._dialect.address or "https://api.openai.com/v1"
        return AsyncOpenAI(api_key=self._key, base_url=address, max_retries=0)

    def _body(self, call: Call, *, schemas: bool) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self._model,
            self._dialect.limit: call.max_tokens,
            "stream_options": {"include_usage": True},
        }
        system = call.system
        if call.schema is not None and schemas:
            held = {"name": call.name, "strict": True, "schema": call.schema}
            body["response_format"] = {"type": "json_schema", "json_schema": held}
        elif call.schema is not None:
            body["response_format"] = {"type": "json_object"}
            system += f"\n\n{_IN_WORDS}{json.dumps(call.schema, ensure_ascii=False)}"
        body["messages"] = [{"role": "system", "content": system}, *(_message(message) for message in call.messages)]
        return body


@dataclass
class _Answer:
    """An answer as it arrives, chunk by chunk."""

    dialect: Dialect
    model: str
    texts: list[str] = field(default_factory=list[str])
    stop: str | None = None
    refused: bool = False
    usage: Usage | None = None

    def take(self, chunk: Any) -> None:
        """One more chunk; the last one has no choices and the usage."""
        for choice in chunk.choices or ():
            if choice.delta.content:
                self.texts.append(choice.delta.content)
            self.refused = self.refused or bool(choice.delta.refusal)
            self.stop = choice.finish_reason or self.stop
        if chunk.usage is not None:
            self.usage = self.dialect.priced(self.model, _used(chunk.usage))

    def said(self, call: Call) -> Said:
        """The whole answer. Raises `Failure` where it is not whole, or no answer."""
        if self.stop is None:
            raise Failure("cut", usage=self.usage)
        if self.refused or self.stop == "content_filter":
            raise Failure("refused", usage=self.usage)
        if self.stop == "length":
            raise Failure("truncated", usage=self.usage)
        text = "".join(self.texts)
        return Said(text, self.usage or self._guessed(call, text))

    def _guessed(self, call: Call, text: str) -> Usage:
        """Where a server does not tell: counted by letters."""
        written = Call("", (Message((text,)),), 0).input_tokens
        return self.dialect.priced(self.model, Usage(calls=1, input=call.input_tokens, output=written))


def _used(usage: Any) -> Usage:
    """What a server says it took. Cached tokens are part of `prompt_tokens`; DeepSeek names them in a way of its own."""
    details = usage.prompt_tokens_details
    cached = int((details and details.cached_tokens) or getattr(usage, "prompt_cache_hit_tokens", 0) or 0)
    written = int(getattr(details, "cache_write_tokens", 0) or 0)
    fresh = max(0, usage.prompt_tokens - cached - written)
    return Usage(calls=1, input=fresh, cached=cached, written=written, output=usage.completion_tokens)


def _message(message: Message) -> dict[str, Any]:
    """Text alone goes as one string, which every server takes."""
    if any(isinstance(part, Picture) for part in message.parts):
        return {"role": message.role, "content": [_block(part) for part in message.parts]}
    return {"role": message.role, "content": _joined(message.parts)}


def _joined(parts: Sequence[Part]) -> str:
    return "\n\n".join(shown(part) for part in parts)


def _block(part: Part) -> dict[str, Any]:
    if isinstance(part, Picture):
        data = base64.b64encode(part.content).decode()
        return {"type": "image_url", "image_url": {"url": f"data:{part.media_type};base64,{data}"}}
    return {"type": "text", "text": shown(part)}

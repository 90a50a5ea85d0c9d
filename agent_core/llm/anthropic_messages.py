"""Anthropic's Messages API, through its own SDK.

Answers are streamed, so that a long one holds no silent connection; the instructions are marked for the prompt cache; answers
with a schema are constrained by `output_config.format`. No sampling parameters and no prefill: version 2026-10-21 of the API
refuses them.
"""

import asyncio
import base64
from functools import cached_property
from typing import TYPE_CHECKING, Any

from agent_core.llm.failures import Failure, by_status
from agent_core.llm.prices import priced
from agent_core.llm.provider import Call, Said, shown
from agent_core.llm.request import Message, Picture
from agent_core.llm.usage import Usage

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic
    from anthropic.types import RawMessageStreamEvent

_PASSING = frozenset({"overloaded_error", "api_error", "rate_limit_error", "timeout_error"})
"""Kinds of error that arrive inside a stream, under status 200, and pass."""


class AnthropicMessages:
    """One model of Anthropic's, or of a server that speaks its API."""

    def __init__(self, model: str, *, key: str, address: str = "") -> None:
        self._model = model
        self._key = key
        self._address = address

    @property
    def name(self) -> str:
        """As the setting spells it."""
        return f"anthropic:{self._model}"

    async def ask(self, call: Call) -> Said:
        """One try. Raises `Failure`."""
        client = await asyncio.to_thread(lambda: self._client)
        from anthropic import APIConnectionError, APIError, APIStatusError
        from httpx2 import HTTPError

        answer = _Answer(self._model)
        try:
            async with await client.messages.create(**self._body(call), stream=True) as stream:
                async for event in stream:
                    answer.take(event)
        except APIStatusError as error:
            raise _failed(error, answer.usage) from None
        except (APIConnectionError, HTTPError):
            raise Failure("cut", usage=answer.usage) from None
        except (APIError, ValueError, AttributeError, TypeError):
            raise Failure("garbled", usage=answer.usage) from None
        return answer.said()

    def warm(self) -> None:
        """Load the SDK."""
        _ = self._client

    async def close(self) -> None:
        """Close the connections, where there are any."""
        if "_client" in self.__dict__:
            await self._client.close()

    @cached_property
    def _client(self) -> "AsyncAnthropic":
        from anthropic import AsyncAnthropic

        return AsyncAnthropic(api_key=self._key, base_url=self._address or None, max_retries=0)

    def _body(self, call: Call) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self._model,
            "max_tokens": call.max_tokens,
            "system": [{"type": "text", "text": call.system, "cache_control": {"type": "ephemeral"}}],
            "messages": [_message(message) for message in call.messages],
        }
        if call.schema is not None:
            body["output_config"] = {"format": {"type": "json_schema", "schema": call.schema}}
        return body


class _Answer:
    """An answer as it arrives, event by event."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._texts: list[str] = []
        self._stop: str | None = None
        self._ended = False
        self._used: dict[str, int] = {}

    @property
    def usage(self) -> Usage | None:
        """What has been paid for so far."""
        if not self._used:
            return None
        used = self._used
        return priced(
            "anthropic",
            self._model,
            Usage(
                calls=1,
                input=used.get("input_tokens", 0),
                cached=used.get("cache_read_input_tokens", 0),
                written=used.get("cache_creation_input_tokens", 0),
                output=used.get("output_tokens", 0),
            ),
        )

    def take(self, event: "RawMessageStreamEvent") -> None:
        """One more event; unknown ones mean nothing."""
        if event.type == "message_start":
            self._count(event.message.usage)
        elif event.type == "content_block_delta" and event.delta.type == "text_delta":
            self._texts.append(event.delta.text)
        elif event.type == "message_delta":
            self._stop = event.delta.stop_reason
            self._count(event.usage)
        elif event.type == "message_stop":
            self._ended = True

    def _count(self, usage: object) -> None:
        """Later counts are totals and take the place of earlier ones."""
        for name in ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "output_tokens"):
            if isinstance(count := getattr(usage, name, None), int):
                self._used[name] = count

    def said(self) -> Said:
        """The whole answer. Raises `Failure` where it is not whole, or no answer."""
        if not self._ended or self._stop is None:
            raise Failure("cut", usage=self.usage)
        if self._stop == "refusal":
            raise Failure("refused", usage=self.usage)
        if self._stop in ("max_tokens", "model_context_window_exceeded"):
            raise Failure("truncated", usage=self.usage)
        return Said("".join(self._texts), self.usage or Usage(calls=1))


def _failed(error: Any, usage: Usage | None) -> Failure:
    kind: str | None = error.type
    if error.status_code < 400:
        return Failure("busy" if kind in _PASSING else "rejected", usage=usage)
    return by_status(error.status_code, error.response.headers, kind)


def _message(message: Message) -> dict[str, Any]:
    return {"role": message.role, "content": [_block(part) for part in message.parts]}


def _block(part: Any) -> dict[str, Any]:
    if isinstance(part, Picture):
        data = base64.b64encode(part.content).decode()
        return {"type": "image", "source": {"type": "base64", "media_type": part.media_type, "data": data}}
    return {"type": "text", "text": shown(part)}

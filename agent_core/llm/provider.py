"""A provider answers one call once; retries, other providers, limits and shapes are the chain's."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from agent_core.llm.fence import fenced
from agent_core.llm.request import Material, Message, Part, Picture
from agent_core.llm.usage import Usage

_LETTERS_A_TOKEN = 3
_PICTURE_TOKENS = 1600


@dataclass(frozen=True)
class Call:
    """A request as it goes out: nothing in it is marked untrusted any more, because all of that is fenced."""

    system: str
    messages: tuple[Message, ...]
    max_tokens: int
    schema: dict[str, Any] | None = None
    name: str = "answer"

    @property
    def input_tokens(self) -> int:
        """About as many tokens as it has, rather too many: a third of the Latin letters, all others whole."""
        parts = [self.system, str(self.schema or ""), *(part for message in self.messages for part in message.parts)]
        return sum(_PICTURE_TOKENS if isinstance(part, Picture) else _counted(shown(part)) for part in parts)


@dataclass(frozen=True)
class Said:
    """What a provider answered in full."""

    text: str = field(repr=False)
    usage: Usage


class Provider(Protocol):
    """One model at one address."""

    @property
    def name(self) -> str:
        """As the setting spells it: `anthropic:MODEL`."""
        ...

    async def ask(self, call: Call) -> Said:
        """One try. Raises `Failure`."""
        ...

    def warm(self) -> None:
        """Load the library, which takes a second or two; for a thread beside the event loop."""
        ...

    async def close(self) -> None:
        """Close its connections."""
        ...


def shown(part: Part) -> str:
    """A part that is text, as a model sees it."""
    if isinstance(part, Material):
        return fenced(part)
    return part if isinstance(part, str) else ""


def _counted(text: str) -> int:
    latin = sum(letter.isascii() for letter in text)
    return latin // _LETTERS_A_TOKEN + (len(text) - latin) + 4

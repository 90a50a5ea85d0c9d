"""What is asked of a language model and what comes back, whoever answers.

A request has a `system` text that never changes for its kind (providers cache it as a prefix) and messages. The parts of a
message are words of ours, pictures, and `Material`: whatever people or files brought. Material reaches a model only fenced as
data (`agent_core.llm.fence`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, Protocol, TypeVar

from agent_core.llm.usage import Spending, Usage

T = TypeVar("T")

Role = Literal["planner", "writer", "eye"]
MaterialKind = Literal["wish", "transcript", "on_screen_text", "file_name", "subtitles", "script", "facts", "answer", "problems"]


@dataclass(frozen=True)
class Material:
    """Untrusted text: a wish, what was said or seen in a video, a file's name."""

    kind: MaterialKind
    text: str
    most: int = 60_000
    """Letters that are shown; the rest is left out, and the model is told so."""


@dataclass(frozen=True)
class Picture:
    """A still picture for the eye."""

    content: bytes = field(repr=False)
    media_type: Literal["image/jpeg", "image/png"] = "image/jpeg"


Part = str | Material | Picture


@dataclass(frozen=True)
class Message:
    """One turn."""

    parts: tuple[Part, ...]
    role: Literal["user", "assistant"] = "user"


class Unreadable(ValueError):
    """An answer does not have the shape that was asked for; `problems` are sentences for whoever gave it."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("an answer of the wrong shape")
        self.problems = problems


@dataclass(frozen=True)
class Shape(Generic[T]):
    """The form of an answer: how it is read, and the JSON schema that it is held to."""

    read: Callable[[str], T]
    """Raises `Unreadable`."""
    schema: Mapping[str, Any] | None = None
    """In the subset that every provider can enforce (`agent_core.llm.schema`); `None` for plain text."""
    name: str = "answer"


@dataclass(frozen=True)
class Request(Generic[T]):
    """A question to a language model."""

    system: str
    """Instructions of ours: the same letters for every request of a kind, or nothing is cached."""
    messages: tuple[Message, ...]
    shape: Shape[T]
    max_tokens: int = 8000
    """Most that the model may write; models that think first count their thoughts."""
    timeout: float = 60.0
    """Seconds for all tries with all providers together."""


@dataclass(frozen=True)
class Reply(Generic[T]):
    """An answer in the shape that was asked for."""

    value: T
    model: str
    """Who answered, as the setting spells it: `anthropic:MODEL`."""
    usage: Usage
    """Of this answer and of the failed tries before it."""


class LLM(Protocol):
    """Anything that answers requests."""

    async def complete(self, request: Request[T], spending: Spending) -> Reply[T]:
        """The answer; what it takes is counted in `spending`. Raises `LLMFailed`."""
        ...

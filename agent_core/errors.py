"""Errors of the agent.

```
AgentError
├── NotUnderstood     no capability found in the wish
├── Impossible        understood, but this installation cannot honestly do it
├── InvalidWorkflow   a workflow with problems was about to start
├── NoModel           no language model is set for what needs one
├── LLMFailed         no language model gave an answer that can be used
│   └── OverBudget    the job may spend no more tokens
└── StepFailed        a tool raised; names the step, keeps what succeeded
```
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pydantic import JsonValue

from media.errors import MediaError

if TYPE_CHECKING:
    from agent_core.llm.usage import Usage


class AgentError(Exception):
    """Root of the agent's errors: `code` names its sentence in `locales/`, `values` fill it, `retryable` says whether trying
    again may help."""

    code = "agent"
    retryable = False
    usage: "Usage | None" = None
    """What language models took until it was raised; `None` where none was asked."""

    def __init__(self, message: str = "", *, code: str | None = None, values: Mapping[str, JsonValue] | None = None) -> None:
        super().__init__(message or code or self.code)
        self.code = code or self.code
        self.values: dict[str, JsonValue] = dict(values or {})


class NotUnderstood(AgentError):
    """No capability was found in the wish."""

    code = "not-understood"


class Impossible(AgentError):
    """The wish is clear, but it cannot be done here; the code says why and the values what would make it possible."""

    code = "impossible"


class InvalidWorkflow(AgentError):
    """A workflow with problems was handed to the executor."""

    code = "internal"


class NoModel(AgentError):
    """No language model is set for what needs one; values: `how`, the setting that would name one."""

    code = "no-model"


class LLMFailed(AgentError):
    """No language model gave an answer that can be used: the embedded brain is next."""

    code = "llm-failed"
    retryable = True


class OverBudget(LLMFailed):
    """The job would spend more tokens than its limit; values: `limit`."""

    code = "llm-budget"
    retryable = False


class StepFailed(AgentError):
    """A tool raised. `code`, `values` and `retryable` are those of the cause; `place` says where it was, for the person."""

    code = "internal"

    def __init__(
        self, step: str, cause: AgentError | MediaError, *, stage: str = "edit", capability: str | None = None, steps: int = 1
    ) -> None:
        super().__init__(f"step {step}: {cause}", code=cause.code, values=cause.values)
        self.retryable = cause.retryable
        self.step = step
        self.stage = stage
        self.capability = capability
        """What the step would have fulfilled; `None` for one that only prepares or finishes."""
        self.steps = steps
        self.kept = 0
        """Steps of the workflow that had succeeded by then; another try starts from them."""

    @property
    def place(self) -> dict[str, JsonValue]:
        """The step and what is kept, as values of a note: `failed_stage`, `failed_capability`, `kept`, `steps`."""
        where: dict[str, JsonValue] = {"failed_capability": self.capability} if self.capability else {}
        return {"failed_stage": self.stage, **where, "kept": self.kept, "steps": self.steps}

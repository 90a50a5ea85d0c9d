"""The agent's front door: what the workers call to plan a wish and to carry the plan out."""

from collections.abc import Callable
from typing import Literal, Protocol

from agent_core.intents import Intent
from agent_core.languages import Language
from agent_core.llm.usage import Usage
from agent_core.making import Making
from agent_core.messages import Action, Answer, Attachment, Limits, Note, Product, Question, Template
from agent_core.projects import Revision
from agent_core.workflow import Workflow
from media.frozen import Frozen

Resource = Literal["light", "cpu", "gpu"]
Report = Callable[[str, float, float | None], None]
"""Called with a stage code, the fraction of this call that is done (0 to 1) and the seconds left, where known."""


class LanguageHints(Frozen):
    """What is known about the person's language beside the wish, strongest first."""

    chosen: Language | None = None
    last: Language | None = None
    locale: Language | None = None


class Wish(Frozen):
    """All that planning may look at."""

    text: str
    attachments: tuple[Attachment, ...] = ()
    template: Template | None = None
    limits: Limits
    languages: LanguageHints = LanguageHints()
    replied: Revision | None = None
    """The revision whose message the wish replies to."""
    revisions: tuple[Revision, ...] = ()
    """All revisions of that project, oldest first."""
    partial: Intent | None = None
    """The intent found before the question was asked; with it, planning reads no words again."""
    answers: tuple[Answer, ...] = ()
    """Answers to the questions so far, oldest first."""
    spent: Usage | None = None
    """What the job has taken of language models so far, its failed tries included; all of it counts against its limit."""


class Estimate(Frozen):
    """What a plan is expected to cost."""

    seconds: float
    """Time to carry it out."""
    media_minutes: float
    """Minutes of media it works through."""
    gpu_seconds: float = 0.0


class Plan(Frozen):
    """A workflow that may start, or something that can be delivered at once."""

    language: Language
    intent: Intent
    workflow: Workflow | None = None
    repost: str | None = None
    """Id of a revision to post again as it is (undo, redo), under `reply` where that is given: nothing runs."""
    reply: Note | None = None
    """An answer in words (help, how a result was made): nothing runs."""
    products: tuple[Product, ...] = ()
    """Files that go with the answer."""
    resource: Resource = "cpu"
    estimate: Estimate | None = None
    usage: Usage | None = None
    """What language models took in this call; `None` where none was asked."""


class Asked(Frozen):
    """Something is missing; nothing heavy has run."""

    language: Language
    intent: Intent
    question: Question
    usage: Usage | None = None
    """What language models took in this call; `None` where none was asked."""


class Refused(Frozen):
    """The wish cannot be done here; the note says why and what would help."""

    language: Language
    note: Note
    usage: Usage | None = None
    """What language models took in this call; `None` where none was asked."""


class Outcome(Frozen):
    """What carrying out a plan gave."""

    products: tuple[Product, ...]
    note: Note
    actions: tuple[Action, ...] = ()
    verdict: dict[str, float] = {}
    """Score of each criterion of the product's check, 0 to 1."""
    workflow: Workflow | None = None
    """The workflow as it ran at last, where repairs changed the planned one; revisions keep it."""
    intent: Intent | None = None
    """What was served at last, where something unsaid was left out of the plan; revisions keep it."""
    making: Making | None = None
    """How it came about; revisions keep it."""
    usage: Usage | None = None
    """What language models took in this call; `None` where none was asked."""


class Agent(Protocol):
    """Plans wishes and carries plans out. Both end child processes when their task is cancelled."""

    async def plan(self, wish: Wish, report: Report) -> Plan | Asked | Refused:
        """Understand the wish. Bad files and impossible wishes come back as `Refused`; only defects raise."""
        ...

    async def run(self, plan: Plan, wish: Wish, report: Report) -> Outcome:
        """Carry out `plan.workflow`. Raises `AgentError`."""
        ...

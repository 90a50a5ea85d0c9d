"""What the ledger hands out: frozen views of its rows."""

from typing import Literal, NamedTuple

from agent_core.agent import LanguageHints, Plan, Resource, Wish
from agent_core.intents import Intent
from agent_core.languages import Language
from agent_core.llm.usage import Usage
from agent_core.messages import Answer, JobState, Request
from agent_core.projects import Revision
from media.frozen import Frozen

Kind = Literal["plan", "run"]
Hold = Literal["held", "lost", "cancelled"]


class Due(NamedTuple):
    """A job that should be triggered now."""

    job: str
    kind: Kind
    attempt: int
    """Number that the next claim will have; grows with every claim, so `job:{job}:{attempt}` names one trigger."""
    resource: Resource
    """Queue it belongs on: `light` for plans, else what the plan needs."""


class Ended(NamedTuple):
    """A job that `Ledger.expire` ended, and the bot account that has a row to post about it."""

    job: str
    platform: str
    account: str


class Job(Frozen):
    """A job in the hands of the worker that claimed it."""

    id: str
    state: JobState
    """`planning` or `running`."""
    attempt: int
    """Claims so far, this one included."""
    tries: int
    """Claims since the last step forward; the last one allowed equals `WorkerSettings.attempts`."""
    created: float
    language: Language
    """Best guess so far; a plan's language is better."""
    request: Request
    hints: LanguageHints
    project: str
    replied: Revision | None
    revisions: tuple[Revision, ...]
    """All revisions of the project, oldest first."""
    intent: Intent | None
    """Found before a question was asked, or when planned."""
    answers: tuple[Answer, ...]
    plan: Plan | None
    resource: Resource
    usage: Usage | None = None
    """What was taken of language models so far, failed tries included."""

    @property
    def wish(self) -> Wish:
        """What planning may look at."""
        return Wish(
            text=self.request.text,
            attachments=self.request.attachments,
            template=self.request.template,
            limits=self.request.limits,
            languages=self.hints,
            replied=self.replied,
            revisions=self.revisions,
            partial=self.intent,
            answers=self.answers,
            spent=self.usage,
        )

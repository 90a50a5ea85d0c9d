"""Wishes, plans and outcomes for tests of the workers, as small as they may be."""

import itertools

from agent_core.agent import Asked, Outcome, Plan, Refused
from agent_core.intents import Goal, Intent
from agent_core.messages import Answer, Limits, Note, Option, Origin, Product, Question, Request
from agent_core.workflow import Step, Workflow

_messages = itertools.count(1)

LONG = "make it a meme with big yellow words at the top and a slow zoom on the funniest moment of it all"
"""A wish that is no `undo` and no `help` in other words."""
INTENT = Intent(language="en", goals=(Goal(capability="meme"),))
WORKFLOW = Workflow(steps=(Step(id="draw", tool="draw"),), deliver=("draw",))
PLAN = Plan(language="en", intent=INTENT, workflow=WORKFLOW)
OUTCOME = Outcome(
    products=(Product(asset="a" * 64, name="meme.mp4", kind="video", content_type="video/mp4", size_bytes=9),),
    note=Note(code="made-meme"),
    actions=("smaller_text",),
    verdict={"legible": 1.0},
)
ASKED = Asked(
    language="en",
    intent=INTENT,
    question=Question(note=Note(code="which-language"), options=(Option(value="vi", label="language-vi"),)),
)
REFUSED = Refused(language="zh", note=Note(code="needs-llm"))


def origin(user: str = "ann", chat: str = "room", message: str | None = None, account: str = "bot") -> Origin:
    """Where a wish comes from; a new message unless one is named."""
    return Origin(platform="test", account=account, chat=chat, message=message or f"m{next(_messages)}", user=user)


def wish(text: str = "make it a meme", *, reply_to: str | None = None, at: Origin | None = None, **where: str) -> Request:
    """A wish; `where` are the arguments of `origin`."""
    return Request(origin=at or origin(**where), text=text, reply_to=reply_to, limits=Limits(upload_bytes=10_000_000))


def reply(text: str = "vi", *, value: str | None = None, **where: str) -> Answer:
    """An answer to a question."""
    return Answer(origin=origin(**where), text=text, value=value)

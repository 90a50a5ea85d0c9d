"""Projects in the ledger: what a revision keeps, and what replies to it are told."""

import pytest

from agent_core.agent import Plan
from agent_core.llm.usage import Usage
from agent_core.making import Making, Mended
from agent_core.messages import Note, Template
from tests.workers.samples import INTENT, OUTCOME, PLAN, wish
from tests.workers.test_ledger import claimed, posted
from workers.ledger.ledger import Ledger

pytestmark = pytest.mark.sql

MAKING = Making(cached=("a",), scores={"length": 1.0}, mended=(Mended(criterion="length", before=0, after=1),), seconds=3.0)


async def made(ledger: Ledger, message: str, plan: Plan = PLAN, usage: Usage | None = None) -> None:
    """A result that was posted as a message."""
    job = (await ledger.submit(wish())).job
    await claimed(ledger, job)
    await ledger.planned(job, "w", plan)
    await claimed(ledger, job, "run")
    await ledger.finished(job, "w", plan, OUTCOME.model_copy(update={"making": MAKING, "usage": usage}))
    await posted(ledger, message)


async def test_how_a_result_was_made_is_kept_with_it(ledger: Ledger) -> None:
    planned = PLAN.model_copy(update={"usage": Usage(calls=1, input=100, output=20, cost=0.5)})
    await made(ledger, "r1", planned, Usage(calls=2, input=10, cost=0.25))
    job = await claimed(ledger, (await ledger.submit(wish("smaller", reply_to="r1"))).job)
    spent = Usage(calls=3, input=110, output=20, cost=0.75)
    assert job.replied is not None and job.replied.making == MAKING.model_copy(update={"usage": spent})


async def test_it_is_told_with_a_picture_and_costs_nothing(ledger: Ledger) -> None:
    await made(ledger, "r1")
    asking = wish("", reply_to="r1").model_copy(update={"template": Template(capability="how")})
    how = (await ledger.submit(asking)).job
    job = await claimed(ledger, how)
    assert job.replied is not None and job.replied.making == MAKING
    picture = OUTCOME.products[0].model_copy(update={"name": "how.png"})
    await ledger.planned(how, "w", Plan(language="en", intent=INTENT, reply=Note(code="how"), products=(picture,)))
    told = await posted(ledger, "h1")
    assert (told.kind, told.note.code, told.products) == ("result", "how", (picture,))
    assert [use.used for use in await ledger.quotas("test", "ann")] == [1]
    after = await claimed(ledger, (await ledger.submit(wish("smaller", reply_to="h1"))).job)
    assert after.replied == job.replied, "a reply to the explanation means the result"

"""The ledger's promises: every step once, by whoever holds the job, in fair order, and nothing lost."""

import asyncio

import pytest
from sqlalchemy import select

from agent_core.agent import Plan
from agent_core.messages import ChatSettings, Delivery, Engine, Note
from tests.workers.conftest import Clock
from tests.workers.samples import ASKED, INTENT, LONG, OUTCOME, PLAN, REFUSED, origin, reply, wish
from workers.errors import NotAllowed, QuotaExceeded, UnknownJob, WorkerError
from workers.ledger.ledger import Ledger
from workers.ledger.records import Job, Kind
from workers.ledger.schema import audit, jobs

pytestmark = pytest.mark.sql


async def claimed(ledger: Ledger, job: str, kind: Kind = "plan", worker: str = "w") -> Job:
    taken = await ledger.claim(job, kind, worker, 15.0)
    assert taken is not None
    return taken


async def queued(ledger: Ledger, **where: str) -> str:
    job = (await ledger.submit(wish(**where))).job
    await claimed(ledger, job)
    assert await ledger.planned(job, "w", PLAN)
    return job


async def running(ledger: Ledger, **where: str) -> str:
    job = await queued(ledger, **where)
    await claimed(ledger, job, "run")
    return job


async def finished(ledger: Ledger, message: str, **where: str) -> Delivery:
    """A result, posted as `message`."""
    job = await running(ledger, **where)
    assert await ledger.finished(job, "w", PLAN, OUTCOME)
    return await posted(ledger, message)


async def posted(ledger: Ledger, message: str) -> Delivery:
    delivery = await only_delivery(ledger)
    await ledger.mark_posted(delivery.id, [message])
    return delivery


async def only_delivery(ledger: Ledger) -> Delivery:
    (delivery,) = await ledger.claim_outbox("test", "bot", holder="h")
    return delivery


async def trail(ledger: Ledger, job: str) -> list[str]:
    async with ledger._db.read() as tx:
        rows = await tx.execute(select(audit.c.target).where(audit.c.job == job).order_by(audit.c.number))
        return [row.target for row in rows]


async def used(ledger: Ledger, person: str = "ann") -> float:
    return (await ledger.quotas("test", person))[0].used


async def test_a_wish_goes_all_the_way(ledger: Ledger, clock: Clock) -> None:
    receipt = await ledger.submit(wish())
    assert (receipt.state, receipt.duplicate, receipt.queue_place) == ("received", False, 0)
    assert await ledger.due() == [(receipt.job, "plan", 1, "light")]

    job = await claimed(ledger, receipt.job)
    assert (job.state, job.attempt, job.wish.text) == ("planning", 1, "make it a meme")
    assert await ledger.due() == []
    assert await ledger.held() == {"light": 1, "cpu": 0, "gpu": 0}
    assert await ledger.planned(job.id, "w", PLAN)
    assert await ledger.due() == [(job.id, "run", 2, "cpu")]

    job = await claimed(ledger, job.id, "run")
    assert (job.state, job.plan, job.intent) == ("running", PLAN, INTENT)
    assert await ledger.held() == {"light": 0, "cpu": 1, "gpu": 0}
    clock.forward(7.5)
    assert await ledger.finished(job.id, "w", PLAN, OUTCOME)
    assert (await ledger.status(job.id)).state == "delivering"

    delivery = await only_delivery(ledger)
    assert (delivery.kind, delivery.products, delivery.actions) == ("result", OUTCOME.products, OUTCOME.actions)
    assert (delivery.took, delivery.origin) == (7.5, job.request.origin)
    await ledger.mark_posted(delivery.id, ["r1"])
    status = await ledger.status(job.id)
    assert (status.state, status.capability) == ("delivered", "meme")
    path = ["received", "planning", "queued", "running", "checked", "delivering", "delivered"]
    assert await trail(ledger, job.id) == path
    assert await used(ledger) == 1


async def test_the_same_message_makes_one_job(ledger: Ledger) -> None:
    at = origin()
    receipts = await asyncio.gather(*(ledger.submit(wish(at=at)) for _ in range(6)))
    assert len({receipt.job for receipt in receipts}) == 1
    assert sorted(receipt.duplicate for receipt in receipts) == [False] + [True] * 5
    assert await used(ledger) == 1
    elsewhere = at.model_copy(update={"account": "other"})
    assert not (await ledger.submit(wish(at=elsewhere))).duplicate


@pytest.mark.parametrize(
    ("text", "chosen", "chat", "last", "locale", "expected"),
    [
        ("làm meme đi", "zh", "en", "en", "en", "zh"),
        ("làm meme đi", None, "en", "zh", "zh", "en"),
        ("làm meme đi", None, None, "zh", "en", "vi"),
        ("做个表情包", None, None, "vi", "vi", "zh"),
        ("meme", None, None, "vi", "zh", "vi"),
        ("meme", None, None, None, "zh", "zh"),
        ("meme", None, None, None, None, "en"),
    ],
)
async def test_language_of_a_wish(ledger: Ledger, text, chosen, chat, last, locale, expected) -> None:
    if last:
        await ledger.submit(wish({"zh": "剪辑", "vi": "cắt phim", "en": "x"}[last]))
    await ledger.set_user_settings("test", "ann", ChatSettings(language=chosen))
    await ledger.set_chat_settings("test", "room", ChatSettings(language=chat))
    request = wish(text).model_copy(update={"locale": locale})
    assert (await ledger.submit(request)).language == expected


async def test_a_question_is_asked_answered_once_and_planning_resumes(ledger: Ledger) -> None:
    job = (await ledger.submit(wish())).job
    await claimed(ledger, job)
    assert await ledger.asked(job, "w", ASKED)
    assert await ledger.due() == []
    question = await posted(ledger, "q1")
    assert (question.kind, question.question) == ("question", ASKED.question)
    reference = await ledger.project_of("test", "room", "q1")
    assert reference is not None
    assert reference.waiting and reference.job == job

    first = reply("vi", message="answer1")
    answers = [first, reply("en"), reply("zh", user="bob")]
    won = await asyncio.gather(*(ledger.answer(job, answer) for answer in answers))
    assert sum(won) == 1
    winner = answers[won.index(True)]
    assert await ledger.answer(job, winner), "the same answer again is not somebody else's"
    reference = await ledger.project_of("test", "room", "q1")
    assert reference is not None
    assert not reference.waiting

    assert await ledger.due() == [(job, "plan", 2, "light")]
    resumed = await claimed(ledger, job)
    assert resumed.answers == (winner,)
    assert resumed.wish.partial == INTENT
    assert (await ledger.submit(wish(at=winner.origin))).job == job, "an answer handed in again makes no job"


async def test_second_question_takes_its_own_answer(ledger: Ledger) -> None:
    job = (await ledger.submit(wish())).job
    for number in (1, 2, 3, 4):
        await claimed(ledger, job, worker=f"w{number}")
        assert await ledger.asked(job, f"w{number}", ASKED)
        assert (await posted(ledger, f"q{number}")).kind == "question"
        assert await ledger.answer(job, reply(str(number)))
    resumed = await claimed(ledger, job)
    assert [answer.text for answer in resumed.answers] == ["1", "2", "3", "4"]


async def test_questions_expire(ledger: Ledger, clock: Clock) -> None:
    job = (await ledger.submit(wish())).job
    await claimed(ledger, job)
    await ledger.asked(job, "w", ASKED)
    await posted(ledger, "q1")
    clock.forward(3599)
    assert await ledger.expire() == []
    clock.forward(1)
    assert await ledger.expire() == [(job, "test", "bot")]
    assert await ledger.expire() == []
    delivery = await only_delivery(ledger)
    assert (delivery.kind, delivery.note.code) == ("refusal", "question-expired")
    assert (await ledger.status(job)).state == "refused"
    assert not await ledger.answer(job, reply())
    assert await used(ledger) == 0


async def test_refusal_speaks_its_language_and_gives_the_quota_back(ledger: Ledger) -> None:
    job = (await ledger.submit(wish())).job
    await claimed(ledger, job)
    assert await ledger.refused(job, "w", REFUSED)
    delivery = await only_delivery(ledger)
    assert (delivery.kind, delivery.language, delivery.note) == ("refusal", "zh", REFUSED.note)
    await ledger.mark_posted(delivery.id, ["x"])
    status = await ledger.status(job)
    assert (status.state, status.note, status.language) == ("refused", REFUSED.note, "zh")
    assert await used(ledger) == 0


async def test_failure_is_retried_then_told(ledger: Ledger, clock: Clock) -> None:
    job = await queued(ledger)
    for attempt in (2, 3):
        assert (await claimed(ledger, job, "run")).attempt == attempt
        assert await ledger.failed(job, "w", "en", Note(code="process-killed"), retryable=True)
        assert (await ledger.status(job)).state == "queued"
        assert await ledger.due() == [], "a retry waits a while"
        clock.forward(60)
        assert await ledger.due() == [(job, "run", attempt + 1, "cpu")]
    assert (await claimed(ledger, job, "run")).tries == 3
    assert await ledger.failed(job, "w", "vi", Note(code="process-killed"), retryable=True)
    delivery = await only_delivery(ledger)
    assert (delivery.kind, delivery.language, delivery.note.code) == ("failure", "vi", "process-killed")
    assert (await ledger.status(job)).state == "failed"
    assert await used(ledger) == 0


async def test_failure_that_no_retry_helps_is_told_at_once(ledger: Ledger) -> None:
    job = await running(ledger)
    assert await ledger.failed(job, "w", "en", Note(code="truncated"), retryable=False)
    assert (await only_delivery(ledger)).note.code == "truncated"


async def test_second_worker_takes_over_and_the_first_is_refused(ledger: Ledger, clock: Clock) -> None:
    job = await running(ledger)
    assert await ledger.renew(job, "w", 15.0) == "held"
    assert await ledger.claim(job, "run", "w2", 15.0) is None
    clock.forward(15)
    assert await ledger.due() == [(job, "run", 3, "cpu")]
    taken = await claimed(ledger, job, "run", worker="w2")
    assert taken.attempt == 3

    assert await ledger.renew(job, "w", 15.0) == "lost"
    assert not await ledger.finished(job, "w", PLAN, OUTCOME)
    assert not await ledger.failed(job, "w", "en", Note(code="x"), retryable=False)
    assert not await ledger.refused(job, "w", REFUSED)
    assert not await ledger.release(job, "w")
    assert await ledger.claim_outbox("test", "bot", holder="h") == []
    assert await ledger.finished(job, "w2", PLAN, OUTCOME)
    assert not await ledger.finished(job, "w2", PLAN, OUTCOME)
    assert (await only_delivery(ledger)).kind == "result"


async def test_claims_race_for_one_winner(ledger: Ledger) -> None:
    job = await queued(ledger)
    claims = await asyncio.gather(*(ledger.claim(job, "run", f"w{n}", 15.0) for n in range(8)))
    assert sum(claim is not None for claim in claims) == 1


async def test_finishers_race_for_one_result(ledger: Ledger) -> None:
    job = await running(ledger)
    done = await asyncio.gather(*(ledger.finished(job, "w", PLAN, OUTCOME) for _ in range(6)))
    assert sum(done) == 1
    assert len(await ledger.claim_outbox("test", "bot", holder="h")) == 1


async def test_a_late_worker_that_nobody_replaced_may_finish(ledger: Ledger, clock: Clock) -> None:
    job = await running(ledger)
    clock.forward(100)
    assert await ledger.finished(job, "w", PLAN, OUTCOME)


async def test_workers_that_die_every_time_are_given_up(ledger: Ledger, clock: Clock) -> None:
    job = await queued(ledger)
    for attempt in (2, 3, 4):
        assert await ledger.expire() == []
        assert (await claimed(ledger, job, "run", worker=f"w{attempt}")).attempt == attempt
        clock.forward(16)
    assert await ledger.due() == []
    assert await ledger.claim(job, "run", "w5", 15.0) is None
    assert [ended.job for ended in await ledger.expire()] == [job]
    delivery = await only_delivery(ledger)
    assert (delivery.kind, delivery.note.code) == ("failure", "gave-up")
    assert await used(ledger) == 0


async def test_tries_begin_anew_after_each_step_forward(ledger: Ledger, clock: Clock) -> None:
    job = (await ledger.submit(wish())).job
    for worker in ("w1", "w2"):
        await claimed(ledger, job, worker=worker)
        clock.forward(16)
    await claimed(ledger, job)
    assert await ledger.planned(job, "w", PLAN)
    assert (await claimed(ledger, job, "run")).tries == 1


async def test_release_hands_back_without_counting_the_try(ledger: Ledger) -> None:
    job = await running(ledger)
    assert await ledger.release(job, "w")
    assert await ledger.due() == [(job, "run", 3, "cpu")]
    assert (await claimed(ledger, job, "run")).tries == 1


async def test_cancel_at_rest_ends_at_once(ledger: Ledger) -> None:
    job = await queued(ledger)
    assert await ledger.cancel(job, "ann")
    assert not await ledger.cancel(job, "ann")
    assert (await ledger.status(job)).state == "cancelled"
    assert await ledger.due() == []
    assert (await only_delivery(ledger)).kind == "cancelled"
    assert await used(ledger) == 0


async def test_cancel_in_hand_is_ended_by_its_worker(ledger: Ledger) -> None:
    job = await running(ledger)
    assert not await ledger.ended_cancelled(job, "w"), "nobody has asked for it"
    assert await ledger.cancel(job, "ann")
    assert (await ledger.status(job)).state == "running"
    assert await ledger.renew(job, "w", 15.0) == "cancelled"
    assert not await ledger.ended_cancelled(job, "other")
    assert await ledger.ended_cancelled(job, "w")
    assert not await ledger.ended_cancelled(job, "w")
    assert (await only_delivery(ledger)).kind == "cancelled"
    assert await used(ledger) == 0


@pytest.mark.parametrize("way", ["finished", "refused", "failed", "release", "planned", "asked"])
async def test_a_step_after_cancel_ends_the_job_instead(ledger: Ledger, way: str) -> None:
    job = (await ledger.submit(wish())).job
    await claimed(ledger, job)
    if way not in ("planned", "asked"):
        await ledger.planned(job, "w", PLAN)
        await claimed(ledger, job, "run")
    assert await ledger.cancel(job, "ann")
    step = {
        "finished": lambda: ledger.finished(job, "w", PLAN, OUTCOME),
        "refused": lambda: ledger.refused(job, "w", REFUSED),
        "failed": lambda: ledger.failed(job, "w", "en", Note(code="x"), retryable=True),
        "release": lambda: ledger.release(job, "w"),
        "planned": lambda: ledger.planned(job, "w", PLAN),
        "asked": lambda: ledger.asked(job, "w", ASKED),
    }[way]
    assert not await step()
    assert (await ledger.status(job)).state == "cancelled"
    assert (await only_delivery(ledger)).kind == "cancelled"
    assert await used(ledger) == 0


async def test_cancel_with_a_dead_worker(ledger: Ledger, clock: Clock) -> None:
    dead_before, dead_after = await running(ledger), await running(ledger)
    assert await ledger.cancel(dead_after, "ann")
    clock.forward(16)
    assert await ledger.cancel(dead_before, "ann")
    assert (await ledger.status(dead_before)).state == "cancelled", "its lease had run out: nobody to wait for"
    assert [due.job for due in await ledger.due()] == []
    assert [ended.job for ended in await ledger.expire()] == [dead_after]
    assert (await ledger.status(dead_after)).state == "cancelled"


async def test_cancel_is_for_ones_own_jobs_that_have_not_ended(ledger: Ledger) -> None:
    job = await running(ledger)
    with pytest.raises(NotAllowed):
        await ledger.cancel(job, "bob")
    with pytest.raises(UnknownJob):
        await ledger.cancel("nothing", "ann")
    await ledger.finished(job, "w", PLAN, OUTCOME)
    assert not await ledger.cancel(job, "ann"), "its result is on its way"


async def test_people_take_turns(ledger: Ledger, clock: Clock) -> None:
    submitted: dict[str, str] = {}

    async def submit(name: str, user: str, chat: str) -> None:
        clock.forward(1)
        submitted[(await ledger.submit(wish(user=user, chat=chat))).job] = name

    await submit("ann1", "ann", "room")
    await submit("ann2", "ann", "room")
    await submit("ann3", "ann", "room")
    await submit("bob1", "bob", "room")
    await submit("cat1", "cat", "alone")
    await submit("bob2", "bob", "room")
    order = [submitted[due.job] for due in await ledger.due()]
    # First turns: ann's is oldest, cat's chat has fewer jobs than bob's; then second turns, then the third.
    assert order == ["ann1", "cat1", "bob1", "ann2", "bob2", "ann3"]

    names = {name: job for job, name in submitted.items()}
    await claimed(ledger, names["cat1"])
    order = [submitted[due.job] for due in await ledger.due()]
    assert order == ["ann1", "bob1", "ann2", "bob2", "ann3"]
    await claimed(ledger, names["ann1"])
    assert submitted[(await ledger.due())[0].job] == "bob1", "ann has one in hand"


async def test_places_in_the_queue_follow_the_turns(ledger: Ledger, clock: Clock) -> None:
    await running(ledger, user="ann")
    mine = []
    for _ in range(3):
        clock.forward(1)
        mine.append(await ledger.submit(wish(user="ann")))
    theirs = await ledger.submit(wish(user="bob", chat="other"))
    assert [receipt.queue_place for receipt in mine] == [1, 2, 3]
    assert theirs.queue_place == 1, "bob has none: his first goes before ann's next"
    assert (await ledger.status(mine[0].job)).queue_place == 2


async def test_reply_to_a_result_goes_on_from_it(ledger: Ledger) -> None:
    first = await finished(ledger, "r1")
    edit = (await ledger.submit(wish("smaller text", reply_to="r1"))).job
    job = await claimed(ledger, edit)
    assert job.replied is not None
    assert job.replied.id == first.revision
    assert job.replied.products == OUTCOME.products
    assert job.project == first.job
    await ledger.planned(edit, "w", PLAN)
    await claimed(ledger, edit, "run")
    await ledger.finished(edit, "w", PLAN, OUTCOME)
    second = await posted(ledger, "r2")

    undo = (await ledger.submit(wish("undo", reply_to="r2"))).job
    job = await claimed(ledger, undo)
    assert [revision.id for revision in job.revisions] == [first.revision, second.revision]
    assert job.replied is not None
    assert (job.replied.id, job.replied.parent) == (second.revision, first.revision)
    assert await ledger.planned(undo, "w", Plan(language="en", intent=INTENT, repost=first.revision))
    again = await posted(ledger, "r3")
    assert (again.kind, again.products, again.note) == ("result", OUTCOME.products, OUTCOME.note), (
        "its own words, without new ones"
    )
    assert (again.revision, again.actions) == (first.revision, (*OUTCOME.actions, "redo"))
    assert (await ledger.status(undo)).state == "delivered"

    after = (await ledger.submit(wish("bigger", reply_to="r3"))).job
    job = await claimed(ledger, after)
    assert job.replied is not None
    assert job.replied.id == first.revision
    assert await trail(ledger, undo) == ["received", "planning", "delivering", "delivered"]


async def test_reply_to_another_accounts_message_is_no_reply(ledger: Ledger) -> None:
    await finished(ledger, "r1")
    stranger = (await ledger.submit(wish(reply_to="r1", account="other"))).job
    assert (await claimed(ledger, stranger)).replied is None
    elsewhere = (await ledger.submit(wish(reply_to="r1", chat="elsewhere"))).job
    assert (await claimed(ledger, elsewhere)).replied is None


async def test_reply_to_a_status_message_finds_its_result(ledger: Ledger) -> None:
    job = await running(ledger)
    await ledger.note_status(job, "s1")
    assert (await ledger.status(job)).status_message == "s1"
    await ledger.finished(job, "w", PLAN, OUTCOME)
    result = await posted(ledger, "r1")
    reference = await ledger.project_of("test", "room", "s1")
    assert reference is not None
    assert (reference.revision, reference.job, reference.capability) == (result.revision, job, "meme")
    follow = (await ledger.submit(wish(reply_to="s1"))).job
    replied = (await claimed(ledger, follow)).replied
    assert replied is not None
    assert replied.id == result.revision
    assert await ledger.project_of("test", "room", "unheard-of") is None


async def test_repost_of_a_foreign_revision_is_a_defect(ledger: Ledger) -> None:
    await finished(ledger, "r1")
    other = await finished(ledger, "r2", user="bob")
    job = (await ledger.submit(wish(reply_to="r1"))).job
    await claimed(ledger, job)
    with pytest.raises(WorkerError):
        await ledger.planned(job, "w", Plan(language="en", intent=INTENT, repost=other.revision))
    assert (await ledger.status(job)).state == "planning"


async def test_words_are_delivered_at_once(ledger: Ledger) -> None:
    job = (await ledger.submit(wish("help"))).job
    await claimed(ledger, job)
    assert await ledger.planned(job, "w", Plan(language="vi", intent=INTENT, reply=Note(code="help")))
    delivery = await only_delivery(ledger)
    assert (delivery.kind, delivery.note.code, delivery.language, delivery.revision) == ("result", "help", "vi", None)
    assert await ledger.due() == []
    assert [use.used for use in await ledger.quotas("test", "alice")] == [0], "words cost nothing"


async def test_lists_of_jobs(ledger: Ledger, clock: Clock) -> None:
    done = await finished(ledger, "r1")
    clock.forward(1)
    first = await running(ledger)
    clock.forward(1)
    second = (await ledger.submit(wish())).job
    await ledger.submit(wish(chat="other", account="other"))
    assert [status.job for status in await ledger.queue("test", "room")] == [first, second]
    assert [status.job for status in await ledger.history("test", "room")] == [done.job]
    assert [status.job for status in await ledger.open_statuses("test", "bot")] == [first, second]
    with pytest.raises(UnknownJob):
        await ledger.status("nothing")
    with pytest.raises(UnknownJob):
        await ledger.note_status("nothing", "s")


async def test_plans_and_wishes_are_not_in_the_audit_trail(ledger: Ledger) -> None:
    secret = "tên tôi là bí mật"
    job = (await ledger.submit(wish(secret))).job
    await claimed(ledger, job)
    await ledger.refused(job, "w", REFUSED)
    async with ledger._db.read() as tx:
        rows = (await tx.execute(select(audit))).all()
        kept = (await tx.execute(select(jobs.c.request))).scalar_one()
    assert rows
    assert "bí mật" in kept
    assert not any("bí mật" in str(row) for row in rows)


async def test_engines_are_kept(ledger: Ledger) -> None:
    speaker = Engine(port="speaker", name="espeak", found=True, languages=("en", "vi"))
    gpu = Engine(port="gpu", name="cuda", found=False, unlock="install torch")
    await ledger.note_engines("light", [speaker])
    await ledger.note_engines("cpu", [gpu])
    await ledger.note_engines("cpu", [speaker, gpu])
    assert sorted(engine.name for engine in await ledger.engines()) == ["cuda", "espeak"]


async def test_quota_is_charged_only_for_what_is_taken(ledger: Ledger) -> None:
    for _ in range(5):
        await ledger.submit(wish(LONG))
    at = origin()
    for _ in range(2):
        with pytest.raises(QuotaExceeded):
            await ledger.submit(wish(LONG, at=at))
    assert len(await ledger.queue("test", "room")) == 5

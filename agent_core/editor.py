"""The agent itself: plans wishes and carries plans out with the tools and engines of this installation."""

import logging
from collections.abc import AsyncIterator, Mapping, Sequence

from pydantic import ValidationError

from agent_core.agent import Asked, Outcome, Plan, Refused, Report, Wish
from agent_core.checks import problems
from agent_core.decision import decide, fixed, lessened, replanned
from agent_core.dictation import heard_wish, is_spoken
from agent_core.drafting import drafted
from agent_core.engines import identities, recognisers, speaker
from agent_core.errors import AgentError, Impossible, InvalidWorkflow, NotUnderstood, StepFailed
from agent_core.executor import Executor
from agent_core.explanation import HOW, explained
from agent_core.grammar.lexicon import lexicon
from agent_core.grammar.likeness import learn
from agent_core.hearing import Hearing, heard
from agent_core.inspection import Inspector, finish
from agent_core.intents import Intent
from agent_core.languages import LANGUAGES
from agent_core.llm.graphs import Graphs
from agent_core.llm.roles import Models, open_models
from agent_core.llm.usage import Spending, Usage
from agent_core.messages import Attachment, Note
from agent_core.planner import wanted
from agent_core.pointing import pointed
from agent_core.products import told
from agent_core.questions import given_files, which
from agent_core.reading import language_of, understood
from agent_core.reflection import Task, reflect
from agent_core.settings import AgentSettings
from agent_core.tool import Context, Tool, tools
from agent_core.workflow import Workflow
from agent_core.workshop import Workshop
from media.embedding.siglip import embedder
from media.errors import BadMedia, MediaError
from media.facts import MediaFacts
from media.ffmpeg import FFmpeg
from media.probe import probe
from media.settings import MediaSettings
from media.store import Store

log = logging.getLogger(__name__)

_FACTS_VERSION = 1


class Editor:
    """The agent on the engines of this installation. Safe to use from several tasks at once."""

    def __init__(self, agent: AgentSettings, media: MediaSettings, store: Store, models: Models | None = None) -> None:
        self._agent = agent
        self._models = models or open_models(agent)
        self._media = media
        self._store = store
        self._ffmpeg = FFmpeg(media)
        self._speaker = speaker(media)
        self._recognisers = recognisers(agent, media)
        self._workshop = Workshop(store)

    @property
    def tools(self) -> Mapping[str, Tool]:
        """The tools it plans with."""
        return tools()

    def warm(self) -> None:
        """Read the words and examples of every language and find the tools before the first wish asks; some seconds' work."""
        for language in LANGUAGES:
            lexicon(language)
            learn(language)
        tools()
        self._models.warm()

    async def plan(self, wish: Wish, report: Report) -> Plan | Asked | Refused:
        """Understand the wish and compose its workflow, or say what is missing or cannot be done."""
        if wish.template is not None and wish.template.capability == HOW:
            return await explained(wish.replied, language_of(wish, None), self.tools, self._store, self._media)
        spending = Spending(self._agent.llm_tokens_per_job, before=wish.spent or Usage())
        found = await self._planned(_addressed(wish), report, spending)
        return found.model_copy(update={"usage": spending.usage}) if spending.usage.calls else found

    async def _planned(self, wish: Wish, report: Report, spending: Spending) -> Plan | Asked | Refused:
        try:
            wish = await self._worded(wish)
            attachments = (*_attached(wish), *await self._pasted(wish))
            files = await self._probed(attachments, report)
            report("plan", 0.9, None)
            names = [attachment.name for attachment in attachments]
            if (clip := pointed(wish)) is not None:
                return decide(wish.model_copy(update={"replied": None}), clip.intent, given_files([clip.source]), self.tools)
            intent = await understood(wish, files, names, self._models.planner, spending)
        except (NotUnderstood, Impossible, BadMedia) as error:
            return _refused(wish, error)
        if intent.likely:
            return Asked(language=intent.language, intent=intent, question=which(intent.likely))
        try:
            return await self._decided(wish, intent, files, spending)
        except Impossible as error:
            return Refused(language=intent.language, note=Note(code=error.code, values=error.values))

    async def _decided(
        self, wish: Wish, intent: Intent, files: Sequence[MediaFacts], spending: Spending
    ) -> Plan | Asked | Refused:
        """What to do about an intent, once it is known that what it wants can be heard and written here. Raises `Impossible`."""
        found = await self._reflected(decide(wish, intent, given_files(files), self.tools), wish, spending)
        hearing = Hearing(self._recognisers, translates=self._models.writer is not None)
        return await drafted(heard(found, wish, hearing, self.tools), self._store, writes=hearing.translates)

    async def _worded(self, wish: Wish) -> Wish:
        """A wish in words; what was spoken into the chat is heard. One that nobody understands stays without."""
        if not is_spoken(wish, self._recognisers):
            return wish
        voice = next(attachment for attachment in wish.attachments if attachment.voice)
        try:
            return await heard_wish(wish, await self._facts(voice), self._store, self._recognisers)
        except MediaError as error:
            log.warning("a spoken wish was not heard: %s", error.code)
            return wish

    async def _reflected(self, found: Plan | Asked | Refused, wish: Wish, spending: Spending) -> Plan | Asked | Refused:
        """A plan for several goals with the workflow that the planner's model proposes, where it may and proposes a sound one."""
        llm = self._models.planner if self._agent.llm_graphs and wish.replied is None else None
        if llm is None or not isinstance(found, Plan) or found.workflow is None or len(wanted(found.intent)) < 2:
            return found
        task = Task(found.intent, found.workflow, fixed(found.workflow))
        made = await reflect(task, Graphs(llm, self.tools, spending), self.tools)
        return replanned(found, made.workflow, self.tools)

    async def run(self, plan: Plan, wish: Wish, report: Report) -> Outcome:
        """Carry a plan out, check the product, and mend what the check finds. Raises `AgentError`."""
        faults = problems(_workflow(plan), wanted(plan.intent), self.tools)
        if faults:
            raise InvalidWorkflow("; ".join(faults))
        spending = Spending(self._agent.llm_tokens_per_job, before=wish.spent or plan.usage or Usage())
        try:
            outcome = await self._finished(plan, wish, spending, report)
        except AgentError as error:
            error.usage = spending.usage if spending.usage.calls else None
            raise
        return outcome.model_copy(update={"usage": spending.usage}) if spending.usage.calls else outcome

    async def _finished(self, plan: Plan, wish: Wish, spending: Spending, report: Report) -> Outcome:
        """The outcome of a plan. What nobody asked for does not keep back what was: where it fails, it is left out."""
        engines = await identities(self._ffmpeg, self._speaker, self._recognisers, embedder(self._media))
        engines |= self._models.identities
        executor = Executor(self.tools, self._context(spending), engines, self._workshop)
        inspector = Inspector(self._store, self._media, self._ffmpeg)
        while True:
            try:
                finished = await finish(_workflow(plan), executor, inspector, self.tools, report)
            except StepFailed as failed:
                less = None if failed.retryable else lessened(plan, failed.step, self.tools)
                if less is None:
                    raise
                log.info("a plan goes on without what nobody asked for: %s", failed.code)
                plan = less
            else:
                return told(plan, wish, finished, self.tools)

    def _context(self, spending: Spending) -> Context:
        return Context(
            store=self._store,
            ffmpeg=self._ffmpeg,
            settings=self._media,
            speaker=self._speaker,
            work=self._media.home / "work",
            report=lambda fraction: None,
            models=self._models,
            spending=spending,
            recognisers=self._recognisers,
        )

    async def _probed(self, attachments: Sequence[Attachment], report: Report) -> list[MediaFacts]:
        """The facts of every file, in order. Raises `BadMedia`, with the file's name among its values."""
        found: list[MediaFacts] = []
        for index, attachment in enumerate(attachments):
            report("probe", 0.8 * index / len(attachments), None)
            found.append(await self._facts(attachment))
        return found

    async def _facts(self, attachment: Attachment) -> MediaFacts:
        """The facts of a file, remembered for its content."""
        ending = attachment.name.rpartition(".")[2].lower()
        key = f"facts:{_FACTS_VERSION}:{attachment.asset}:{ending}"
        kept = await self._store.recall(key)
        if kept is not None:
            try:
                return MediaFacts.model_validate_json(kept)
            except ValidationError:
                pass  # written by another version; probed anew below
        try:
            path = await self._store.path(attachment.asset)
            facts = await probe(path, attachment.asset, attachment.name, self._media)
        except KeyError as error:
            raise BadMedia("the file is gone", code="asset-gone", values={"name": attachment.name}) from error
        except BadMedia as error:
            raise BadMedia(str(error), code=error.code, values={**error.values, "name": attachment.name}) from error
        await self._store.remember(key, facts.model_dump_json().encode())
        return facts

    async def _pasted(self, wish: Wish) -> list[Attachment]:
        """Subtitles that were pasted as an answer, as the file they might have been."""
        if wish.partial is None or "subtitle" not in wish.partial.missing:
            return []
        texts = [answer.text for answer in wish.answers if "-->" in answer.text]
        assets = [await self._store.put(_once(text.encode())) for text in texts[-1:]]
        return [Attachment(asset=asset.id, name="subtitles.srt", size_bytes=asset.size_bytes) for asset in assets]


def _workflow(plan: Plan) -> Workflow:
    if plan.workflow is None:
        raise InvalidWorkflow("a plan without a workflow was about to run")
    return plan.workflow


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _addressed(wish: Wish) -> Wish:
    """A reply to words of ours (help) is a wish of its own: there is nothing to change about them."""
    if wish.replied is None or wish.replied.workflow.steps:
        return wish
    return wish.model_copy(update={"replied": None, "revisions": ()})


def _attached(wish: Wish) -> list[Attachment]:
    """The wish's files, then those of the answers."""
    return [*wish.attachments, *(attachment for answer in wish.answers for attachment in answer.attachments)]


def _refused(wish: Wish, error: AgentError | BadMedia) -> Refused:
    values = dict(error.values)
    return Refused(language=language_of(wish, values.pop("language", None)), note=Note(code=error.code, values=values))

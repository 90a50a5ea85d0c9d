"""The agent itself: plans wishes and carries plans out with the tools and engines of this installation."""

from collections.abc import AsyncIterator, Mapping, Sequence

from pydantic import ValidationError

from agent_core.agent import Asked, Outcome, Plan, Refused, Report, Wish
from agent_core.catalogue.listing import capabilities
from agent_core.checks import problems
from agent_core.decision import decide
from agent_core.engines import identities, speaker
from agent_core.errors import AgentError, Impossible, InvalidWorkflow, NotUnderstood
from agent_core.executor import Executor
from agent_core.grammar.lexicon import lexicon
from agent_core.grammar.understanding import understand
from agent_core.inspection import Inspector, finish
from agent_core.intents import Goal, Intent
from agent_core.languages import DEFAULT_LANGUAGE, LANGUAGES, Language, from_locale, from_script
from agent_core.messages import Attachment, Note
from agent_core.planner import wanted
from agent_core.products import told
from agent_core.questions import WORDS, given_files
from agent_core.settings import AgentSettings
from agent_core.tool import Context, Tool, tools
from media.errors import BadMedia
from media.facts import MediaFacts
from media.ffmpeg import FFmpeg
from media.probe import probe
from media.settings import MediaSettings
from media.store import Store

_FACTS_VERSION = 1


class Editor:
    """The agent on the engines of this installation. Safe to use from several tasks at once."""

    def __init__(self, agent: AgentSettings, media: MediaSettings, store: Store) -> None:
        self._agent = agent
        self._media = media
        self._store = store
        self._ffmpeg = FFmpeg(media)
        self._speaker = speaker(media)

    @property
    def tools(self) -> Mapping[str, Tool]:
        """The tools it plans with."""
        return tools()

    def warm(self) -> None:
        """Read the words of every language and find the tools before the first wish asks for them; about a second's work."""
        for language in LANGUAGES:
            lexicon(language)
        tools()

    async def plan(self, wish: Wish, report: Report) -> Plan | Asked | Refused:
        """Understand the wish and compose its workflow, or say what is missing or cannot be done."""
        wish = _addressed(wish)
        try:
            attachments = (*_attached(wish), *await self._pasted(wish))
            files = await self._probed(attachments, report)
            report("plan", 0.9, None)
            return decide(wish, _understood(wish, files), given_files(files), self.tools)
        except (NotUnderstood, Impossible, BadMedia) as error:
            return _refused(wish, error)

    async def run(self, plan: Plan, wish: Wish, report: Report) -> Outcome:
        """Carry a plan out, check the product, and mend what the check finds. Raises `AgentError`."""
        if plan.workflow is None:
            raise InvalidWorkflow("a plan without a workflow was about to run")
        faults = problems(plan.workflow, wanted(plan.intent), self.tools)
        if faults:
            raise InvalidWorkflow("; ".join(faults))
        executor = Executor(self.tools, self._context(), await identities(self._ffmpeg, self._speaker))
        inspector = Inspector(self._store, self._media)
        finished = await finish(plan.workflow, executor, inspector, self.tools, report)
        return told(plan, wish, finished, self.tools)

    def _context(self) -> Context:
        return Context(
            store=self._store,
            ffmpeg=self._ffmpeg,
            settings=self._media,
            speaker=self._speaker,
            work=self._media.home / "work",
            report=lambda fraction: None,
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


def _understood(wish: Wish, files: Sequence[MediaFacts]) -> Intent:
    """The intent: read from the words the first time, completed by the answers after that."""
    if wish.partial is not None:
        return _completed(wish.partial, wish, files)
    replied_to = next((goal.capability for goal in wish.replied.intent.goals), None) if wish.replied else None
    return understand(
        wish.text,
        kinds=[facts.kind for facts in files],
        languages=wish.languages,
        template=wish.template,
        replied_to=replied_to,
    )


def _completed(partial: Intent, wish: Wish, files: Sequence[MediaFacts]) -> Intent:
    """An intent with the words that were asked for; other answers are attachments, and what is said with them is courtesy."""
    text = next((answer.text.strip() for answer in reversed(wish.answers) if answer.text.strip()), None)
    if text is None or partial.missing != ("text",):
        return partial
    if partial.goals[0].capability == "edit":
        return partial.model_copy(update={"edit": {**partial.edit, WORDS: text}})
    read = understand(text, kinds=[facts.kind for facts in files], languages=wish.languages, partial=partial)
    return read.model_copy(update={"goals": tuple(_worded(goal, text) for goal in read.goals)})


def _worded(goal: Goal, text: str) -> Goal:
    """A goal that takes words, with these where it has none."""
    row = capabilities().get(goal.capability)
    if row is None or row.param(WORDS) is None or WORDS in goal.params:
        return goal
    return goal.model_copy(update={"params": {**goal.params, WORDS: text}})


def _refused(wish: Wish, error: AgentError | BadMedia) -> Refused:
    values = dict(error.values)
    return Refused(language=_language(wish, values.pop("language", None)), note=Note(code=error.code, values=values))


def _language(wish: Wish, found: object) -> Language:
    """The language to refuse in: the one the wish was read in, else what its letters and the person's habits say."""
    hints = wish.languages
    asked = wish.partial.language if wish.partial else from_locale(str(found))
    return asked or hints.chosen or from_script(wish.text) or hints.last or hints.locale or DEFAULT_LANGUAGE

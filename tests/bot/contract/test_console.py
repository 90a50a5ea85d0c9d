"""The same contract at the console: a command for each thing a person says, `--reply` to go on."""

import asyncio
import io
from pathlib import Path

import pytest

from agent_core.languages import LANGUAGES, Language
from bot.console import Ask, Console, Screen
from bot.conversation import Conversation
from tests.bot.conftest import FakeClient
from tests.bot.contract.scenarios import WISHES
from tests.bot.contract.stage import CLIP, WORDS, Quickly

pytestmark = pytest.mark.unit


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Command:
    """One `cutroom ask` that runs."""

    def __init__(self, client: FakeClient, home: Path, ask: Ask, typed: str = "") -> None:
        self.bar, self.words = io.StringIO(), io.StringIO()
        answers = Terminal(typed) if typed else io.StringIO()
        console = Console(ask, home, WORDS, screen=Screen(self.bar, self.words), answers=answers)
        console.progress_pace = 0.1
        self.console = console
        self._client = client
        self._number = len(client.jobs) + 1
        self._task = asyncio.ensure_future(Conversation(client, console, words=WORDS, clock=Quickly()).run())

    async def job(self) -> str:
        """The job it made."""
        for _ in range(500):
            if f"job{self._number}" in self._client.jobs:
                return f"job{self._number}"
            await asyncio.sleep(0.01)
        raise AssertionError("no job")

    async def ended(self) -> int:
        """Its exit status."""
        await asyncio.wait_for(self._task, 8)
        return self.console.status


@pytest.fixture
def client() -> FakeClient:
    return FakeClient(Quickly())  # pyright: ignore[reportArgumentType]


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip.mp4"
    path.write_bytes(CLIP)
    return path


@pytest.mark.parametrize("language", LANGUAGES)
async def test_from_wish_to_progress_to_result_to_follow_up_to_undo(
    client: FakeClient, home: Path, tmp_path: Path, clip: Path, language: Language
) -> None:
    wish, change = WISHES[language]
    out = tmp_path / "out"
    first = Command(client, home, Ask(wish, (clip,), out=out, locale=language))
    name = await first.job()
    assert [client.store[file.asset] for file in client.jobs[name].request.attachments] == [CLIP]
    client.move(name, "running", stage="render", fraction=0.4)
    while "40%" not in first.bar.getvalue():
        await asyncio.sleep(0.01)
    client.deliver(name, code="done-meme", products=(client.product(b"the meme"),), revision="r1", language=language)
    assert await first.ended() == 0
    assert first.words.getvalue().startswith(WORDS.say(language, "result-done-meme"))
    assert (out / "meme.mp4").read_bytes() == b"the meme"
    for number, words in enumerate((change, "undo"), 2):
        more = Command(client, home, Ask(words, reply=True, out=out, locale=language))
        name = await more.job()
        request = client.jobs[name].request
        project = await client.project_of("console", request.origin.chat, request.reply_to or "")
        assert project and project.job == f"job{number - 1}"
        client.deliver(
            name, code="done-edit", products=(client.product(words.encode()),), revision=f"r{number}", language=language
        )
        assert await more.ended() == 0
    assert (out / "meme-3.mp4").read_bytes() == b"undo"


@pytest.mark.parametrize(("typed", "value"), [("2\n", "vi"), ("tiếng Việt\n", "vi")])
async def test_a_question_is_answered_at_the_terminal(client: FakeClient, home: Path, clip: Path, typed: str, value: str) -> None:
    run = Command(client, home, Ask("subtitle it", (clip,), out=home, locale="en"), typed)
    name = await run.job()
    client.move(name, "waiting")
    options = [{"value": "zh", "label": "language-zh"}, {"value": "vi", "label": "language-vi"}]
    question = {"note": {"code": "ask-subtitle"}, "options": options}
    client.deliver(name, "question", code="ask-subtitle", question=question)
    while not client.answers:
        await asyncio.sleep(0.01)
    answer = client.answers[0][1]
    assert (answer.value or answer.text) in (value, typed.strip())
    client.deliver(name, code="done-subtitle", products=(client.product(),))
    assert await run.ended() == 0

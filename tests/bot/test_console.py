"""The command line: one wish through the same conversation; files saved, never over others; replies and questions go on."""

import asyncio
import fcntl
import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import asking
from bot.__main__ import main
from bot.asking import WorkersEnded, installation, supervised
from bot.console import Ask, Console, NothingToReply, Screen, bar, fit, free_path
from bot.conversation import Conversation
from bot.localization import Localization
from tests.bot.conftest import FakeClient
from workers.client import WorkerSettings

pytestmark = pytest.mark.unit


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that other tasks bring about."""
    for _ in range(1000):
        if true():
            return
        await asyncio.sleep(0.005)
    raise TimeoutError


def _fill(folder: Path) -> None:
    folder.mkdir()
    (folder / "meme.mp4").write_bytes(b"dear to me")


def _content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


class Run:
    """One `cutroom ask` with its streams caught."""

    def __init__(self, client: FakeClient, home: Path, ask: Ask, *, typed: io.StringIO | None = None, live: bool = False) -> None:
        self.bar, self.words = (Terminal() if live else io.StringIO()), io.StringIO()
        self.console = Console(ask, home, Localization(), screen=Screen(self.bar, self.words), answers=typed or io.StringIO())
        self.task = asyncio.ensure_future(Conversation(client, self.console).run())
        self.client = client

    async def job(self, number: int = 1) -> str:
        """Wait until the wish is a job."""
        await until(lambda: len(self.client.jobs) >= number)
        return f"job{number}"

    async def status(self) -> int:
        await asyncio.wait_for(self.task, 5)
        return self.console.status


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"clip")
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


async def test_a_wish_comes_true_and_is_saved(client: FakeClient, home: Path, clip: Path, out: Path) -> None:
    run = Run(client, home, Ask("make it a meme", (clip,), out=out, locale="en"))
    job = await run.job()
    request = client.jobs[job].request
    assert client.store[request.attachments[0].asset] == b"clip"
    assert (request.attachments[0].content_type, request.origin.platform, request.locale) == ("video/mp4", "console", "en")
    await asyncio.sleep(1)
    client.move(job, "running", stage="render", fraction=0.5)
    row = client.deliver(job, products=(client.product(b"done"), client.product(b"words", name="meme.srt", kind="file")))
    assert await run.status() == 0
    assert [(out / name).read_bytes() for name in ("meme.mp4", "meme.srt")] == [b"done", b"words"]
    assert run.words.getvalue() == f"Here you go!\n{out / 'meme.mp4'}\n{out / 'meme.srt'}\n"
    assert run.bar.getvalue().startswith("👀 Got it, having a look…\n")
    assert row.id in client.posted


async def test_nothing_is_ever_overwritten(client: FakeClient, home: Path, out: Path) -> None:
    _fill(out)
    run = Run(client, home, Ask("meme", out=out))
    client.deliver(await run.job(), products=(client.product(b"new"), client.product(b"newer")))
    assert await run.status() == 0
    assert _content(out) == {
        "meme.mp4": b"dear to me",
        "meme-2.mp4": b"new",
        "meme-3.mp4": b"newer",
    }


def test_a_products_name_never_leaves_the_folder(out: Path) -> None:
    names = [next(free_path(out, name)) for name in ("../../etc/passwd", "/etc/passwd", "..", ".bashrc", "")]
    assert names == [out / "passwd", out / "passwd", out / "result", out / "bashrc", out / "result"]


async def test_reply_goes_on_with_the_last_result(client: FakeClient, home: Path, out: Path) -> None:
    first = Run(client, home, Ask("meme", out=out))
    row = client.deliver(await first.job(), revision="r1")
    assert await first.status() == 0
    second = Run(client, home, Ask("smaller text", reply=True, out=out))
    job = await second.job(2)
    assert client.jobs[job].request.reply_to == client.posted[row.id][0]
    assert client.jobs[job].request.origin.account == client.jobs["job1"].request.origin.account
    client.deliver(job)
    assert await second.status() == 0


async def test_two_wishes_without_reply_have_accounts_of_their_own(client: FakeClient, home: Path) -> None:
    first, second = Run(client, home, Ask("meme")), Run(client, home, Ask("meme"))
    await second.job(2)
    accounts = {job.request.origin.account for job in client.jobs.values()}
    assert len(accounts) == 2
    for run in (first, second):
        run.task.cancel()


def test_reply_to_nothing_is_said(home: Path) -> None:
    with pytest.raises(NothingToReply):
        Console(Ask("smaller", reply=True), home, Localization())


_QUESTION = {
    "note": {"code": "ask-video"},
    "options": [{"value": "zh", "label": "language-zh"}, {"value": "vi", "label": "language-vi"}],
}


async def test_a_question_stays_open_for_reply(client: FakeClient, home: Path) -> None:
    run = Run(client, home, Ask("subtitle it", locale="vi"))
    job = await run.job()
    client.move(job, "waiting")
    client.deliver(job, "question", code="ask-video", question=_QUESTION, language="en")
    assert await run.status() == 1
    assert "1. Chinese\n  2. Vietnamese" in run.words.getvalue()
    assert "cutroom ask --reply" in run.bar.getvalue()
    again = Run(client, home, Ask("Vietnamese", reply=True))
    await until(lambda: bool(client.answers))
    assert client.answers[0][1].text == "Vietnamese"
    client.deliver(job)
    assert await again.status() == 0


@pytest.mark.parametrize("typed", ["2", "Vietnamese", "FILE"])
async def test_a_question_is_answered_at_the_terminal(client: FakeClient, home: Path, clip: Path, typed: str) -> None:
    line = Terminal(f"{clip if typed == 'FILE' else typed}\n")
    run = Run(client, home, Ask("subtitle it"), typed=line)
    job = await run.job()
    client.move(job, "waiting")
    client.deliver(job, "question", code="ask-video", question=_QUESTION)
    await until(lambda: bool(client.answers))
    answer = client.answers[0][1]
    given = (answer.text, answer.value, len(answer.attachments))
    assert given == {"2": ("", "vi", 0), "Vietnamese": ("Vietnamese", None, 0), "FILE": ("", None, 1)}[typed]
    client.deliver(job)
    assert await run.status() == 0


async def test_what_went_wrong_goes_to_stderr(client: FakeClient, home: Path) -> None:
    run = Run(client, home, Ask("meme"))
    client.deliver(await run.job(), "failure", code="truncated")
    assert await run.status() == 1
    assert run.words.getvalue() == ""
    assert "cut off" in run.bar.getvalue()


async def test_a_terminal_gets_one_bar(client: FakeClient, home: Path) -> None:
    run = Run(client, home, Ask("meme"), live=True)
    job = await run.job()
    await asyncio.sleep(0.9)
    client.move(job, "running", stage="render", fraction=0.5)
    await asyncio.sleep(0.4)
    client.deliver(job)
    assert await run.status() == 0
    drawn = run.bar.getvalue()
    assert drawn.count("\n") == 1
    assert f"\r\x1b[K{'█' * 12}{'░' * 12} 🎬 Rendering · 50%" in drawn


def test_bars_and_widths() -> None:
    assert (bar(0), bar(1), bar(7)) == ("░" * 24, "█" * 24, "█" * 24)
    assert fit("abc", 3) == "abc"
    assert fit("abcd", 3) == "ab…"
    assert fit("剪辑中文", 5) == "剪…"


def test_the_command_line_refuses_what_it_cannot_send(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["ask", "--attach", str(tmp_path / "none.mp4"), "meme"], ["ask"], ["ask", "--lang", "fr", "x"], []):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 2
    assert "no such file" in capsys.readouterr().err


def test_a_supervisor_is_known_by_its_lock(home: Path) -> None:
    assert not supervised(home)
    with (home / "supervisor.lock").open("a+") as lock:
        assert not supervised(home)
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert supervised(home)
    assert not supervised(home)


async def test_workers_that_end_under_a_wish_end_it(home: Path, client: FakeClient, monkeypatch: pytest.MonkeyPatch) -> None:
    @asynccontextmanager
    async def connect(settings: WorkerSettings) -> AsyncIterator[FakeClient]:
        yield client

    monkeypatch.setattr(asking, "connect", connect)
    monkeypatch.setattr(asking.sys, "executable", "false")
    with pytest.raises(WorkersEnded):
        async with asyncio.timeout(5), installation(WorkerSettings(home=home)):
            await asyncio.Event().wait()


async def test_who_stops_waiting_stops_the_work(
    home: Path, clip: Path, client: FakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    @asynccontextmanager
    async def running(settings: WorkerSettings) -> AsyncIterator[FakeClient]:
        yield client

    monkeypatch.setattr(asking, "installation", running)
    asked = asyncio.ensure_future(asking.ask(Ask("meme", (clip,)), WorkerSettings(home=home)))
    await until(lambda: bool(client.jobs))
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert client.jobs["job1"].status.state == "cancelled"

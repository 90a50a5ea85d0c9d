"""The executor, with tools of its own: order, cache, resources, failure, cancellation, progress."""

import asyncio
import contextlib
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

import agent_core.executor
from agent_core.artifacts import SourceVideo, Words
from agent_core.errors import StepFailed
from agent_core.executor import Executor, lasting, length, material
from agent_core.meter import Meter
from agent_core.tool import Context, Cost, Tool, tool
from agent_core.workflow import Given, Step, Workflow
from agent_core.workshop import SLOTS, Workshop
from media.errors import BadCaptions, ProcessKilled
from media.facts import MediaFacts
from media.ffmpeg import FFmpeg
from media.frozen import Frozen
from media.process import ProcessLimits, run
from media.settings import MediaSettings
from media.speech.espeak import Espeak
from media.store import Store
from media.timeline import Clip, Timeline
from tests.agent_core.conftest import nothing

pytestmark = pytest.mark.unit


class Input(Frozen):
    """Words and what to do with them."""

    words: Words
    more: Words | None = None
    add: str = ""


class Output(Frozen):
    """Other words."""

    words: Words


@dataclass
class Bench:
    """Tools that remember what they did."""

    ran: list[str] = field(default_factory=list[str])
    together: int = 0
    most: int = 0
    engines: dict[str, str] = field(default_factory=dict[str, str])
    broken: bool = True
    pause: float = 0.05

    def tools(self, version: int = 1) -> Mapping[str, Tool]:
        @tool(version=version, engines=("voice",), cost=Cost(fixed=1))
        async def add(given: Input, context: Context) -> Output:
            self.ran.append(given.add)
            context.report(0.5)
            more = given.more.text if given.more else ""
            return Output(words=Words(text=given.words.text + given.add + more))

        @tool(version=1)
        async def fail(given: Input, context: Context) -> Output:
            if given.add == "killed":
                raise ProcessKilled("out of memory")
            if self.broken:
                raise BadCaptions("no", values={"format": "srt"})
            self.ran.append("mended")
            return Output(words=given.words)

        @tool(version=1, resource="cpu", cost=Cost(fixed=0.1))
        async def wait(given: Input, context: Context) -> Output:
            self.ran.append(given.add)
            self.together += 1
            self.most = max(self.most, self.together)
            try:
                for part in range(10):
                    context.report(part / 10)
                    await asyncio.sleep(self.pause / 10)
            finally:
                self.together -= 1
            return Output(words=given.words)

        @tool(version=1)
        async def child(given: Input, context: Context) -> Output:
            mark = Path(given.add)
            code = f"import os, time, pathlib; pathlib.Path({str(mark)!r}).write_text(str(os.getpid())); time.sleep(60)"
            await run([sys.executable, "-c", code], limits=ProcessLimits(wall=60))
            return Output(words=given.words)

        @tool(version=1, resource="cpu", serves=("subtitle",), stage="render")
        async def encode(given: Input, context: Context) -> Output:
            noise = ["-re", "-f", "lavfi", "-i", "testsrc2=size=64x36:rate=25:duration=600"]
            Path(given.add).write_text("started")
            await context.ffmpeg.run([*noise, "-f", "null", "-"])
            return Output(words=given.words)

        return {spec.name: spec for spec in (add, fail, wait, child, encode)}


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def context(home: Path, store: Store, settings: MediaSettings) -> Context:
    return Context(
        store=store,
        ffmpeg=FFmpeg(settings),
        settings=settings,
        speaker=Espeak(settings),
        work=home / "work",
        report=lambda fraction: None,
    )


def flow(*steps: Step) -> Workflow:
    return Workflow(
        given={"words": Given(artifact="Words", value={"text": "."})}, steps=steps, deliver=tuple(step.id for step in steps[-1:])
    )


def step(name: str, source: str = "given:words", *, tool: str = "add", more: str | None = None, **params: str) -> Step:
    inputs = {"words": source, **({"more": more} if more else {})}
    return Step(id=name, tool=tool, inputs=inputs, params={"add": name, **params})


async def test_steps_run_when_their_inputs_are_there(bench: Bench, context: Context) -> None:
    workflow = flow(step("c", "b", more="a"), step("b", "a"), step("a"))
    ran = await Executor(bench.tools(), context, {}).run(workflow, nothing)
    assert bench.ran == ["a", "b", "c"] and ran.cached == frozenset()
    assert ran.outputs["c"] == Output(words=Words(text=".abc.a"))
    assert list((context.work).iterdir()) == []


async def test_only_what_changed_runs_again(bench: Bench, context: Context) -> None:
    executor = Executor(bench.tools(), context, {"voice": "1"})
    workflow = flow(step("a"), step("b", "a"), step("c", "b"))
    await executor.run(workflow, nothing)
    again = await executor.run(workflow.patched({"b": {"add": "B"}}), nothing)
    assert bench.ran == ["a", "b", "c", "B", "c"] and again.cached == {"a"}
    assert (await executor.run(workflow, nothing)).cached == {"a", "b", "c"}


async def test_another_engine_or_version_is_another_step(bench: Bench, context: Context) -> None:
    await Executor(bench.tools(), context, {"voice": "1"}).run(flow(step("a")), nothing)
    assert not (await Executor(bench.tools(), context, {"voice": "2"}).run(flow(step("a")), nothing)).cached
    assert not (await Executor(bench.tools(version=2), context, {"voice": "1"}).run(flow(step("a")), nothing)).cached
    assert (await Executor(bench.tools(), context, {"voice": "1"}).run(flow(step("a")), nothing)).cached == {"a"}


@pytest.mark.parametrize(
    ("add", "code", "values", "retryable"),
    [("x", "bad-captions", {"format": "srt"}, False), ("killed", "process-killed", {}, True)],
)
async def test_a_failed_step_is_named(
    bench: Bench, context: Context, add: str, code: str, values: dict[str, str], retryable: bool
) -> None:
    executor = Executor(bench.tools(), context, {})
    workflow = flow(step("a"), step("bad", "a", tool="fail").model_copy(update={"params": {"add": add}}), step("c", "bad"))
    with pytest.raises(StepFailed) as failed:
        await executor.run(workflow, nothing)
    error = failed.value
    assert (error.step, error.code, error.values, error.retryable) == ("bad", code, values, retryable)
    assert error.place == {"failed_stage": "edit", "kept": 1, "steps": 3}
    assert list(context.work.iterdir()) == []


async def test_another_try_goes_on_from_what_had_succeeded(bench: Bench, context: Context) -> None:
    executor = Executor(bench.tools(), context, {})
    bad = step("bad", "b", tool="fail")
    workflow = flow(step("a"), step("b", "a"), bad, step("c", "bad"))
    with pytest.raises(StepFailed):
        await executor.run(workflow, nothing)
    assert bench.ran == ["a", "b"]
    bench.broken = False
    again = await executor.run(workflow, nothing)
    assert bench.ran == ["a", "b", "mended", "c"] and again.cached == {"a", "b"}


async def test_a_step_that_hangs_is_ended_and_named(bench: Bench, context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agent_core.executor, "LEAST_PATIENCE", 0.3)
    monkeypatch.setattr(agent_core.executor, "_PATIENCE", 0.1)
    bench.pause = 60
    with pytest.raises(StepFailed) as failed:
        async with asyncio.timeout(10):
            await Executor(bench.tools(), context, {}).run(flow(step("a"), step("w", "a", tool="wait")), nothing)
    assert (failed.value.step, failed.value.code, failed.value.retryable, failed.value.kept) == ("w", "step-timeout", False, 1)
    assert bench.together == 0


async def test_a_resource_bounds_what_runs_together(bench: Bench, context: Context) -> None:
    waiting = [step(f"w{number}", tool="wait") for number in range(5)]
    chain = [step("a", "w0", more="w1"), step("b", "w2", more="w3"), step("c", "a", more="b"), step("d", "c", more="w4")]
    await Executor(bench.tools(), context, {}).run(flow(*waiting, *chain), nothing)
    assert bench.most == SLOTS["cpu"]


async def test_runs_of_one_workshop_share_its_places(bench: Bench, context: Context) -> None:
    workshop = Workshop(context.store)
    executors = [Executor(bench.tools(), context, {}, workshop) for _ in range(3)]
    flows = [flow(step(f"x{run}", tool="wait"), step(f"y{run}", tool="wait")) for run in range(3)]
    await asyncio.gather(*(executor.run(one, nothing) for executor, one in zip(executors, flows, strict=True)))
    assert len(bench.ran) == 6 and bench.most == SLOTS["cpu"]


async def test_what_two_runs_want_at_once_is_made_once(bench: Bench, context: Context) -> None:
    workshop, workflow = Workshop(context.store), flow(step("same", tool="wait"))
    executors = [Executor(bench.tools(), context, {}, workshop) for _ in range(4)]
    runs = await asyncio.gather(*(executor.run(workflow, nothing) for executor in executors))
    assert bench.ran == ["same"]
    assert sorted(len(run.cached) for run in runs) == [0, 1, 1, 1]


async def test_who_waits_makes_it_when_the_maker_is_called_off(bench: Bench, context: Context) -> None:
    bench.pause = 0.4
    workshop, workflow = Workshop(context.store), flow(step("same", tool="wait"))
    first = asyncio.create_task(Executor(bench.tools(), context, {}, workshop).run(workflow, nothing))
    while not bench.ran:
        await asyncio.sleep(0.01)
    second = asyncio.create_task(Executor(bench.tools(), context, {}, workshop).run(workflow, nothing))
    await asyncio.sleep(0.05)
    first.cancel()
    bench.pause = 0.01
    assert not (await second).cached and bench.ran == ["same", "same"]


async def test_cancelling_ends_an_encode(bench: Bench, context: Context, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    steps = step("e", tool="encode").model_copy(update={"params": {"add": str(mark)}})
    task = asyncio.create_task(Executor(bench.tools(), context, {}).run(flow(steps), nothing))
    mine = psutil.Process()

    def encoding() -> list[psutil.Process]:
        found: list[psutil.Process] = []
        for child in mine.children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if "testsrc2=size=64x36:rate=25:duration=600" in child.cmdline():
                    found.append(child)
        return found

    async with asyncio.timeout(20):
        while not (mark.exists() and encoding()):
            await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not encoding() and list(context.work.iterdir()) == []


async def test_the_pace_of_this_machine_is_learned_and_shared(bench: Bench, context: Context) -> None:
    for expected, took in ((2.0, 6.0), (1.0, 3.0), (4.0, 12.0)):
        await Workshop(context.store).measured("render", expected, took)
    assert await Workshop(context.store).factor("render") == pytest.approx(3.0)
    await Workshop(context.store).measured("render", 1.0, 9000.0)
    assert 3.0 < await Workshop(context.store).factor("render") < 7.0, "one bad hour is no rule"
    assert await Workshop(context.store).factor("subtitle") == 1.0


async def test_time_left_is_honest_once_the_pace_is_known(bench: Bench, context: Context) -> None:
    """The tool says 0.1 s and takes 0.6: the first run cannot know, the second one does from its start."""
    bench.pause = 0.6
    executor = Executor(bench.tools(), context, {})
    await executor.run(flow(step("first", tool="wait")), nothing)
    began = time.monotonic()
    told: list[tuple[float, float]] = []
    chain = flow(step("one", tool="wait"), step("two", "one", tool="wait"))
    await executor.run(chain, lambda stage, fraction, left: told.append((time.monotonic() - began, left or 0.0)))
    whole = time.monotonic() - began
    for now, left in told:
        assert left == pytest.approx(whole - now, abs=0.35 * whole), told


async def test_cancelling_leaves_no_child_and_no_folder(bench: Bench, context: Context, tmp_path: Path) -> None:
    mark = tmp_path / "child"
    task = asyncio.create_task(
        Executor(bench.tools(), context, {}).run(
            flow(step("a"), step("child", "a", tool="child").model_copy(update={"params": {"add": str(mark)}})), nothing
        )
    )
    async with asyncio.timeout(20):
        while not (mark.exists() and mark.read_text()):
            await asyncio.sleep(0.02)
    pid = int(mark.read_text())
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not Path(f"/proc/{pid}").exists() if Path("/proc").is_dir() else True
    assert list(context.work.iterdir()) == []


async def test_an_output_whose_file_is_gone_is_made_again(bench: Bench, context: Context, store: Store, tmp_path: Path) -> None:
    from agent_core.artifacts import SubtitleFile
    from agent_core.files import keep_text

    class Kept(Frozen):
        """A file."""

        file: SubtitleFile

    made: list[str] = []

    @tool(version=1)
    async def keep(given: Input, context: Context) -> Kept:
        made.append(given.words.text)
        return Kept(file=await keep_text(context, given.words.text, ".srt", "application/x-subrip"))

    executor = Executor({"keep": keep}, context, {})
    workflow = flow(step("k", tool="keep"))
    first = (await executor.run(workflow, nothing)).outputs["k"]
    assert (await executor.run(workflow, nothing)).cached == {"k"}
    await store.delete(first.file.asset)
    assert not (await executor.run(workflow, nothing)).cached and len(made) == 2


async def test_progress_never_falls_and_ends_at_one(bench: Bench, context: Context) -> None:
    told: list[tuple[str, float, float | None]] = []
    workflow = flow(step("a"), step("b", "a"), step("c", "b"))
    await Executor(bench.tools(), context, {}).run(workflow, lambda *row: told.append(row))
    fractions = [row[1] for row in told]
    assert fractions == sorted(fractions) and fractions[-1] == pytest.approx(1.0)
    assert 0.5 in [pytest.approx(fraction) for fraction in fractions]
    assert told[-1][2] == pytest.approx(0.0)


async def test_a_step_weighs_what_its_own_inputs_ask_for(bench: Bench, context: Context) -> None:
    """A meme of four seconds out of an hour is not an hour's work."""
    weights: list[float] = []

    @tool(version=1, cost=Cost(fixed=0.0, per_second=1.0))
    async def slow(given: Input, context: Context) -> Output:
        return Output(words=given.words)

    class Weighing(Meter):
        """A meter that shows what it is told."""

        def weigh(self, step: str, seconds: float) -> None:
            weights.append(seconds)

    facts = MediaFacts(asset="a", kind="video", container="mp4", size_bytes=1, duration=3600.0)
    short = Timeline(rate=(25, 1), width=2, height=2, video=(Clip(source=facts, at=0, frames=100),))
    assert (lasting(short), lasting(SourceVideo(facts=facts)), lasting(Words(text="x"))) == (4.0, 3600.0, 0.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(agent_core.executor, "Meter", Weighing)
        patch.setattr(agent_core.executor, "lasting", lambda thing: 4.0)
        await Executor({"slow": slow}, context, {}).run(flow(step("s", tool="slow")), nothing)
    assert weights == [4.0]


def test_time_left_follows_the_measured_pace() -> None:
    now = [0.0]
    told: list[float | None] = []
    meter = Meter({"a": 2.0, "b": 6.0, "c": 4.0}, lambda stage, fraction, left: told.append(left), clock=lambda: now[0])
    meter.advance("a", "edit", 0.0)
    assert told[-1] == pytest.approx(12.0), "the estimate, until something is known"
    meter.skip("c")
    now[0] = 4.0
    meter.advance("a", "edit", 1.0)
    assert told[-1] == pytest.approx(9.0), "twice as slow as expected so far, and six seconds of work are left"
    now[0] = 14.0
    meter.advance("b", "edit", 5 / 6)
    assert told[-1] == pytest.approx(16 / 9), "the more is measured, the more that counts"
    meter.advance("b", "edit", 1.0)
    assert told[-1] == pytest.approx(0.0)


def test_a_step_that_turns_out_longer_never_moves_the_bar_back() -> None:
    told: list[float] = []
    meter = Meter({"a": 1.0, "b": 1.0}, lambda stage, fraction, left: told.append(fraction))
    meter.advance("a", "edit", 1.0)
    meter.weigh("b", 9.0)
    for fraction in (0.1, 0.5, 1.0):
        meter.advance("b", "edit", fraction)
    assert told == sorted(told) and told[0] == 0.5 and told[-1] == 1.0


def test_material_is_what_has_a_length() -> None:
    given = {
        "video": Given(artifact="SourceVideo", value={"facts": {"asset": "v", "duration": 3.5}}),
        "image": Given(artifact="SourceImage", value={"facts": {"asset": "i", "duration": None}}),
        "text": Given(artifact="Words", value={"text": "x"}),
    }
    assert length(given.values()) == length([*given.values(), given["video"]]) == 3.5, "a file that is given twice counts once"
    assert material(Workflow(given=given, steps=(), deliver=())) == 0, "what no step takes costs nothing"
    looked = Step(id="place", tool="place_video", inputs={"source": "given:video"})
    assert material(Workflow(given=given, steps=(looked,), deliver=("place",))) == 3.5

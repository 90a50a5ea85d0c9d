import asyncio
import signal
import sys
import time
from pathlib import Path

import psutil
import pytest

from media import process
from media.errors import EngineMissing, ProcessFailed, ProcessKilled, ProcessTimeout
from media.process import ProcessLimits, run

pytestmark = [pytest.mark.unit, pytest.mark.usefixtures("no_children")]
LIMITS = ProcessLimits(wall=20)
ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["kernel", "watched pipe"])
def death_watch(request, monkeypatch):
    """Both ways in which a child is ended with its parent."""
    if request.param == "watched pipe":
        monkeypatch.setattr(process, "_dies_with_parent", tuple)
    elif not process._dies_with_parent():
        pytest.skip("this system's kernel does not end orphans")
    return request.param


async def test_output_messages_and_input_come_through(death_watch):
    finished = await run(["sh", "-c", "cat; echo said >&2"], limits=LIMITS, stdin=b"x" * 300_000)
    assert finished.stdout == b"x" * 300_000
    assert finished.stderr == "said\n"


async def test_lines_are_handed_out_as_they_come():
    lines: list[str] = []
    finished = await run(["printf", r"a\nb\nunfinished"], limits=LIMITS, on_line=lines.append)
    assert lines == ["a", "b"]
    assert finished.stdout == b""


async def test_a_failure_keeps_the_last_messages():
    with pytest.raises(ProcessFailed) as failed:
        await run(["sh", "-c", "i=0; while [ $i -lt 3000 ]; do echo line $i >&2; i=$((i+1)); done; exit 7"], limits=LIMITS)
    assert type(failed.value) is ProcessFailed
    assert failed.value.stderr.endswith("line 2999\n")
    assert len(failed.value.stderr) <= process.STDERR_ON_ERROR


async def test_a_missing_program_is_a_missing_engine():
    with pytest.raises(EngineMissing) as missing:
        await run(["no-such-program"], limits=LIMITS)
    assert missing.value.values == {"engine": "no-such-program"}


async def test_time_is_limited_and_the_whole_group_ended(death_watch, tmp_path):
    pids = tmp_path / "pids"
    started = time.monotonic()
    with pytest.raises(ProcessTimeout):
        await run(["sh", "-c", f"sleep 60 & echo $! > {pids}; wait"], limits=ProcessLimits(wall=0.5))
    assert time.monotonic() - started < 5
    await _gone(int(pids.read_text()))


@pytest.mark.parametrize(
    ("program", "limits"),
    [
        ("while 1: pass", ProcessLimits(wall=20, cpu=1)),
        ("x = bytearray(10**9)", ProcessLimits(wall=20, memory_bytes=400_000_000)),
    ],
)
async def test_processor_and_memory_are_limited(program, limits):
    with pytest.raises(ProcessKilled) as killed:
        await run([sys.executable, "-c", program], limits=limits)
    assert killed.value.retryable


async def test_written_files_are_limited(tmp_path):
    target = tmp_path / "big"
    argv = ["dd", "if=/dev/zero", f"of={target}", "bs=64k", "count=100"]
    with pytest.raises(ProcessFailed):
        await run(argv, limits=ProcessLimits(wall=20, file_bytes=1_000_000))
    assert 0 < target.stat().st_size <= 1_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's own account")
async def test_stacks_of_threads_are_limited():
    """Each of twenty threads takes the address space that its stack may grow to, and no more."""
    grown = "import threading as t; [t.Thread(target=t.Event().wait, daemon=True).start() for _ in range(20)]"
    told = f"{grown}; print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmSize')))"
    taken = [int((await run([sys.executable, "-c", told], limits=_stack(size))).stdout) for size in (1 << 20, 16 << 20)]
    assert taken[1] - taken[0] == pytest.approx(20 * 15 * 1024, rel=0.1)


def _stack(size):
    return ProcessLimits(wall=20, stack_bytes=size)


async def test_a_child_that_says_too_much_is_ended():
    with pytest.raises(ProcessFailed, match="said more"):
        await run(["yes"], limits=ProcessLimits(wall=20, stdout_bytes=100_000))


async def test_cancelling_ends_the_child_first(death_watch):
    task = asyncio.create_task(run(["sleep", "60"], limits=LIMITS))
    child = await _child_named("sleep")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


async def test_an_error_of_the_reader_ends_the_child():
    def refuse(line: str) -> None:
        raise ValueError(line)

    with pytest.raises(ValueError, match="y"):
        await run(["yes"], limits=LIMITS, on_line=refuse)


async def test_keys_and_tokens_stay_with_us(monkeypatch):
    monkeypatch.setenv("CUTROOM_TELEGRAM_TOKEN", "secret")
    finished = await run(["env"], limits=LIMITS, env={"ADDED": "1"})
    assert b"secret" not in finished.stdout
    assert b"ADDED=1" in finished.stdout
    assert b"PATH=" in finished.stdout


@pytest.mark.parametrize("watch", ["kernel", "watched pipe"])
async def test_a_killed_parent_leaves_no_child(watch, tmp_path):
    pids = tmp_path / "pids"
    fake = "process._dies_with_parent = tuple; " if watch == "watched pipe" else ""
    program = (
        f"import asyncio; from media import process; {fake}"
        f"asyncio.run(process.run(['sh', '-c', 'echo $$ > {pids}; exec sleep 60'], limits=process.ProcessLimits(wall=60)))"
    )
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", program, cwd=ROOT)
    await _until(lambda: pids.exists() and pids.read_text().strip())
    pid = int(pids.read_text())
    assert psutil.pid_exists(pid)
    parent.kill()
    assert await asyncio.wait_for(parent.wait(), 5) == -signal.SIGKILL
    await _gone(pid)


async def _gone(pid: int) -> None:
    await _until(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)


async def _child_named(name: str) -> psutil.Process:
    found: list[psutil.Process] = []

    def look() -> bool:
        found[:] = [child for child in psutil.Process().children(recursive=True) if child.name() == name]
        return bool(found)

    await _until(look)
    return found[0]


async def _until(true) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        await asyncio.sleep(0.02)


async def test_a_flooding_child_that_nobody_reads_is_reaped():
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec("yes", stdout=pipe, stderr=pipe, start_new_session=True)
    await asyncio.sleep(0.3)  # long enough for the reader to be full and paused
    await asyncio.wait_for(process._end(child), 10)
    assert child.returncode is not None

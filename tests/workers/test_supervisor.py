"""The supervisor: starts, starts again, stops in order, leaves nothing behind, and is alone in its home."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from workers.supervisor import AlreadyRunning, Program, Supervisor

pytestmark = pytest.mark.unit


def until(condition: Callable[[], object], what: str, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not in {seconds} s: {what}"
        time.sleep(0.02)


async def aeventually(condition: Callable[[], object], what: str, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not in {seconds} s: {what}"
        await asyncio.sleep(0.02)


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def writer(home: Path, name: str, then: str, **options) -> Program:
    """A program that says that it started and that it was told to end."""
    script = f"trap 'echo end {name} >> {home}/log; exit 0' TERM; echo start {name} $$ >> {home}/log; {then}"
    return Program(name, ("/bin/sh", "-c", script), **options)


def alive(pid: int) -> bool:
    """Running, and not merely waiting for somebody to take note of its end."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


FOREVER = "while :; do sleep 0.05; done"


def started(home: Path, name: str) -> list[int]:
    return [int(line.split()[2]) for line in lines(home / "log") if line.startswith(f"start {name} ")]


async def test_what_dies_is_started_again_and_all_stop_in_order(home: Path) -> None:
    programs = [writer(home, "cpu", FOREVER), writer(home, "bot", FOREVER, rank=1), writer(home, "last", FOREVER, rank=-1)]
    stop = asyncio.Event()
    task = asyncio.create_task(Supervisor(home, programs, redis=None).run(stop))
    await aeventually(lambda: len(lines(home / "log")) == 3, "three started")
    (first,) = started(home, "cpu")
    os.kill(first, signal.SIGKILL)
    await aeventually(lambda: len(started(home, "cpu")) == 2, "started again", 3)
    stop.set()
    await asyncio.wait_for(task, 10)
    assert [line for line in lines(home / "log") if line.startswith("end")] == ["end bot", "end cpu", "end last"]
    for name in ("cpu", "bot", "last"):
        assert not any(psutil.pid_exists(pid) for pid in started(home, name))


async def test_what_keeps_dying_is_tried_with_growing_pauses(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    stop = asyncio.Event()
    task = asyncio.create_task(Supervisor(home, [writer(home, "cpu", "exit 3")], redis=None).run(stop))
    await aeventually(lambda: any(record.levelname == "ERROR" for record in caplog.records), "an error in the log")
    pauses = [record.args[3] for record in caplog.records if "next start" in record.msg and isinstance(record.args, tuple)]
    assert pauses == sorted(pauses) and pauses[-1] >= 8 * pauses[0]
    assert "status 3" in caplog.text
    stop.set()
    await asyncio.wait_for(task, 5)


async def test_what_does_not_listen_is_killed_after_its_grace(home: Path) -> None:
    deaf = Program("deaf", ("/bin/sh", "-c", f"trap '' TERM; echo start deaf $$ >> {home}/log; {FOREVER}"), grace=0.5)
    stop = asyncio.Event()
    task = asyncio.create_task(Supervisor(home, [deaf], redis=None).run(stop))
    await aeventually(lambda: started(home, "deaf"), "started")
    stop.set()
    await asyncio.wait_for(task, 5)
    assert not psutil.pid_exists(started(home, "deaf")[0])


async def test_a_home_has_one_supervisor(home: Path) -> None:
    stop = asyncio.Event()
    task = asyncio.create_task(Supervisor(home, [writer(home, "cpu", FOREVER)], redis=None).run(stop))
    await aeventually(lambda: started(home, "cpu"), "started")
    with pytest.raises(AlreadyRunning, match="already runs"):
        await Supervisor(home, [writer(home, "cpu", FOREVER)], redis=None).run(asyncio.Event())
    stop.set()
    await asyncio.wait_for(task, 10)
    assert len(started(home, "cpu")) == 1


def test_children_end_when_the_supervisor_is_killed(home: Path) -> None:
    script = (
        "import asyncio, sys\nfrom pathlib import Path\nfrom workers.supervisor import Program, Supervisor\n"
        f"deaf = \"trap '' TERM; echo start deaf $$ >> {home}/log; {FOREVER}\"\n"
        f"good = 'echo start good $$ >> {home}/log; exec sleep 60'\n"
        "programs = [Program('deaf', ('/bin/sh', '-c', deaf), grace=1), Program('good', ('/bin/sh', '-c', good))]\n"
        f"asyncio.run(Supervisor(Path({str(home)!r}), programs, redis=None).run(asyncio.Event()))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script])
    try:
        until(lambda: started(home, "deaf") and started(home, "good"), "both started")
        process.kill()
        process.wait(5)
        until(lambda: not alive(started(home, "good")[0]), "the good child is gone", 3)
        until(lambda: not alive(started(home, "deaf")[0]), "the deaf child is gone", 5)
    finally:
        process.kill()

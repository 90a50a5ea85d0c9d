"""Child processes of media work: the one place that starts them, with limits that hold and nothing left behind.

A child gets a session and process group of its own. However `run` is left (done, failed, timed out, cancelled), the group is
gone afterwards; and should this process itself be killed, the kernel ends the child with it. Limits are set by a few lines of
shell that then become the program, so nothing of ours runs between fork and exec.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from pydantic import Field

from media.errors import EngineMissing, ProcessFailed, ProcessKilled, ProcessTimeout
from media.frozen import Frozen

STDERR_ON_ERROR = 8_000
STDERR_KEPT = 1_000_000
_CHUNK = 65_536
_ROOT = str(Path(__file__).parents[1])

_SCRIPT = """
[ "$PPID" = "$1" ] || exit 125
watch=$2; shift 2
ulimit -c 0
{limits}
if [ -n "$watch" ]; then
  (read -r _ <"/dev/fd/$watch"; kill -s KILL -- "-$$") </dev/null >/dev/null 2>&1 &
fi
exec "$@"
"""
"""$1 is the parent that must still be there, $2 the pipe whose end tells of its death where the kernel cannot."""

_ENVIRONMENT = frozenset({"PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"})
_ENVIRONMENT_PREFIXES = ("LC_", "FONTCONFIG_", "XDG_", "CUDA_", "NVIDIA_", "LIBVA_", "OMP_")
"""What a child sees of our environment. Tokens and keys are not among it: children read strangers' files."""


class ProcessLimits(Frozen):
    """What one child process may use; `None` leaves a resource to the system's own limit."""

    wall: float = Field(gt=0)
    """Seconds from start to end."""
    cpu: int | None = Field(default=None, gt=0)
    """Seconds of processor time, over all threads."""
    memory_bytes: int | None = Field(default=None, gt=0)
    """Address space. Systems without that limit (macOS) leave it out."""
    stack_bytes: int | None = Field(default=None, gt=0)
    """Stack of every thread, which counts as address space whether it is used or not. A quarter of it is also the most that the
    arguments may take (Linux)."""
    file_bytes: int | None = Field(default=None, gt=0)
    """Size of any one file written."""
    stdout_bytes: int = Field(default=64_000_000, gt=0)
    """Output kept in memory; a child that says more is ended."""


class Finished(Frozen):
    """A child process that ended well."""

    stdout: bytes
    """All it said, or nothing where lines were handed out one by one."""
    stderr: str
    """The last megabyte of its messages."""


async def run(
    argv: Sequence[str],
    *,
    limits: ProcessLimits,
    stdin: bytes | None = None,
    on_line: Callable[[str], None] | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Finished:
    """Run a program to its end and return what it said.

    `on_line` gets each line of its standard output as it comes; `env` is added to the few variables a child sees. Raises
    `EngineMissing` when there is no such program, `ProcessFailed` when it ends badly, `ProcessKilled` when a signal or the
    memory limit ended it, `ProcessTimeout` past `limits.wall`. Cancelling ends the child first.
    """
    with _death_watch() as watch:
        process = await _start(argv, limits, watch, feed=stdin is not None, cwd=cwd, env=env)
        stderr = _Tail(STDERR_KEPT)
        try:
            async with asyncio.timeout(limits.wall):
                stdout = await _converse(process, stdin, stderr, on_line, limits.stdout_bytes)
                status = await process.wait()
        except BaseException as error:
            await _end(process)
            if isinstance(error, TimeoutError):
                raise ProcessTimeout(f"{_name(argv)} ran past {limits.wall:g} s", stderr=stderr.last(STDERR_ON_ERROR)) from error
            raise
    if status != 0:
        raise _failure(_name(argv), status, stderr.last(STDERR_ON_ERROR))
    return Finished(stdout=stdout, stderr=stderr.last(STDERR_KEPT))


async def run_module(
    module: str,
    args: Sequence[str],
    *,
    limits: ProcessLimits,
    stdin: bytes | None = None,
    on_line: Callable[[str], None] | None = None,
) -> Finished:
    """Run one of our own modules as a child Python, under the same rules as `run`."""
    argv = [sys.executable, "-P", "-m", module, *args]
    env = {"PYTHONPATH": _ROOT, "PYTHONDONTWRITEBYTECODE": "1"}
    return await run(argv, limits=limits, stdin=stdin, on_line=on_line, env=env)


def ask(argv: Sequence[str], *, wall: float = 10.0) -> str:
    """The standard output of a short question to a trusted program (`-version`); blocking, empty when it cannot answer."""
    try:
        asked = subprocess.run(
            argv, stdin=subprocess.DEVNULL, capture_output=True, timeout=wall, env=_environment(None), check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.decode(errors="replace") if asked.returncode == 0 else ""


class _Tail:
    """The last bytes of a stream, bounded in memory."""

    def __init__(self, keep: int) -> None:
        self._keep = keep
        self._size = 0
        self._chunks: deque[bytes] = deque()

    def add(self, chunk: bytes) -> None:
        self._chunks.append(chunk)
        self._size += len(chunk)
        while self._size - len(self._chunks[0]) >= self._keep:
            self._size -= len(self._chunks.popleft())

    def last(self, size: int) -> str:
        return b"".join(self._chunks)[-size:].decode(errors="replace")


async def _start(
    argv: Sequence[str],
    limits: ProcessLimits,
    watch: int | None,
    *,
    feed: bool,
    cwd: Path | None,
    env: Mapping[str, str] | None,
) -> asyncio.subprocess.Process:
    environment = _environment(env)
    if shutil.which(argv[0], path=environment.get("PATH")) is None:
        raise EngineMissing(f"no program {_name(argv)}", values={"engine": _name(argv)})
    script = _SCRIPT.format(limits="\n".join(_ulimits(limits)))
    wrapped = [*_dies_with_parent(), "/bin/sh", "-c", script, "sh", str(os.getpid()), "" if watch is None else str(watch), *argv]
    return await asyncio.create_subprocess_exec(
        *wrapped,
        stdin=asyncio.subprocess.PIPE if feed else asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=cwd,
        env=environment,
        start_new_session=True,
        pass_fds=() if watch is None else (watch,),
    )


def _ulimits(limits: ProcessLimits) -> Iterator[str]:
    if limits.cpu is not None:
        yield f"ulimit -t {limits.cpu}"
    if limits.memory_bytes is not None and sys.platform != "darwin":
        yield f"ulimit -v {max(1, limits.memory_bytes // 1024)}"
    if limits.stack_bytes is not None:
        yield f"ulimit -S -s {max(1, limits.stack_bytes // 1024)}"
    if limits.file_bytes is not None:
        yield f"ulimit -f {max(1, limits.file_bytes // 512)}"


@cache
def _dies_with_parent() -> tuple[str, ...]:
    """The command prefix that has the kernel kill the child with its parent, where the system has one."""
    setpriv = shutil.which("setpriv")
    if setpriv and ask([setpriv, "--pdeathsig", "KILL", "/bin/echo", "dies"]).strip() == "dies":
        return (setpriv, "--pdeathsig", "KILL", "--")
    return ()


@contextmanager
def _death_watch() -> Generator[int | None]:
    """Where the kernel cannot end orphans: a pipe that closes with this process, watched by the child's own shell."""
    if _dies_with_parent():
        yield None
        return
    reader, writer = os.pipe()
    try:
        yield reader
    finally:
        os.close(writer)
        os.close(reader)


def _environment(extra: Mapping[str, str] | None) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key in _ENVIRONMENT or key.startswith(_ENVIRONMENT_PREFIXES)}
    return {"PATH": os.defpath, **kept, **(extra or {})}


async def _converse(
    process: asyncio.subprocess.Process,
    stdin: bytes | None,
    stderr: _Tail,
    on_line: Callable[[str], None] | None,
    stdout_bytes: int,
) -> bytes:
    _, _, said = await asyncio.gather(
        _feed(process.stdin, stdin),
        _collect(process.stderr, stderr),
        _listen(process.stdout, on_line, stdout_bytes),
    )
    return said


async def _feed(pipe: asyncio.StreamWriter | None, content: bytes | None) -> None:
    if pipe is None:
        return
    with suppress(BrokenPipeError, ConnectionResetError):  # a child may stop reading early; its exit status tells
        pipe.write(content or b"")
        await pipe.drain()
    pipe.close()


async def _collect(pipe: asyncio.StreamReader | None, tail: _Tail) -> None:
    while pipe is not None and (chunk := await pipe.read(_CHUNK)):
        tail.add(chunk)


async def _listen(pipe: asyncio.StreamReader | None, on_line: Callable[[str], None] | None, limit: int) -> bytes:
    kept = bytearray()
    while pipe is not None and (chunk := await pipe.read(_CHUNK)):
        kept += chunk
        if on_line is not None:
            *lines, rest = bytes(kept).split(b"\n")
            kept = bytearray(rest)
            for line in lines:
                on_line(line.decode(errors="replace").rstrip("\r"))
        if len(kept) > limit:
            raise ProcessFailed("a child process said more than it may")
    return b"" if on_line is not None else bytes(kept)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Kill what is left of the group and reap the child."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    # a full pipe that nobody reads any more never reports its end, and waiting would wait for that end
    await asyncio.gather(_drain(process.stdout), _drain(process.stderr), process.wait())


async def _drain(pipe: asyncio.StreamReader | None) -> None:
    with suppress(RuntimeError):  # somebody still reads it
        while pipe is not None and await pipe.read(_CHUNK):
            pass


def _failure(name: str, status: int, stderr: str) -> ProcessFailed:
    if status < 0:
        return ProcessKilled(f"{name} was ended by {signal.Signals(-status).name}", stderr=stderr)
    if "Cannot allocate memory" in stderr or "MemoryError" in stderr:
        return ProcessKilled(f"{name} ran out of memory", stderr=stderr)
    return ProcessFailed(f"{name} failed with status {status}", stderr=stderr)


def _name(argv: Sequence[str]) -> str:
    return Path(argv[0]).name

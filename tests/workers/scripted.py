"""An agent that does what the wish's text says, for tests; as a program, a worker process with that agent.

`slow SECONDS` works that long with a child process; `fail CODE`, `flaky CODE`, `defect`, `ask`, `refuse`, `help` do as they say;
anything else is done at once.
"""

import asyncio
import sys
from pathlib import Path

from agent_core.agent import Asked, Outcome, Plan, Refused, Report, Wish
from agent_core.errors import AgentError
from agent_core.intents import Goal, Intent
from agent_core.messages import Limits, Note, Origin, Product, Question, Request
from workers.settings import WorkerSettings

INTENT = Intent(language="en", goals=(Goal(capability="meme"),))


class ScriptedAgent:
    """Follows the wish word by word; every run leaves a line in `runs.txt`, every child its process id in `children.txt`."""

    def __init__(self, home: Path) -> None:
        self._home = home

    async def plan(self, wish: Wish, report: Report) -> Plan | Asked | Refused:
        report("plan", 0.5, None)
        match wish.text.split():
            case ["ask"] if not wish.answers:
                return Asked(language="vi", intent=INTENT, question=Question(note=Note(code="missing"), wants=("video",)))
            case ["refuse"]:
                return Refused(language="zh", note=Note(code="impossible"))
            case ["help"]:
                return Plan(language="en", intent=INTENT, reply=Note(code="help"))
            case ["planslow", seconds]:
                await asyncio.sleep(float(seconds))
        return Plan(language="en", intent=INTENT)

    async def run(self, plan: Plan, wish: Wish, report: Report) -> Outcome:
        runs = self._home / "runs.txt"
        with runs.open("a") as file:
            file.write(f"{wish.text}\n")
        match wish.text.split():
            case ["slow", seconds]:
                await self._slow(float(seconds), report)
            case ["fail", code]:
                raise AgentError("as told", code=code, values={"limit": 3})
            case ["flaky", code]:
                error = AgentError("as told", code=code)
                error.retryable = True
                raise error
            case ["defect"]:
                words = "of the person"
                raise ZeroDivisionError(f"secret {words}")
        product = Product(asset="a" * 64, name="meme.mp4", kind="video", content_type="video/mp4", size_bytes=1)
        return Outcome(products=(product,), note=Note(code="done"))

    async def _slow(self, seconds: float, report: Report) -> None:
        child = await asyncio.create_subprocess_exec("sleep", "60")
        with (self._home / "children.txt").open("a") as file:
            file.write(f"{child.pid}\n")
        try:
            for step in range(20):
                report("render", step / 20, seconds * (1 - step / 20))
                await asyncio.sleep(seconds / 20)
        finally:
            child.kill()
            await child.wait()


def request(text: str, message: str, user: str = "ann") -> Request:
    """A wish from the test chat."""
    origin = Origin(platform="test", account="bot", chat="room", message=message, user=user)
    return Request(origin=origin, text=text, limits=Limits(upload_bytes=10_000_000))


def main() -> None:
    """`python -m tests.workers.scripted light|cpu HOME`: settings come from the environment."""
    import logging

    from workers.worker import serve

    logging.basicConfig(level=logging.INFO)
    settings = WorkerSettings()
    asyncio.run(serve(sys.argv[1], settings, lambda: ScriptedAgent(settings.home)))  # pyright: ignore[reportArgumentType]


if __name__ == "__main__":
    main()

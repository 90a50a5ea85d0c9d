"""`python -m agent_core plan`: what a wish is understood as and how it would be done; nothing runs and no file is needed.

Exit status: 0 when every wish was answered, be it by a plan, by what is missing or by why it cannot be done; 1 when a line of
`--batch` could not be read (the others are answered all the same); 2 for a wrong command line.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, cast, get_args

from pydantic import JsonValue

from agent_core.catalogue.listing import capabilities
from agent_core.messages import AttachmentKind
from agent_core.previews import Asking, as_json, preview
from agent_core.tool import tools

KINDS: tuple[AttachmentKind, ...] = get_args(AttachmentKind)


def main(arguments: Sequence[str] | None = None) -> int:
    """Answer what the command line asks; the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.batch is not None:
        with options.batch.open(encoding="utf-8") as lines:
            return _batch(lines)
    if options.wish is None:
        parser.error("say the wish, or name a file with --batch")
    _say(as_json(preview(Asking(options.wish, tuple(options.attach), options.reply_to), tools()), tools()), indent=2)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m agent_core", description="The agent, from the command line.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    plan = commands.add_parser("plan", help="say what a wish means and how it would be done", description=__doc__)
    plan.add_argument("wish", nargs="?", help="the wish, in English, Chinese or Vietnamese")
    plan.add_argument("--json", action="store_true", help="print plain data in place of sentences")
    plan.add_argument("--attach", action="append", default=[], choices=KINDS, help="a file of that kind; may be repeated")
    plan.add_argument("--reply-to", choices=tuple(capabilities()), metavar="CAPABILITY", help="what the result replied to is")
    plan.add_argument(
        "--batch", type=Path, metavar="FILE", help="JSON lines with id, text, attach and reply_to; one JSON line each"
    )
    plan.add_argument("--graph", type=Path, metavar="FILE.svg", help="draw the workflow into a file")
    return parser


def _batch(lines: Iterable[str]) -> int:
    status = 0
    for line in lines:
        if not line.strip():
            continue
        answer = _answered(line)
        status |= "error" in answer
        _say(answer)
    return status


def _answered(line: str) -> dict[str, JsonValue]:
    """One line of a batch, answered; `error` says what is wrong with a line that is no wish."""
    name: JsonValue = None
    try:
        row = cast(dict[str, Any], json.loads(line))
        name = row.get("id")
        return {"id": name, **as_json(preview(_asking(row), tools()), tools())}
    except (ValueError, TypeError, AttributeError) as error:
        return {"id": name, "error": str(error)}


def _asking(row: dict[str, Any]) -> Asking:
    """The wish that a line holds. Raises `ValueError` when it holds none."""
    text, attach, reply_to = row.get("text"), row.get("attach") or [], row.get("reply_to")
    if not isinstance(text, str):
        raise ValueError("text is not a string")  # noqa: TRY004 (one kind of error for a bad line)
    if unknown := [kind for kind in attach if kind not in KINDS]:
        raise ValueError(f"no such kind of attachment: {unknown[0]}")
    if reply_to is not None and reply_to not in capabilities():
        raise ValueError(f"no such capability: {reply_to}")
    return Asking(text, tuple(attach), reply_to)


def _say(answer: dict[str, JsonValue], indent: int | None = None) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=indent) + "\n")


if __name__ == "__main__":
    sys.exit(main())

"""`python -m agent_core plan`: what a wish is understood as and how it would be done; nothing runs and no file is needed.

Exit status: 0 when every wish was answered, be it by a plan, by what is missing or by why it cannot be done; 1 when a line of
`--batch` could not be read (the others are answered all the same); 2 for a wrong command line.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, get_args

from pydantic import AfterValidator, ConfigDict, JsonValue, ValidationError

from agent_core.catalogue.listing import capabilities
from agent_core.messages import AttachmentKind
from agent_core.outlines import picture, sentences
from agent_core.previews import Asking, as_json, preview
from agent_core.tool import tools
from media.frozen import Frozen

KINDS: tuple[AttachmentKind, ...] = get_args(AttachmentKind)


def _known(capability: str) -> str:
    if capability not in capabilities():
        raise ValueError(f"no such capability: {capability}")
    return capability


class Line(Frozen):
    """One line of a batch; what else it holds is not looked at."""

    model_config = ConfigDict(extra="ignore")

    id: JsonValue = None
    text: str
    attach: tuple[AttachmentKind, ...] | None = None
    reply_to: Annotated[str, AfterValidator(_known)] | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    """Answer what the command line asks; the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.batch is not None:
        with options.batch.open(encoding="utf-8") as lines:
            return _batch(lines)
    if options.wish is None:
        parser.error("say the wish, or name a file with --batch")
    found = preview(Asking(options.wish, tuple(options.attach), options.reply_to), tools())
    if options.graph is not None:
        options.graph.write_text(picture(found, tools()), encoding="utf-8")
    if options.json:
        _say(as_json(found, tools()), indent=2)
    else:
        sys.stdout.writelines(f"{line}\n" for line in sentences(found, tools()))
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
    try:
        wish = Line.model_validate_json(line)
    except ValidationError as error:
        fault = error.errors()[0]
        return {"id": _id(line), "error": ": ".join([*(str(part) for part in fault["loc"][:1]), fault["msg"]])}
    asking = Asking(wish.text, wish.attach or (), wish.reply_to)
    return {"id": wish.id, **as_json(preview(asking, tools()), tools())}


def _id(line: str) -> JsonValue:
    """The id of a line that is no wish, where it has one."""
    with suppress(ValueError, AttributeError):
        return json.loads(line).get("id")
    return None


def _say(answer: dict[str, JsonValue], indent: int | None = None) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, indent=indent) + "\n")


if __name__ == "__main__":
    sys.exit(main())

"""The gallery: `python -m benchmarks.gallery` makes one example of each capability through the chat's own path, measures it, and
shows all of them on one page. What has passed before is not made again; the exit status tells whether everything passed."""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from benchmarks.gallery.checks import checks
from benchmarks.gallery.example import Example, examples
from benchmarks.gallery.material import material
from benchmarks.gallery.page import Entry, table, write_page
from benchmarks.gallery.sheet import contact_sheet
from benchmarks.gallery.stage import Stage, Told
from bot.asking import installation
from bot.conversation import Conversation
from media.errors import MediaError
from media.ffmpeg import FFmpeg
from media.probe import probe
from media.settings import MediaSettings
from workers.client import WorkerSettings

_SHEETS = (".mp4", ".webm", ".gif", ".jpg", ".png", ".wav", ".mp3", ".m4a")
_BEGIN, _END = "<!-- gallery -->", "<!-- /gallery -->"
"""Where the table stands in the documentation."""


async def _measured(example: Example, told: Told, out: Path, ffmpeg: FFmpeg) -> Entry:
    """An example with all that is found in its products."""
    found = await checks(example, told, out, out / "sample", ffmpeg)
    sheet: str | None = None
    first = next((name for name in told.files if name.endswith(_SHEETS)), None)
    if first is not None:
        facts = await probe(out / first, "product", first, MediaSettings())
        made = await contact_sheet(out / first, facts, out / f"{example.name}-sheet.png", ffmpeg)
        sheet = made and made.name
    return Entry(example=example, told=told, checks=tuple(found), sheet=sheet)


def _kept(example: Example, out: Path) -> Entry | None:
    """An entry that passed in an earlier run, with all its files."""
    try:
        entry = Entry.model_validate_json((out / f"{example.name}.json").read_text(encoding="utf-8"))
    except (OSError, ValidationError):
        return None
    there = all((out / name).exists() for name in entry.told.files)
    return entry if entry.passed and there and entry.example == example else None


async def _made(missing: Sequence[Example], out: Path) -> list[tuple[Example, Told]]:
    """What comes of examples, from workers on a fresh home."""
    found: list[tuple[Example, Told]] = []

    def finished(example: Example, told: Told) -> None:
        print(f"  {example.capability:14} {example.language}  {told.took:6.1f} s  {told.kind:8} {example.text}", flush=True)
        found.append((example, told))

    stage = Stage(missing, out / "sample", out)
    stage.finished = finished
    with tempfile.TemporaryDirectory(prefix="cutroom-gallery-") as home:
        os.environ["CUTROOM_HOME"] = home
        async with installation(WorkerSettings()) as client:
            await Conversation(client, stage).run()
    return found


async def _gallery(out: Path, only: Sequence[str], docs: Path | None) -> int:
    started, ffmpeg = time.monotonic(), FFmpeg(MediaSettings())
    await material(out / "sample", ffmpeg)
    wanted = [example for example in examples() if not only or example.capability in only]
    entries = {example.name: entry for example in wanted if (entry := await asyncio.to_thread(_kept, example, out))}
    missing = [example for example in wanted if example.name not in entries]
    print(f"{len(entries)} kept, {len(missing)} to make", flush=True)
    for example, told in await _made(missing, out) if missing else ():
        try:
            entry = await _measured(example, told, out, ffmpeg)
        except MediaError as error:
            print(f"  {example.name} cannot be measured: {error}", file=sys.stderr)
            continue
        entries[example.name] = entry
        (out / f"{example.name}.json").write_text(entry.model_dump_json(indent=1), encoding="utf-8")
    shown = [entries[example.name] for example in wanted if example.name in entries]
    return _told(shown, len(wanted), out, docs, time.monotonic() - started)


def _told(entries: Sequence[Entry], wanted: int, out: Path, docs: Path | None, took: float) -> int:
    """Print the table of measurements, write the page and the documentation's table; the exit status."""
    for entry in entries:
        for check in entry.checks:
            mark = "✓" if check.passed else "✗"
            print(
                f"{mark} {entry.example.capability:14} {entry.example.language} {check.name:16} {check.found:44} {check.wanted}"
            )
    passed = sum(entry.passed for entry in entries)
    summary = f"{passed} of {wanted} examples pass ({took:.0f} s for what was made anew)"
    write_page(entries, out / "index.html", summary)
    if docs is not None:
        _documented(entries, docs)
    print(json.dumps({"examples": wanted, "passed": passed, "seconds": round(took)}))
    print(f"{summary}. Open {out / 'index.html'}.")
    return 0 if passed == wanted else 1


def _documented(entries: Sequence[Entry], docs: Path) -> None:
    before, _, rest = docs.read_text(encoding="utf-8").partition(_BEGIN)
    docs.write_text(f"{before}{_BEGIN}\n{table(entries)}\n{_END}{rest.partition(_END)[2]}", encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    """Make the gallery; the exit status is 0 when every example passes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gallery", description="One measured example of each capability.")
    parser.add_argument("--out", type=Path, default=Path("out/gallery"), help="folder for the results (default: out/gallery)")
    parser.add_argument("--docs", type=Path, help="document whose table of capabilities is written anew")
    parser.add_argument("only", nargs="*", help="capabilities; all of them by default")
    given = parser.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    return asyncio.run(_gallery(given.out.resolve(), given.only, given.docs))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What the senses find: `python -m media.senses FILE… --out DIR` writes an index (JSON) and a contact sheet (PNG) of each."""

import argparse
import asyncio
import hashlib
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from media.probe import probe
from media.senses.sheet import draw_sheet
from media.senses.survey import key_frames, survey
from media.settings import MediaSettings
from media.store import FileStore


def main(argv: Sequence[str] | None = None) -> None:
    """Survey files and draw what was found."""
    parser = argparse.ArgumentParser(prog="python -m media.senses", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write to")
    options = parser.parse_args(argv)
    options.out.mkdir(parents=True, exist_ok=True)
    for path in options.files:
        asyncio.run(_shown(path, options.out))


async def _shown(path: Path, out: Path) -> None:
    settings = MediaSettings()
    with tempfile.TemporaryDirectory(prefix="senses-") as name:
        work = Path(name)
        store = FileStore(work / "store")
        facts = await probe(path, await asyncio.to_thread(_hash, path), path.name, settings)
        began = time.monotonic()
        index = await survey(path, facts, settings=settings, store=store, work=work, report=lambda fraction: None)
        took = time.monotonic() - began
        pictures = {frame.asset: await store.path(frame.asset) for frame in key_frames(index) if frame.asset}
        (out / f"{path.name}.json").write_text(index.model_dump_json(indent=1), encoding="utf-8")
        draw_sheet(index, pictures, path.name).save(out / f"{path.name}.png")
    pace = f", {facts.duration / took:.1f} times real time" if facts.duration else ""
    sys.stdout.write(f"{path.name}: {took:.1f} s{pace}\n")


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    main()

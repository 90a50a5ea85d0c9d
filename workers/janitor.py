"""Clears away what a killed worker could not: the scratch folders of runs that nobody works on any more."""

import shutil
import time
from pathlib import Path


def sweep(home: Path, older: float, now: float | None = None) -> int:
    """Remove scratch folders untouched for `older` seconds, longer than any job may run; how many there were.

    Age decides, not the process that made them: workers in other containers share the folder but no process ids.
    """
    edge = (time.time() if now is None else now) - older
    stale = [folder for folder in (home / "work").glob("run-*") if _touched(folder) < edge]
    for folder in stale:
        shutil.rmtree(folder, ignore_errors=True)
    return len(stale)


def _touched(folder: Path) -> float:
    """When anything in the folder was last changed."""
    try:
        return max(path.stat().st_mtime for path in (folder, *folder.rglob("*")))
    except FileNotFoundError:
        return time.time()  # its worker is clearing it right now

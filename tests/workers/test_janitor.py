"""Scratch folders of the dead go, those of the living stay."""

import os
import time
from pathlib import Path

import pytest

from workers.janitor import sweep

pytestmark = pytest.mark.unit


def test_only_what_nobody_touched_for_long_is_removed(home: Path) -> None:
    now = time.time()
    for name, age in (("run-dead", 5000.0), ("run-alive", 10.0), ("kept", 9000.0)):
        folder = home / "work" / name / "render-1"
        folder.mkdir(parents=True)
        (folder / "out.mp4").write_bytes(b"x")
        for path in (folder / "out.mp4", folder, folder.parent):
            os.utime(path, (now - age, now - age))
    os.utime(home / "work" / "run-alive", (now - 9000, now - 9000))  # its newest file counts, not the folder
    assert sweep(home, older=3600) == 1
    assert sorted(path.name for path in (home / "work").iterdir()) == ["kept", "run-alive"]
    assert sweep(home / "nowhere", older=3600) == 0

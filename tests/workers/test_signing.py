"""Sealed links: nobody makes one up, none outlives its time, and every process of a home has the same key."""

import threading
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from workers.signing import Seals

pytestmark = pytest.mark.unit

ASSET = "a" * 64


def test_a_link_opens_its_file_until_it_expires(home: Path) -> None:
    address = Seals(home).address("https://cutroom.example/", ASSET, "phim hài & co.mp4", 2000)
    parts = urlsplit(address)
    asset, name = parts.path.removeprefix("/f/").split("/")
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    seals = Seals(home)
    assert (asset, unquote(name)) == (ASSET, "phim hài & co.mp4")
    assert seals.holds(ASSET, unquote(name), int(query["until"]), query["seal"], 1999.0)
    assert not seals.holds(ASSET, unquote(name), int(query["until"]), query["seal"], 2000.0)


@pytest.mark.parametrize(
    ("asset", "name", "until", "seal"),
    [
        ("b" * 64, "x", 2000, None),
        (ASSET, "y", 2000, None),
        (ASSET, "x", 3000, None),
        (ASSET, "x", 2000, ""),
        (ASSET, "x", 2000, "ü"),
    ],
)
def test_nothing_of_a_link_can_be_changed(home: Path, asset: str, name: str, until: int, seal: str | None) -> None:
    seals = Seals(home)
    good = seals.seal(ASSET, "x", 2000)
    assert seals.holds(ASSET, "x", 2000, good, 0.0)
    assert not seals.holds(asset, name, until, good if seal is None else seal, 0.0)


def test_homes_have_keys_of_their_own_that_only_they_read(home: Path, tmp_path: Path) -> None:
    assert Seals(home).seal(ASSET, "x", 1) != Seals(tmp_path / "other").seal(ASSET, "x", 1)
    assert (home / "links.key").stat().st_mode & 0o777 == 0o600


def test_processes_that_start_together_agree_on_the_key(home: Path) -> None:
    seals: list[str] = []
    start = threading.Barrier(8)

    def seal() -> None:
        start.wait(10)
        seals.append(Seals(home).seal(ASSET, "x", 1))

    threads = [threading.Thread(target=seal) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(seals) == 8 and len(set(seals)) == 1
    assert [path.name for path in home.iterdir()] == ["links.key"]

"""The benchmarks run, and what they compare is the same picture."""

import re

import pytest

from benchmarks import smartcut
from benchmarks.render import Claim, main

pytestmark = [pytest.mark.ffmpeg, pytest.mark.timeout(240)]


def _figures(printed: str, title: str) -> list[list[str]]:
    """The words after a row's title, wherever it stands in the tables."""
    return [line[len(title) :].split() for line in printed.splitlines() if line.startswith(title)]


def test_a_short_run_measures_every_contender_on_the_same_picture(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--quick"])
    printed = capsys.readouterr().out
    wall, cpu, memory, alike = _figures(printed, "FFmpeg by hand")[0]
    assert min(float(wall), float(cpu)) > 0 and 50 < float(memory) < 3000
    assert alike == "equal" or float(alike) > 45
    for way in ("MoviePy, compose", "MoviePy, chain", "MoviePy, background"):
        assert float(_figures(printed, way)[0][3]) > 24, "captions by other letters, on the same frames"
    assert len(_figures(printed, "Cutroom  ")) == 3 and len(_figures(printed, "plain encode")) == 1
    ratios = re.findall(r"^(?:Cutroom|MoviePy).* / .*?(\d+\.\d\d) +(\d+\.\d\d)", printed, re.MULTILINE)
    assert len(ratios) == 5 and all(float(figure) > 0 for row in ratios for figure in row)


@pytest.mark.parametrize(
    ("ratio", "at_least", "met"), [(1.2, False, False), (1.1, False, True), (1.1, True, False), (1.2, True, True)]
)
def test_a_claim_is_held_to_its_target(ratio: float, at_least: bool, met: bool) -> None:
    assert Claim("one / other", ratio, 1.0, 1.15, at_least).met is met


def test_a_short_trim_is_copied_and_encoded(capsys: pytest.CaptureFixture[str]) -> None:
    smartcut.main(["--quick"])
    told = re.search(r"encoded / copied: ([\d.]+) on the clock, ([\d.]+) of processor time", capsys.readouterr().out)
    assert told is not None and min(map(float, told.groups())) > 0

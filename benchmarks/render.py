"""How fast the renderer is, as ratios against what a user would otherwise pick: `python -m benchmarks.render [--quick]`.

Prints a table and leaves nothing behind. Ratios are taken between runs that stood side by side, and their median is shown: on a
machine that does other work too, seconds alone say little.
"""

import argparse
import asyncio
import math
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from benchmarks.measure import Results, Run, likeness, take_turns
from benchmarks.scene import Scene, cuts_scene, reframe_scene
from benchmarks.sources import Look
from media.ffmpeg import FFmpeg
from media.settings import MediaSettings

_TITLES = {
    "ours": "Cutroom",
    "handwritten": "FFmpeg by hand",
    "plain": "plain encode",
    "compose": "MoviePy, compose",
    "chain": "MoviePy, chain",
    "background": "MoviePy, background",
}
_GRAPH, _SLOWER, _FASTER, _PLAIN = 1.15, 10.0, 5.0, 1.25


@dataclass(frozen=True)
class Claim:
    """A figure with the target that it is held to."""

    text: str
    ratio: float
    cpu_ratio: float
    target: float | None
    at_least: bool

    @property
    def met(self) -> bool:
        return self.target is None or (self.ratio >= self.target if self.at_least else self.ratio <= self.target)

    def row(self, *, judged: bool) -> str:
        held = "" if self.target is None else f"{'≥' if self.at_least else '≤'} {self.target:<7g}"
        verdict = ("met" if self.met else "missed") if judged and held else ""
        return f"{self.text:<44}{self.ratio:>8.2f}{self.cpu_ratio:>10.2f}   {held}{verdict}".rstrip()


def main(argv: Sequence[str] | None = None) -> None:
    options = _options(argv)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        asyncio.run(_measured(options, Path(name)))


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.render", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small pictures, one round: proves that it runs, not how fast")
    parser.add_argument("--look", choices=get_args(Look), default="phone", help="how hard the film is to encode")
    parser.add_argument("--rounds", type=int, default=5, help="rounds against FFmpeg by hand and a plain encode")
    parser.add_argument("--moviepy-rounds", type=int, default=2, help="rounds against MoviePy; 0 leaves it out")
    parser.add_argument("--only", choices=("cuts", "moviepy", "reframe"), help="one of the comparisons")
    options = parser.parse_args(argv)
    if options.quick:
        options.rounds = options.moviepy_rounds = 1
    return options


async def _measured(options: argparse.Namespace, folder: Path) -> None:
    ffmpeg = FFmpeg(MediaSettings())
    claims: list[Claim] = []
    if options.only in (None, "cuts", "moviepy"):
        claims += await _cuts(options, _inside(folder, "cuts"), ffmpeg)
    if options.only in (None, "reframe"):
        claims += await _reframe(options, _inside(folder, "reframe"), ffmpeg)
    if options.quick:
        print("\nToo short to say how fast anything is: starting up is most of it.")
    print(f"\n{'ratio (median of rounds)':<44}{'wall':>8}{'CPU':>10}   target")
    for claim in claims:
        print(claim.row(judged=not options.quick))


async def _cuts(options: argparse.Namespace, folder: Path, ffmpeg: FFmpeg) -> list[Claim]:
    scene = await cuts_scene(folder, ffmpeg, quick=options.quick, look=options.look)
    _title("Captioned, ducked, six cuts", scene)
    claims: list[Claim] = []
    if options.only in (None, "cuts"):
        found = take_turns(("ours", "handwritten"), scene, folder, options.rounds, print)
        _table(found, folder, ffmpeg)
        claims.append(_claim(found, "Cutroom / FFmpeg by hand", "ours", "handwritten", _GRAPH))
    if options.only in (None, "moviepy") and options.moviepy_rounds:
        found = take_turns(("ours", "compose", "chain", "background"), scene, folder, options.moviepy_rounds, print)
        _table(found, folder, ffmpeg)
        claims.append(_claim(found, "MoviePy (compose) / Cutroom", "compose", "ours", _SLOWER, at_least=True))
        claims.append(_claim(found, "MoviePy (chain) / Cutroom", "chain", "ours", _FASTER, at_least=True))
        claims.append(_claim(found, "MoviePy (background) / Cutroom", "background", "ours", None, at_least=True))
    return claims


async def _reframe(options: argparse.Namespace, folder: Path, ffmpeg: FFmpeg) -> list[Claim]:
    scene = await reframe_scene(folder, ffmpeg, quick=options.quick, look=options.look)
    _title("Trim, reframe, subtitle, music", scene)
    found = take_turns(("ours", "plain"), scene, folder, options.rounds, print)
    _table(found, folder, ffmpeg)
    return [_claim(found, "Cutroom / plain encode of the same pixels", "ours", "plain", _PLAIN)]


def _claim(found: Results, text: str, name: str, other: str, target: float | None, *, at_least: bool = False) -> Claim:
    return Claim(text, found.ratio(name, other, _wall), found.ratio(name, other, _cpu), target, at_least)


def _title(text: str, scene: Scene) -> None:
    timeline = scene.timeline
    print(f"\n{text}: {timeline.duration:g} s, {timeline.width}x{timeline.height}, {float(timeline.fps):g} frames a second")


def _table(found: Results, folder: Path, ffmpeg: FFmpeg) -> None:
    """Medians of each contender, and how alike its picture is to ours."""
    print(f"{'':<20}{'wall s':>9}{'CPU s':>9}{'peak MB':>10}{'PSNR dB':>10}")
    for name in found.runs:
        shown = "" if name in ("ours", "plain") else _alike(likeness(folder / "ours.mp4", folder / f"{name}.mp4", ffmpeg))
        memory = found.median(name, lambda run: run.memory) / 1e6
        print(f"{_TITLES[name]:<20}{found.median(name, _wall):>9.1f}{found.median(name, _cpu):>9.1f}{memory:>10.0f}{shown:>10}")


def _alike(psnr: float) -> str:
    return "equal" if math.isinf(psnr) else f"{psnr:.1f}"


def _wall(run: Run) -> float:
    return run.wall


def _cpu(run: Run) -> float:
    return run.cpu


def _inside(folder: Path, name: str) -> Path:
    made = folder / name
    made.mkdir()
    return made


if __name__ == "__main__":
    main()

"""What the products are held to, measured in the finished files by means of the gallery's own."""

import asyncio
import re
import unicodedata
import zipfile
from collections.abc import AsyncIterator
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.gallery.example import Example
from benchmarks.gallery.stage import Told
from media.facts import MediaFacts
from media.ffmpeg import FFmpeg
from media.frozen import Frozen
from media.loudness import TRUE_PEAK, measure
from media.probe import probe
from media.settings import MediaSettings
from media.stretches import find_stretches
from media.subtitles import read_subtitles

_LU, _OVERSHOOT = 1.0, 0.5
"""How far loudness may lie beside its aim, LU, and a lossy codec's true peak above its own, dB."""
_ALIKE = 0.6
"""Least likeness of what is read back: OCR leaves out accents and errs in a letter here and there."""
_BLINK = 0.35
"""Seconds of black or of a frozen picture more than the source has, that pass."""
_SOUND_FRAME = 0.06
"""Seconds by which coded sound may be longer than what it codes."""
_MADE_NEW = ("meme", "retry", "voiceover", "concat", "gif")
"""Products whose pictures may stand still where their sources do not, or that show several sources."""


class Check(Frozen):
    """One thing that was measured."""

    name: str
    found: str
    wanted: str = ""
    passed: bool = True


async def checks(example: Example, told: Told, folder: Path, sample: Path, ffmpeg: FFmpeg) -> list[Check]:
    """All that can be said of an example's products."""
    found = [Check(name="answer", found=told.kind, wanted="result", passed=told.kind == "result")]
    if told.kind != "result":
        return found
    if example.says:
        found.append(Check(name="says", found=told.text[:80], wanted=example.says, passed=example.says in told.text))
    found += [check for name in told.files[:1] async for check in _file(example, folder / name, sample, ffmpeg)]
    if not told.files and not told.text.strip():
        found.append(Check(name="words", found="none", passed=False))
    return found


async def _file(example: Example, path: Path, sample: Path, ffmpeg: FFmpeg) -> AsyncIterator[Check]:
    size = (await asyncio.to_thread(path.stat)).st_size
    if example.most_bytes:
        yield Check(name="bytes", found=str(size), wanted=f"≤ {example.most_bytes}", passed=size <= example.most_bytes)
    if example.ending:
        yield Check(name="ending", found=path.suffix, wanted=example.ending, passed=path.suffix == example.ending)
    if path.suffix == ".zip":
        yield await asyncio.to_thread(_inside, example, path)
    if path.suffix in (".zip", ".srt", ".md", ".txt", ".otio"):
        return
    facts = await probe(path, "product", path.name, MediaSettings())
    first = sample / example.files[0]
    source = await probe(first, "source", first.name, MediaSettings())
    for check in _shape(example, facts, source):
        yield check
    if facts.has_sound:
        async for check in _sound(example, path, ffmpeg):
            yield check
    if facts.has_picture and facts.kind == "video":
        async for check in _picture(example, path, facts, first, source, ffmpeg):
            yield check


def _inside(example: Example, path: Path) -> Check:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        whole = archive.testzip() is None
    passed = whole and all(name in names for name in example.inside)
    return Check(name="inside", found=", ".join(names[:8]), wanted=", ".join(example.inside), passed=passed)


def _shape(example: Example, facts: MediaFacts, source: MediaFacts) -> list[Check]:
    found: list[Check] = []
    lasts, whole = facts.duration or 0.0, source.duration or 0.0
    if example.lasts:
        wanted = example.lasts[0] * whole + example.lasts[1]
        frame = float(facts.rate[1] / facts.rate[0]) if facts.rate else _SOUND_FRAME
        near = abs(lasts - wanted) <= max(frame, 1 / 30) + (_SOUND_FRAME if facts.kind == "audio" else 0.005)
        found.append(Check(name="duration", found=f"{lasts:.3f} s", wanted=f"{wanted:.3f} s ± 1 frame", passed=near))
    if example.shorter:
        passed = 0.3 * whole < lasts < 0.9 * whole
        found.append(Check(name="duration", found=f"{lasts:.2f} s", wanted=f"well below {whole:.2f} s", passed=passed))
    if example.aspect and facts.width and facts.height:
        wanted = example.aspect[0] / example.aspect[1]
        passed = abs(facts.width / facts.height / wanted - 1) < 0.02
        found.append(
            Check(name="aspect", found=f"{facts.width}×{facts.height}", wanted=":".join(map(str, example.aspect)), passed=passed)
        )
    return found


async def _sound(example: Example, path: Path, ffmpeg: FFmpeg) -> AsyncIterator[Check]:
    heard = await measure(path, ffmpeg)
    near = abs(heard.lufs - example.lufs) <= _LU
    yield Check(name="loudness", found=f"{heard.lufs:.1f} LUFS", wanted=f"{example.lufs:.0f} ± {_LU:.0f}", passed=near)
    below = heard.true_peak <= TRUE_PEAK + _OVERSHOOT
    yield Check(name="true peak", found=f"{heard.true_peak:.1f} dBTP", wanted=f"≤ {TRUE_PEAK + _OVERSHOOT:.1f}", passed=below)


async def _picture(
    example: Example, path: Path, facts: MediaFacts, first: Path, source: MediaFacts, ffmpeg: FFmpeg
) -> AsyncIterator[Check]:
    if example.capability not in _MADE_NEW:
        mine = await find_stretches(path, facts, ffmpeg)
        theirs = await find_stretches(first, source, ffmpeg)
        for name in ("black", "frozen"):
            now, before = (sum(end - start for start, end in getattr(spans, name)) for spans in (mine, theirs))
            yield Check(name=name, found=f"{now:.2f} s", wanted=f"≤ {before + _BLINK:.2f} s", passed=now <= before + _BLINK)
    written = list(example.reads)
    if example.captions:
        cues = read_subtitles((first.parent / example.captions).read_text(encoding="utf-8"), "srt")
        written += [((cue.start + cue.end) / 2, cue.text) for cue in cues]
    for second, text in written:
        seen = await asyncio.to_thread(_read, await _frame(path, second, ffmpeg))
        alike = _likeness(text, seen)
        yield Check(name=f"reads at {second:.1f} s", found=f"{seen[:40]} ({alike:.2f})", wanted=text[:40], passed=alike >= _ALIKE)


async def _frame(path: Path, second: float, ffmpeg: FFmpeg) -> Path:
    target = path.with_name(f".{path.stem}-{second:.2f}.png")
    await ffmpeg.run(["-ss", f"{second:.3f}", "-i", str(path), "-frames:v", "1", "-f", "image2", "-update", "1"], target=target)
    return target


@cache
def _reader() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "error"})


def _read(picture: Path) -> str:
    """All words on a picture, from top to bottom."""
    found = _reader()(str(picture))
    picture.unlink()
    return " ".join(found.txts or ())


def _likeness(wanted: str, seen: str) -> float:
    """Share of the wanted letters that stand in what was seen, in their order, accents aside."""
    letters, others = _plain(wanted), _plain(seen)
    blocks = SequenceMatcher(None, letters, others, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(1, len(letters))


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"[\W_]", "", "".join(char for char in bare if not unicodedata.combining(char)))

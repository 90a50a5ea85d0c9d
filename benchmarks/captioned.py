"""Captioned material whose every moment is known: talks with shots, made from a seed, and a film that is really made and looked
through. The texts lie in `captions/`; questions are never copies of lines.
"""

import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from media.bank.units import Known
from media.facts import MediaFacts
from media.ffmpeg import FFmpeg
from media.probe import probe
from media.senses.index import Curve, Face, Heard, Index, KeyFrame, Scene, Seen, Writing
from media.senses.survey import load, surveyed
from media.settings import MediaSettings
from media.store import FileStore
from media.transcription.transcript import Line, Transcript


@dataclass(frozen=True)
class Caption:
    """A caption and the moment that it belongs to."""

    text: str
    language: str
    asset: str
    start: float
    end: float
    kind: str
    """`said`, `shown` or `both`."""


@cache
def captions(name: str) -> Mapping[str, Any]:
    """The texts of `captions/NAME.toml`, by language."""
    return tomllib.loads(Path(__file__).with_name("captions").joinpath(f"{name}.toml").read_text("utf-8"))


def talk(texts: str, seed: int, language: str) -> tuple[Known, list[Caption]]:
    """A talk of some minutes with all lines, all looks and much between them, in an order of its own."""
    words = captions(texts)[language]
    chance = random.Random(f"{seed} {language}")
    wanted = [*words["shown"], *[""] * 18]
    chance.shuffle(wanted)
    asset = f"talk-{language}-{seed}"
    scenes: list[Scene] = []
    found: list[Caption] = []
    time = 0.0
    for look in wanted:
        end = time + chance.uniform(4.0, 9.5)
        scenes.append(_scene(chance, time, end, look))
        if look:
            found.append(Caption(words["shown"][look], language, asset, time, end, "shown"))
        time = end
    lines, asked = _lines(chance, words, language, asset, time)
    return _known(asset, language, scenes, lines, wanted), [*found, *asked]


def long_bank(texts: str, hours: float, seed: int = 0) -> list[Known]:
    """Talks in all three languages, together so long."""
    found: list[Known] = []
    while sum(known.end for known in found) < hours * 3600:
        found.append(talk(texts, seed + len(found), ("en", "zh", "vi")[len(found) % 3])[0])
    return found


def _scene(chance: random.Random, start: float, end: float, look: str) -> Scene:
    usual = {
        "motion": chance.uniform(0.025, 0.045), "shake": chance.uniform(0.05, 0.2), "brightness": chance.uniform(0.38, 0.48),
        "contrast": chance.uniform(0.15, 0.25), "saturation": chance.uniform(0.12, 0.3), "sharpness": chance.uniform(90, 250),
    }  # fmt: skip
    looks = {
        "dark": {"brightness": 0.12}, "bright": {"brightness": 0.72}, "fast": {"motion": 0.2}, "still": {"motion": 0.004},
        "shaky": {"shake": 0.7},
    }  # fmt: skip
    colors = {"red": ("red", "black"), "green": ("green", "gray"), "blue": ("blue", "gray")}.get(look, ("gray", "brown"))
    size, count = (0.45, 1) if look == "close" else (0.12, 5) if look == "crowd" else (0.15, chance.choice([0, 1, 1, 2]))
    boxes = [((start, (0.1 + 0.15 * number, 0.3, 0.1, size)),) for number in range(count)]
    return Scene(
        start=start,
        end=end,
        joint="cut" if start else "start",
        colors=colors,
        key_frames=(KeyFrame(time=(start + end) / 2, sharpness=100.0, hash="0" * 16),),
        faces=tuple(Face(start=start, end=end, boxes=box) for box in boxes),
        **(usual | looks.get(look, {})),
    )


def _lines(
    chance: random.Random, words: Mapping[str, Any], language: str, asset: str, end: float
) -> tuple[list[Line], list[Caption]]:
    texts = [*map(tuple, words["said"]), *((text, "") for text in words["filler"] * 2)]
    chance.shuffle(texts)
    step = end / len(texts)
    lines: list[Line] = []
    found: list[Caption] = []
    for number, (text, question) in enumerate(texts):
        start = number * step + chance.uniform(0, 0.2 * step)
        lines.append(Line(start=start, end=start + 0.7 * step, text=text))
        if question:
            found.append(Caption(question, language, asset, start, start + 0.7 * step, "said"))
    return lines, found


def _known(asset: str, language: str, scenes: list[Scene], lines: list[Line], looks: list[str]) -> Known:
    end = scenes[-1].end
    named = dict(zip(looks, scenes, strict=True))
    cheer, sign = named["cheer"], named["sign"]
    loudness = tuple(-13.0 if cheer.start <= 0.1 * n < cheer.end else -24.0 for n in range(int(end * 10)))
    kinds = ((0.0, cheer.start, "speech"), (cheer.start, cheer.end, "other"), (cheer.end, end, "speech"))
    heard = Heard(
        loudness=Curve(step=0.1, values=loudness), lufs=-22.0, speech=tuple((line.start, line.end) for line in lines), kinds=kinds
    )
    motion = tuple(next(scene.motion for scene in scenes if 0.5 * n < scene.end) for n in range(int(end * 2)))
    board = Writing(start=sign.start, end=sign.end, text="NHK 204", box=(0.2, 0.1, 0.5, 0.1), confidence=0.9)
    facts = MediaFacts(
        asset=asset, kind="video", container="mp4", size_bytes=1, duration=end, width=1280, height=720, audio_channels=2
    )
    seen = Seen(scenes=tuple(scenes), motion=Curve(step=0.5, values=motion), writing=(board,))
    said = Transcript(asset=asset, language=language, lines=tuple(lines), engine="subtitles", origin="given")
    return Known(Index(facts=facts, seen=seen, heard=heard), said)


_FILM = (
    ("color=c=0xb01818,noise=alls=12", 0.1, {"en": "mostly red", "zh": "红色的画面", "vi": "toàn màu đỏ"}),
    ("color=c=0x1830b0,noise=alls=12", 0.1, {"en": "something blue", "zh": "蓝色的画面", "vi": "canh mau xanh duong"}),
    ("color=c=0x0a0a0a,noise=alls=6", 0.1, {"en": "very dark", "zh": "很暗的镜头", "vi": "tối tăm thiếu sáng"}),
    ("color=c=0xf2f2ee,noise=alls=6", 0.1, {"en": "bright", "zh": "很亮的镜头", "vi": "rực sáng"}),
    ("testsrc2=r=25,scroll=h=0.06:v=0.03", 0.1, {"en": "moving fast", "zh": "快速的动作", "vi": "chuyển động nhanh"}),
    ("color=c=0x208030,noise=alls=12", 0.1, {"en": "lots of green", "zh": "绿色", "vi": "xanh lá cây"}),
    ("color=c=0x808080,noise=alls=12", 0.9, {"en": "the loudest part", "zh": "声音最响的地方", "vi": "đoạn ồn ào nhất"}),
)
"""Sources of FFmpeg with the strength of their sound, and captions."""
_LASTS = 4.0


async def film(folder: Path) -> tuple[Known, list[Caption], FileStore]:
    """A film of plain looks that is really encoded, decoded and looked through by the senses."""
    settings = MediaSettings(home=folder)
    store, target = FileStore(folder / "store"), folder / "film.mp4"
    order = list(range(len(_FILM)))
    random.Random(5).shuffle(order)
    await FFmpeg(settings).run(list(_arguments(order)), target=target)
    facts = await probe(target, "film", target.name, settings)
    index = await load(
        await surveyed(target, facts, settings=settings, store=store, work=folder, report=lambda share: None), store
    )
    captions = [
        Caption(text, language, "film", _LASTS * place, _LASTS * place + _LASTS, "shown")
        for place, number in enumerate(order)
        for language, text in _FILM[number][2].items()
    ]
    return Known(index), captions, store


def _arguments(order: list[int]) -> Iterator[str]:
    for number in order:
        source, strength, _ = _FILM[number]
        yield from ("-f", "lavfi", "-t", str(_LASTS), "-i", f"{source},scale=640:360,fps=25,format=yuv420p,setsar=1")
        yield from ("-f", "lavfi", "-t", str(_LASTS), "-i", f"anoisesrc=r=48000:a={strength}:seed={number}")
    joined = "".join(f"[{2 * place}:v][{2 * place + 1}:a]" for place in range(len(order)))
    yield from ("-filter_complex", f"{joined}concat=n={len(order)}:v=1:a=1[v][a]", "-map", "[v]", "-map", "[a]")
    yield from ("-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-c:a", "aac")

"""Generated films with words on them: subtitles, titles and labels in three languages over moving pictures, each of a seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from benchmarks.shots import CAMERAS, camera, looked_at, world
from media.fonts import find_fonts
from media.settings import MediaSettings

SIZE = (1280, 720)
RATE = 12.5
SECONDS = 16.0
KINDS = ("subtitle", "title", "label", "none")
STYLES = ("outline", "yellow", "box", "paper", "shadow")
Picture = Any
Random = np.random.Generator
Box = tuple[float, float, float, float]

SENTENCES = {
    "en": (
        "We never planned to stay that long", "Can you hear the water from here?", "The last train leaves at 10:45",
        "Nobody told me about the meeting", "That is exactly what I wanted to say", "Turn left behind the old bakery",
        "My brother repairs bicycles", "It rained for eleven days", "Let's try it once again, slowly",
        "I think we should call her now",
    ),
    "zh": (
        "我们从来没打算待这么久", "你在这里听得到水声吗", "最后一班车十点四十五分开", "没有人告诉我要开会", "这正是我想说的话",
        "在旧面包店后面左转", "我哥哥会修自行车", "雨下了整整十一天", "我们慢慢再试一次", "我觉得现在该给她打电话",
    ),
    "vi": (
        "Chúng tôi không định ở lại lâu thế", "Bạn có nghe tiếng nước từ đây không?", "Chuyến tàu cuối chạy lúc 10 giờ 45",
        "Không ai nói với tôi về cuộc họp", "Đó chính là điều tôi muốn nói", "Rẽ trái sau tiệm bánh cũ",
        "Anh trai tôi sửa xe đạp", "Trời mưa suốt mười một ngày", "Hãy thử lại lần nữa thật chậm",
        "Tôi nghĩ nên gọi cho cô ấy ngay",
    ),
}  # fmt: skip
TITLES = {
    "en": ("A Day at the Harbour", "Chapter Three", "HOW TO BAKE BREAD", "Meet the Team", "Five Small Rooms"),
    "zh": ("港口的一天", "第三章", "怎样烤面包", "认识我们的团队", "五个小房间"),
    "vi": ("Một ngày ở bến cảng", "Chương ba", "CÁCH NƯỚNG BÁNH MÌ", "Gặp gỡ cả đội", "Năm căn phòng nhỏ"),
}


@dataclass(frozen=True)
class Sign:
    """Words, and when they stand."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class SignFilm:
    """A film to come, and what is written on it."""

    name: str
    language: str
    kind: str
    style: str
    signs: tuple[Sign, ...]
    pictures: "Iterator[tuple[float, Picture]]"


def sign_film(seed: int, language: str, kind: str) -> SignFilm:
    """The film of a seed."""
    random = np.random.default_rng([seed, *language.encode(), *kind.encode()])
    style = STYLES[int(random.integers(len(STYLES)))]
    signs = _signs(random, language, kind)
    share = {"subtitle": (0.042, 0.065), "title": (0.07, 0.14), "label": (0.034, 0.05), "none": (0.1, 0.1)}[kind]
    high = round(float(random.uniform(*share)) * SIZE[1])
    place = _place(random, kind)
    layers = [_layer(sign.text, style, high, place) for sign in signs]
    ground = str(random.choice(["soft", "rich", "city", "cartoon"]))
    behind = looked_at(world(random, ground), camera(random, str(random.choice(CAMERAS))))
    cut = float(random.uniform(0.3, 0.7)) * SECONDS
    after = looked_at(world(random, "rich"), camera(random, str(random.choice(CAMERAS))))

    def pictures() -> Iterator[tuple[float, Picture]]:
        for number in range(round(SECONDS * RATE)):
            time = number / RATE
            picture = cv2.resize((behind if time < cut else after)(time), SIZE, interpolation=cv2.INTER_CUBIC)
            for sign, (ink, cover) in zip(signs, layers, strict=True):
                if sign.start <= time < sign.end:
                    picture = (ink * cover + picture * (1 - cover)).astype(np.uint8)
            coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 75])[1]
            yield time, cv2.imdecode(coded, cv2.IMREAD_COLOR)

    return SignFilm(f"{kind} {language} {seed}", language, kind, style, tuple(signs), pictures())


def _signs(random: Random, language: str, kind: str) -> list[Sign]:
    if kind == "none":
        return []
    if kind == "subtitle":
        texts = random.permutation(SENTENCES[language])[:5]
        starts = 0.8 + np.arange(5) * 3.0 + random.uniform(0, 0.4, 5)
        return [Sign(str(text), float(at), float(at + random.uniform(1.8, 2.5))) for text, at in zip(texts, starts, strict=True)]
    texts = random.permutation(TITLES[language])[:2]
    long = {"title": (3.0, 5.0), "label": (4.5, 6.5)}[kind]
    starts = (random.uniform(0.5, 2.0), random.uniform(8.5, 9.3))
    return [Sign(str(text), float(at), float(at + random.uniform(*long))) for text, at in zip(texts, starts, strict=True)]


def _place(random: Random, kind: str) -> tuple[float, float]:
    """The middle of the words."""
    if kind == "subtitle":
        return 0.5, float(random.choice([0.9, 0.84, 0.1]))
    if kind == "label":
        return float(random.choice([0.22, 0.78])), float(random.choice([0.12, 0.78]))
    return 0.5, float(random.uniform(0.3, 0.6))


def _layer(text: str, style: str, high: int, place: tuple[float, float]) -> tuple[Picture, Picture]:
    """The words' colours `uint8[h, w, 3]` (BGR), and how much they cover `float32[h, w, 1]`."""
    font = _font(high)
    ink, cover = Image.new("RGB", SIZE), Image.new("L", SIZE)
    left, top, right, bottom = font.getbbox(text)
    x, y = place[0] * SIZE[0] - (right + left) / 2, place[1] * SIZE[1] - (bottom + top) / 2
    draw, hide = ImageDraw.Draw(ink), ImageDraw.Draw(cover)
    around = (x + left - 14, y + top - 8, x + right + 14, y + bottom + 8)
    if style in ("box", "paper"):
        draw.rectangle(around, fill="white" if style == "paper" else "black")
        hide.rectangle(around, fill=235 if style == "paper" else 170)
    colour = {"yellow": (255, 225, 40), "paper": (20, 20, 20)}.get(style, (255, 255, 255))
    edge = max(2, high // 14) if style in ("outline", "yellow") else 0
    if style == "shadow":
        draw.text((x + 2, y + 2), text, font=font, fill="black")
        hide.text((x + 2, y + 2), text, font=font, fill=200)
    draw.text((x, y), text, font=font, fill=colour, stroke_width=edge, stroke_fill="black")
    hide.text((x, y), text, font=font, fill=255, stroke_width=edge, stroke_fill=255)
    return np.asarray(ink)[:, :, ::-1], np.asarray(cover, np.float32)[..., None] / 255


@cache
def _font(high: int) -> ImageFont.FreeTypeFont:
    main = find_fonts(MediaSettings()).main
    return ImageFont.truetype(str(main.path), high, index=main.face)

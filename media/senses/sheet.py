"""A contact sheet of an index: its key frames, and below them everything that was found, over one axis of time."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from media.fonts import find_fonts
from media.senses.index import Box, Curve, Face, Index, KeyFrame, Scene
from media.settings import MediaSettings

WIDTH = 1600
_MARGIN = 70
_THUMB = 250
_ACROSS = 6
_ROWS = 6
"""Rows of key frames; of more some are left out."""
_LANE = 26
_TALL = 64
_INK, _DIM, _PAPER, _LINE = (235, 235, 235), (150, 150, 150), (24, 24, 28), (60, 60, 68)
_JOINTS = {"start": (90, 90, 100), "cut": (240, 200, 60), "fade": (90, 150, 250), "dissolve": (230, 110, 200)}
_KINDS = {"speech": (90, 200, 120), "music": (120, 140, 250), "other": (150, 120, 90)}
_MEASURES = {
    "brightness": (230, 230, 120),
    "contrast": (160, 160, 160),
    "saturation": (230, 120, 200),
    "shake": (240, 90, 90),
}
_FACE, _WORDS, _SUBJECT = (80, 240, 120), (250, 170, 60), (250, 80, 80)

Color = tuple[int, int, int]


def draw_sheet(index: Index, pictures: Mapping[str, Path], title: str) -> Image.Image:
    """The sheet as a picture; `pictures` are the key frames' files by their assets."""
    return _Sheet(index, pictures).drawn(title)


class _Sheet:
    def __init__(self, index: Index, pictures: Mapping[str, Path]) -> None:
        self._index, self._pictures = index, pictures
        scenes = index.seen.scenes if index.seen else ()
        lengths = [index.facts.duration or 0.0, *(scene.end for scene in scenes), 1e-6]
        self._length = max(lengths)
        self._image = Image.new("RGB", (WIDTH, 20_000), _PAPER)
        self._draw = ImageDraw.Draw(self._image)
        self._font = _font(13)
        self._y = 12

    def drawn(self, title: str) -> Image.Image:
        self._draw.text((12, self._y), f"{title}    {self._facts()}", _INK, _font(16))
        self._y += 30
        self._frames()
        self._axis()
        self._seen()
        self._heard()
        return self._image.crop((0, 0, WIDTH, self._y + 14))

    def _facts(self) -> str:
        facts, heard = self._index.facts, self._index.heard
        size = f"{facts.width}x{facts.height} " if facts.has_picture else ""
        told = f"{facts.kind} {size}{facts.duration or 0:.2f} s"
        if heard is None:
            return told
        beats = f"  {heard.beats.tempo:.1f} BPM {heard.beats.meter}/4 ({heard.beats.confidence:.2f})" if heard.beats else ""
        noise = "" if heard.noise_db is None else f"  noise {heard.noise_db:.0f} dB"
        return f"{told}  {heard.lufs:.1f} LUFS{beats}{noise}  clipped {heard.clipped:.4f}"

    def _frames(self) -> None:
        scenes = self._index.seen.scenes if self._index.seen else ()
        frames = [(number, scene, frame) for number, scene in enumerate(scenes) for frame in scene.key_frames]
        step = max(1, -(-len(frames) // (_ACROSS * _ROWS)))
        lowest = self._y
        for place, (number, scene, frame) in enumerate(frames[::step]):
            column, row = place % _ACROSS, place // _ACROSS
            if column == 0 and row:
                self._y = lowest + 8
            lowest = max(lowest, self._frame(12 + column * (_THUMB + 14), number, scene, frame))
        self._y = lowest + 10

    def _frame(self, x: int, number: int, scene: Scene, frame: KeyFrame) -> int:
        thumb = self._thumb(frame)
        self._image.paste(thumb, (x, self._y))
        for face in scene.faces:
            if face.start <= frame.time <= face.end and face.boxes:
                self._box(x, thumb.size, _nearest(face, frame.time), _FACE)
        for words in self._index.seen.writing if self._index.seen else ():
            if words.start <= frame.time <= words.end:
                self._box(x, thumb.size, words.box, _WORDS)
        across, down = _place(scene, frame.time)
        if scene.path:
            cx, cy = x + across * thumb.width, self._y + down * thumb.height
            self._draw.line((cx - 8, cy, cx + 8, cy), _SUBJECT, 2)
            self._draw.line((cx, cy - 8, cx, cy + 8), _SUBJECT, 2)
        told = f"{frame.time:.2f} s  scene {number + 1}  sharp {frame.sharpness:.0f}"
        self._draw.text((x, self._y + thumb.height + 1), told, _DIM, self._font)
        if frame.caption:
            self._draw.text((x, self._y + thumb.height + 16), frame.caption[:36], _INK, self._font)
        return self._y + thumb.height + (32 if frame.caption else 17)

    def _thumb(self, frame: KeyFrame) -> Image.Image:
        path = self._pictures.get(frame.asset or "")
        if path is None:
            return Image.new("RGB", (_THUMB, _THUMB * 9 // 16), _LINE)
        with Image.open(path) as image:
            high = max(1, round(image.height * _THUMB / image.width))
            return image.convert("RGB").resize((_THUMB, high)).crop((0, 0, _THUMB, min(high, 2 * _THUMB)))

    def _box(self, x: int, size: tuple[int, int], box: Box, color: Color) -> None:
        left, top, wide, high = box
        corners = (left * size[0], top * size[1], (left + wide) * size[0], (top + high) * size[1])
        self._draw.rectangle((x + corners[0], self._y + corners[1], x + corners[2], self._y + corners[3]), outline=color, width=2)

    def _x(self, time: float) -> float:
        return _MARGIN + min(1.0, max(0.0, time / self._length)) * (WIDTH - _MARGIN - 12)

    def _lane(self, name: str, high: int = _LANE) -> int:
        """A new lane; where it starts."""
        top = self._y
        self._draw.text((6, top + high / 2 - 8), name, _DIM, self._font)
        self._draw.line((_MARGIN, top + high, WIDTH - 12, top + high), _LINE)
        self._y += high + 6
        return top

    def _axis(self) -> None:
        top = self._lane("seconds", 18)
        step = next(step for step in (0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 600, 1800, 1e9) if self._length / step <= 26)
        for count in range(int(self._length / step) + 1):
            self._draw.line((self._x(count * step), top + 14, self._x(count * step), top + 18), _DIM)
            self._draw.text((self._x(count * step) + 2, top), f"{count * step:g}", _DIM, self._font)

    def _seen(self) -> None:
        seen = self._index.seen
        if seen is None:
            return
        top = self._lane("scenes")
        for number, scene in enumerate(seen.scenes):
            shade = (54, 58, 70) if number % 2 else (40, 43, 52)
            self._draw.rectangle((self._x(scene.start), top, self._x(scene.end), top + _LANE - 1), fill=shade)
            self._draw.line((self._x(scene.start), top, self._x(scene.start), top + _LANE), _JOINTS[scene.joint], 3)
            if self._x(scene.end) - self._x(scene.start) > 60:
                self._draw.text((self._x(scene.start) + 6, top + 5), ",".join(scene.colors[:2]), _DIM, self._font)
        self._curve("motion", seen.motion, (240, 120, 90), 0.0, max([0.05, *seen.motion.values]))
        self._spans("black", seen.black, (200, 200, 210))
        self._spans("frozen", seen.frozen, (110, 170, 200))
        self._measures(seen.scenes)
        self._spans("faces", [(face.start, face.end) for scene in seen.scenes for face in scene.faces], _FACE)
        self._path(seen.scenes)
        self._texts("words", [(part.start, part.end, part.text) for part in seen.writing], lambda _: _WORDS)

    def _measures(self, scenes: Sequence[Scene]) -> None:
        top = self._lane("shots", _TALL)
        for place, (name, color) in enumerate(_MEASURES.items()):
            self._draw.text((WIDTH - 90, top + 14 * place), name, color, self._font)
            for scene in scenes:
                y = top + _TALL - 2 - getattr(scene, name) * (_TALL - 4)
                self._draw.line((self._x(scene.start), y, self._x(scene.end), y), color, 2)

    def _path(self, scenes: Sequence[Scene]) -> None:
        if not any(scene.path for scene in scenes):
            return
        top = self._lane("subject", _TALL)
        for scene in scenes:
            for way, color in ((1, _SUBJECT), (2, (120, 160, 250))):
                points = [(self._x(point[0]), top + point[way] * _TALL) for point in scene.path]
                if len(points) > 1:
                    self._draw.line(points, color, 2)

    def _heard(self) -> None:
        heard = self._index.heard
        if heard is None:
            return
        self._curve("LUFS", heard.loudness, (120, 220, 160), -60.0, 0.0)
        self._spans("voice", heard.speech, _KINDS["speech"])
        self._spans("silence", heard.silences, (110, 110, 120))
        self._texts("kind", list(heard.kinds), lambda kind: _KINDS.get(kind, _DIM))
        self._texts("parts", [(part.start, part.end, part.label) for part in heard.sections], lambda _: (110, 130, 170))
        if heard.beats is not None:
            top = self._lane("beats")
            down = set(heard.beats.downbeats)
            for time in heard.beats.times:
                high = 0 if time in down else 12
                self._draw.line((self._x(time), top + high, self._x(time), top + _LANE), _INK if time in down else _DIM)
        if heard.onsets:
            top = self._lane("onsets", 14)
            for time in heard.onsets:
                self._draw.line((self._x(time), top, self._x(time), top + 14), (200, 160, 90))
        if heard.peaks:
            top = self._lane("peaks")
            for time, strength in heard.peaks:
                self._draw.line((self._x(time), top + _LANE * (1 - strength), self._x(time), top + _LANE), (250, 80, 80), 3)

    def _curve(self, name: str, curve: Curve, color: Color, low: float, high: float) -> None:
        top = self._lane(name, _TALL)
        self._draw.text((6, top), f"{high:.2g}", _DIM, self._font)
        points = [
            (self._x((number + 0.5) * curve.step), top + _TALL * (1 - min(1.0, max(0.0, (value - low) / (high - low)))))
            for number, value in enumerate(curve.values)
        ]
        if len(points) > 1:
            self._draw.line(points, color, 2)

    def _spans(self, name: str, spans: Sequence[tuple[float, float]], color: Color) -> None:
        if not spans:
            return
        top = self._lane(name, 14)
        for start, end in spans:
            self._draw.rectangle((self._x(start), top + 2, max(self._x(start) + 1, self._x(end) - 1), top + 12), fill=color)

    def _texts(self, name: str, spans: Sequence[tuple[float, float, Any]], color: Callable[[Any], Color]) -> None:
        if not spans:
            return
        top = self._lane(name)
        free = 0.0
        for start, end, text in spans:
            self._draw.rectangle(
                (self._x(start), top + 18, max(self._x(start) + 1, self._x(end) - 1), top + 24), fill=color(text)
            )
            if self._x(start) >= free:
                self._draw.text((self._x(start), top), str(text)[:40], _INK, self._font)
                free = self._x(start) + self._draw.textlength(str(text)[:40], self._font) + 8


def _nearest(face: Face, time: float) -> Box:
    return min(face.boxes, key=lambda box: abs(box[0] - time))[1]


def _place(scene: Scene, time: float) -> tuple[float, float]:
    """Where the subject is at a time."""
    before = [point for point in scene.path if point[0] <= time]
    after = [point for point in scene.path if point[0] > time]
    if not before or not after:
        _, across, down = before[-1] if before else after[0] if after else (0.0, 0.5, 0.5)
        return across, down
    (t0, x0, y0), (t1, x1, y1) = before[-1], after[0]
    share = (time - t0) / (t1 - t0)
    return x0 + share * (x1 - x0), y0 + share * (y1 - y0)


def _font(size: int) -> Any:
    face = next(iter(find_fonts(MediaSettings()).faces), None)
    return ImageFont.load_default(size) if face is None else ImageFont.truetype(str(face.path), size, index=face.face)

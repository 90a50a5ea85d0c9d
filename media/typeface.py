# pyright: basic, reportAttributeAccessIssue=false
"""One face of a font file, read with fontTools: which letters it has, how wide they are, and how far their ink reaches.

Lengths are in ems, so they hold at any size.
"""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from media.frozen import Frozen

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont


class Font(Frozen):
    """One face of a font file."""

    family: str
    path: Path
    face: int = 0
    """Number of the face within a collection."""
    weight: int = 400

    @property
    def cell(self) -> float:
        """Height that ASS calls the font size: the Windows ascent and descent of the face, as libass takes them."""
        return _tables(self.path, self.face).cell

    @property
    def ascent(self) -> float:
        """From the baseline to the top of the cell."""
        return _tables(self.path, self.face).ascent

    def has(self, char: str) -> bool:
        return ord(char) in _tables(self.path, self.face).advances

    def covers(self, text: str) -> bool:
        return all(self.has(char) for char in text if not char.isspace())

    def width(self, text: str) -> float:
        """Width of the text; kerning, which mostly narrows, is left out."""
        advances = _tables(self.path, self.face).advances
        return sum(advances.get(ord(char), 1.0) for char in text)

    def ink(self, text: str) -> tuple[float, float]:
        """How far the drawn letters reach below and above the baseline, as (lowest, highest)."""
        extents = [_extent(self.path, self.face, char) for char in set(text)]
        return min((low for low, _ in extents), default=0.0), max((high for _, high in extents), default=0.0)


class _Tables(Frozen):
    advances: dict[int, float]
    cell: float
    ascent: float


def read_faces(path: Path) -> list[Font]:
    """Upright faces of a file; a file that is no font has none."""
    from fontTools.ttLib import TTCollection, TTFont, TTLibError

    try:
        if path.suffix.lower() == ".ttc":
            with TTCollection(str(path), lazy=True) as collection:
                return [found for number, face in enumerate(collection.fonts) if (found := _face(face, path, number))]
        with TTFont(str(path), lazy=True) as face:
            return [found] if (found := _face(face, path, 0)) else []
    except (TTLibError, OSError, KeyError):
        return []


def _face(face: "TTFont", path: Path, number: int) -> Font | None:
    name, weight = face["name"], face["OS/2"].usWeightClass
    style = (name.getDebugName(17) or name.getDebugName(2) or "").lower()
    family = name.getDebugName(16) or name.getDebugName(1)
    if not family or any(word in style for word in ("italic", "oblique", "condensed")):
        return None
    return Font(family=family, path=path, face=number, weight=weight)


@lru_cache(maxsize=32)
def _tables(path: Path, face: int) -> _Tables:
    font = _opened(path, face)
    units, metrics, os2, hhea = font["head"].unitsPerEm, font["hmtx"].metrics, font["OS/2"], font["hhea"]
    above, below = (os2.usWinAscent, os2.usWinDescent) if os2.usWinAscent else (hhea.ascent, -hhea.descent)
    advances = {code: metrics[glyph][0] / units for code, glyph in (font.getBestCmap() or {}).items()}
    return _Tables.model_construct(advances=advances, cell=(above + below) / units, ascent=above / units)


@lru_cache(maxsize=8)
def _opened(path: Path, face: int) -> "TTFont":
    from fontTools.ttLib import TTFont

    return TTFont(str(path), fontNumber=face, lazy=True)


@lru_cache(maxsize=16_384)
def _extent(path: Path, face: int, char: str) -> tuple[float, float]:
    """Lowest and highest point of a glyph; nothing for what draws nothing."""
    from fontTools.pens.boundsPen import ControlBoundsPen

    font = _opened(path, face)
    glyphs, name = font.getGlyphSet(), (font.getBestCmap() or {}).get(ord(char))
    if name is None:
        return 0.0, 0.0
    pen = ControlBoundsPen(glyphs)
    glyphs[name].draw(pen)
    low, high = (pen.bounds[1], pen.bounds[3]) if pen.bounds else (0, 0)
    return low / font["head"].unitsPerEm, high / font["head"].unitsPerEm

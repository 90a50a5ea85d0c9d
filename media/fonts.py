"""Fonts that can draw English, Chinese and Vietnamese: found on this machine, asked for their letters and their widths."""

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from pathlib import Path

from media.errors import BadCaptions, EngineMissing
from media.frozen import Frozen
from media.settings import MediaSettings
from media.typeface import Font, read_faces

INSTALL = "fonts-noto-cjk"
"""The Debian and Ubuntu package that covers all three languages."""

SAMPLES = {
    "en": "AaBbYyZz09.,!?'\"&%",
    "zh": "的一是了我不人在他这中国说话视频剪辑这個來們說話視頻，。！？《》「」…",
    "vi": "ĂăÂâĐđÊêÔôƠơƯưẰằẲẳẴẵẮắẶặẦầẨẩẪẫẤấẬậẺẻẼẽẸẹỀềỂểỄễẾếỆệỈỉỊịỎỏỌọỒồỔổỖỗỐốỘộỜờỞởỠỡỚớỢợỦủŨũỤụỪừỬửỮữỨứỰựỲỳỶỷỸỹỴỵ",
}
"""Letters that a font must have to draw a language."""

_FAMILIES = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Hiragino Sans GB",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Arial Unicode MS",
    "Noto Sans",
    "DejaVu Sans",
    "Liberation Sans",
    "Arial",
    "Noto Emoji",
    "Noto Sans Symbols2",
    "Symbola",
)
"""Families by preference; each letter is drawn by the first that has it."""

_FILES = re.compile(
    r"^(noto(sans|emoji)|sourcehansans|pingfang|hiragino|wqy-|arial|dejavusans|liberationsans|symbola)[^/]*\.(ttf|otf|ttc)$",
    re.IGNORECASE,
)
_EXTENSIONS = frozenset({".ttf", ".otf", ".ttc"})
_BOLD = 700
_IGNORED = frozenset({"Cf", "Cc", "Cs", "Mn", "Me", "Zl", "Zp"})
"""Categories of characters that draw nothing themselves: controls, joiners, variation selectors, loose marks."""


class Fonts(Frozen):
    """The fonts to draw with, best first."""

    faces: tuple[Font, ...]

    @cached_property
    def main(self) -> Font:
        """The face that most text is drawn in. Raises `EngineMissing` (`no-font`) when there is none at all."""
        if not self.faces:
            raise _no_font("en")
        return max(self.faces, key=lambda font: sum(font.covers(sample) for sample in SAMPLES.values()))

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that can be drawn here."""
        return tuple(code for code, sample in SAMPLES.items() if any(font.covers(sample) for font in self.faces))

    def font_for(self, char: str) -> Font | None:
        """The face that draws a character, or `None`."""
        if not self.faces:
            return None
        if self.main.has(char):
            return self.main
        return next((font for font in self.faces if font.has(char)), None)

    def missing_glyphs(self, text: str) -> set[str]:
        """Characters that no font here can draw; spaces and what draws nothing by itself are never missing."""
        return {char for char in _normal(text) if not _invisible(char) and self.font_for(char) is None}

    def drawable(self, text: str) -> str:
        """The text in composed letters without what cannot be drawn.

        Emoji and symbols that no font has are left out, never shown as boxes. Raises `EngineMissing` (`no-font`) where Chinese
        letters have no font, `BadCaptions` (`missing-glyphs`) for letters of another script.
        """
        missing = self.missing_glyphs(text)
        letters = sorted(char for char in missing if unicodedata.category(char)[0] in "LN")
        if letters:
            raise _no_letters(letters)
        return "".join(char for char in _normal(text) if char not in missing and (char.isspace() or not _invisible(char)))

    def runs(self, text: str) -> Iterator[tuple[Font, str]]:
        """The text in stretches that one face draws."""
        font, run = self.main, ""
        for char in text:
            drawn_by = font if char.isspace() else (self.font_for(char) or self.main)
            if drawn_by != font and run:
                yield font, run
                run = ""
            font, run = drawn_by, run + char
        if run:
            yield font, run

    def width(self, text: str) -> float:
        """Width of one line in ems; kerning, which mostly narrows, is left out."""
        return sum(self._char_width(char) for char in text)

    @cached_property
    def _widths(self) -> dict[str, float]:
        return {}

    def _char_width(self, char: str) -> float:
        if char not in self._widths:
            self._widths[char] = (self.font_for(char) or self.main).width(char)
        return self._widths[char]

    def ink(self, text: str) -> tuple[float, float]:
        """How far one line's letters reach below and above the baseline in ems, as (lowest, highest)."""
        reaches = [font.ink(run) for font, run in self.runs(text)]
        return min((low for low, _ in reaches), default=0.0), max((high for _, high in reaches), default=0.0)


def find_fonts(settings: MediaSettings) -> Fonts:
    """The fonts of this machine that captions are drawn with: the settings' folder first, then the system's.

    Of each family the weight nearest bold is taken. A machine without any gives an empty `Fonts`, whose use raises `no-font`.
    """
    own = (Path(settings.fonts_dir),) if settings.fonts_dir else ()
    return _find(own, _system_folders())


@lru_cache(maxsize=8)
def _find(own: tuple[Path, ...], system: tuple[Path, ...]) -> Fonts:
    extra = [font for path in _files(own, named=False) for font in read_faces(path)]
    found = [font for path in _files(system, named=True) for font in read_faces(path) if font.family in _FAMILIES]
    ranked = sorted(found, key=lambda font: _FAMILIES.index(font.family))
    best: dict[str, Font] = {}
    for font in (*extra, *ranked):
        kept = best.get(font.family)
        if kept is None or abs(font.weight - _BOLD) < abs(kept.weight - _BOLD):
            best[font.family] = font
    return Fonts(faces=tuple(best.values()))


def _system_folders() -> tuple[Path, ...]:
    home = Path.home()
    data = [
        Path(folder) / "fonts" for folder in os.environ.get("XDG_DATA_DIRS", "/usr/local/share:/usr/share").split(":") if folder
    ]
    return (
        home / ".local/share/fonts",
        home / ".fonts",
        *data,
        home / "Library/Fonts",
        Path("/Library/Fonts"),
        Path("/System/Library/Fonts"),
    )


def _files(folders: Iterable[Path], *, named: bool) -> list[Path]:
    """Font files below the folders, in a stable order; `named` keeps those whose names promise a family we know."""
    paths = (path for folder in folders if folder.is_dir() for path in sorted(folder.rglob("*")))
    return [path for path in paths if path.suffix.lower() in _EXTENSIONS and (not named or _FILES.match(path.name))]


def _normal(text: str) -> str:
    """Composed letters: fonts have `ế`, not always the marks it is made of."""
    return unicodedata.normalize("NFC", text)


def _invisible(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in _IGNORED


def _no_letters(letters: list[str]) -> EngineMissing | BadCaptions:
    if any(unicodedata.name(char, "").startswith("CJK") for char in letters):
        return _no_font("zh")
    shown = "".join(letters[:10])
    return BadCaptions(f"no font draws {shown}", code="missing-glyphs", values={"letters": shown})


def _no_font(language: str) -> EngineMissing:
    return EngineMissing(
        "no font for the captions is installed", code="no-font", values={"language": language, "install": INSTALL}
    )

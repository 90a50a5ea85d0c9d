"""Text files: their letters, whatever editor wrote them, and what kind of writing they hold."""

import codecs
import re
import unicodedata

LIMIT_BYTES = 5_000_000
"""More than any script or subtitle file; a longer one is not read."""

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SRT = re.compile(r"^\s*\d{1,2}:\d{2}:\d{2}[,.]\d{1,3}\s*-->\s*\d{1,2}:\d{2}:\d{2}[,.]\d{1,3}", re.MULTILINE)
_PLAYLIST = re.compile(
    r"\s*(?:#EXTM3U|ffconcat version|\[playlist\]|<asx\b|v=0\r?\no=|<\?xml[^>]*\?>\s*<(?:MPD|playlist|smil)\b|<MPD\b|<smil\b)",
    re.IGNORECASE,
)
_CONCAT_LINE = re.compile(r"(?:#.*|(?:file|duration|inpoint|outpoint|stream|option|chapter)\s.+)?")


def decode(raw: bytes) -> str | None:
    """The text in a file's bytes, without byte order mark and composed (NFC), or `None` when they are no text.

    UTF-8 and UTF-16 (by its mark) are certain. Otherwise bytes that pair up as in GB 18030 are Chinese, and the rest is read
    as Windows-1258, the old Vietnamese code page, which shares most of its letters with Western ones.
    """
    for encoding in _candidates(raw):
        try:
            text = unicodedata.normalize("NFC", raw.decode(encoding).removeprefix("\ufeff"))
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    return None


def is_playlist(text: str) -> bool:
    """Whether a text names other files to play: M3U8, DASH, SDP, PLS, ASX, SMIL or an FFmpeg concat script."""
    if _PLAYLIST.match(text):
        return True
    lines = text.strip().splitlines()
    named = sum(line.strip().startswith("file ") for line in lines)
    return named > 0 and all(_CONCAT_LINE.fullmatch(line.strip()) for line in lines)


def subtitle_format(text: str) -> str | None:
    """`srt`, `vtt` or `ass` when the text is a subtitle file."""
    start = text.lstrip()
    if start.startswith("WEBVTT"):
        return "vtt"
    if start.lower().startswith("[script info]"):
        return "ass"
    return "srt" if _SRT.search(text[:8_000]) else None


def _candidates(raw: bytes) -> tuple[str, ...]:
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return (encoding,)
    return ("utf-8", "gb18030", "cp1258") if _pairs_up(raw) else ("utf-8", "cp1258")


def _pairs_up(raw: bytes) -> bool:
    """Whether high bytes come in twos that are common Chinese: GB 2312's first level (leads B0-D7) and its punctuation.

    Vietnamese letters with their tones come in twos as well, but small ones lead with E0-FF.
    """
    runs = re.findall(rb"[\x80-\xff]+", raw)
    leads = [lead for run in runs if len(run) % 2 == 0 for lead in run[::2]]
    common = sum(0xB0 <= lead <= 0xD7 or 0xA1 <= lead <= 0xA3 for lead in leads)
    return 2 * common > 0.75 * sum(map(len, runs))

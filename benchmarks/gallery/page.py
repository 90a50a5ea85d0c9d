"""The gallery as one HTML page beside its files, and the table of capabilities for the documentation."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from agent_core.catalogue.examples import examples as wishes_of
from agent_core.catalogue.examples import name_of
from agent_core.catalogue.listing import built
from agent_core.languages import LANGUAGES, Language
from benchmarks.gallery.checks import Check
from benchmarks.gallery.example import Example
from benchmarks.gallery.stage import Told
from media.frozen import Frozen


class Entry(Frozen):
    """An example, what came of it, and what was measured."""

    example: Example
    told: Told
    checks: tuple[Check, ...]
    sheet: str | None = None

    @property
    def passed(self) -> bool:
        """Whether all that was measured is as it should be."""
        return all(check.passed for check in self.checks)


_STYLE = """
body{background:#101014;color:#e8e8ea;font:15px/1.5 system-ui,"Noto Sans CJK SC",sans-serif;margin:0 auto;
max-width:1180px;padding:24px}
article{background:#1a1a20;border:1px solid #2c2c34;border-radius:14px;padding:18px;margin:18px 0}
h2{margin:0 0 6px;font-size:18px} .ok{color:#6fd08c} .bad{color:#ff6b6b} blockquote{margin:6px 0;color:#b9c7ff}
video,audio,img{max-width:100%;border-radius:8px;margin-top:8px} video,img.one{max-height:340px}
table{border-collapse:collapse;font-size:13px;margin-top:8px} td{padding:2px 12px 2px 0;vertical-align:top}
pre{white-space:pre-wrap;background:#131318;border-radius:8px;padding:10px;font:inherit;font-size:13px}
details{color:#a8a8b0;font-size:13px} a{color:#8fb4ff}
"""
_OUTPUT = {
    **dict.fromkeys(("subtitle", "transcribe", "chapters", "overview", "commentary"), "of the speech"),
    **dict.fromkeys(("ask", "summarize", "find"), "of the speech, told in that of the wish"),
    **dict.fromkeys(("help", "describe"), "of the wish"),
    **dict.fromkeys(("meme", "title", "thumbnail"), "of the given words; else of the wish"),
    **dict.fromkeys(("voiceover",), "of the given words: en, zh, vi"),
    **dict.fromkeys(("write",), "of the material"),
}
"""In which language the words of a product are, where it has any."""


def write_page(entries: Sequence[Entry], target: Path, summary: str) -> None:
    """Write the page."""
    body = "\n".join(_article(entry) for entry in entries)
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Cutroom: gallery</title>'
    html = f"<!doctype html><html lang=en>{head}<style>{_STYLE}</style><h1>Gallery</h1><p>{escape(summary)}</p>{body}</html>\n"
    target.write_text(html, encoding="utf-8")


def table(entries: Sequence[Entry]) -> str:
    """Capability by language of the wish by language of the output, in Markdown.

    What was tried stands in its own words, with a tick where it passed and a cross where not.
    """
    tried = {(entry.example.capability, entry.example.language): entry for entry in entries}
    head = "| capability | " + " | ".join(f"wish in {language}" for language in LANGUAGES) + " | language of the output |"
    rows = [head, "|" + "---|" * (len(LANGUAGES) + 2)]
    for name in built():
        cells = [_cell(name, language, tried.get((name, language))) for language in LANGUAGES]
        rows.append(f"| `{name}` ({name_of('en', name)}) | {' | '.join(cells)} | {_OUTPUT.get(name, '–')} |")
    return "\n".join(rows)


def _cell(name: str, language: Language, tried: Entry | None) -> str:
    wish = next(iter(wishes_of(language, name)), "–") if tried is None else " → ".join(tried.example.wishes)
    mark = "" if tried is None else " ✓" if tried.passed else " ✗"
    return f"{wish}{mark}".replace("|", "\\|")


def _article(entry: Entry) -> str:
    example, told = entry.example, entry.told
    state = '<span class="ok">✓</span>' if entry.passed else '<span class="bad">✗</span>'
    rows = "".join(
        f'<tr class="{"" if check.passed else "bad"}"><td>{escape(check.name)}<td>{escape(check.found)}<td>{escape(check.wanted)}'
        for check in entry.checks
    )
    wishes = "".join(f"<blockquote>{escape(wish)}</blockquote>" for wish in example.wishes)
    files = "".join(_shown(name) for name in told.files)
    sheet = f'<img src="{escape(entry.sheet)}" alt="contact sheet">' if entry.sheet else ""
    verdict = f"<details><summary>how it was made, and the check</summary><pre>{escape(told.verdict)}</pre></details>"
    title = f"{state} {escape(example.capability)} <small>{example.language}, {told.took} s</small>"
    sent = ", ".join(escape(name) for name in example.files)
    return (
        f"<article><h2>{title}</h2>{wishes}<small>{sent}</small><pre>{escape(told.text)}</pre>{files}{sheet}"
        f"<table>{rows}</table>{verdict if told.verdict else ''}</article>"
    )


def _shown(name: str) -> str:
    ending, link = name.rpartition(".")[2], escape(name)
    if ending in ("mp4", "webm"):
        return f'<video controls preload="metadata" src="{link}"></video>'
    if ending in ("wav", "mp3", "m4a", "ogg", "flac"):
        return f'<audio controls preload="metadata" src="{link}"></audio>'
    if ending in ("jpg", "png", "gif"):
        return f'<img class="one" src="{link}" alt="">'
    return f'<p><a href="{link}">{link}</a></p>'

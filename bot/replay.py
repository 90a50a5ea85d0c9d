"""A page that replays chats without a server: bubbles, players, times, all in one HTML file beside the media."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from agent_core.languages import Language


@dataclass
class ReplayFile:
    """A file in a bubble; `path` and `poster` are relative to the page."""

    name: str
    path: str
    kind: str
    size_bytes: int
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    poster: str | None = None


@dataclass
class ReplayMessage:
    """A bubble; `took` is the time from the wish to this answer, seconds."""

    author: str
    kind: str
    text: str
    files: list[ReplayFile] = field(default_factory=list[ReplayFile])
    buttons: list[str] = field(default_factory=list[str])
    quote: str | None = None
    took: float | None = None


@dataclass
class ReplayChat:
    """One conversation."""

    language: Language
    title: str
    messages: list[ReplayMessage] = field(default_factory=list[ReplayMessage])


def write(target: Path, chats: Sequence[ReplayChat], summary: str) -> None:
    """Write the page; its style is the web chat's own."""
    page = files("bot.web") / "page"
    style = (page / "style.css").read_text(encoding="utf-8")
    content: dict[str, Any] = {"summary": summary, "chats": [asdict(chat) for chat in chats]}
    data = json.dumps(content, ensure_ascii=False).replace("</", "<\\/")
    html = (page / "replay.html").read_text(encoding="utf-8")
    target.write_text(html.replace("/*style*/", style).replace("/*chats*/", data), encoding="utf-8")

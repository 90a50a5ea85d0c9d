"""Small material, a store and an editor of their own for every test."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from agent_core.agent import LanguageHints, Wish
from agent_core.editor import Editor
from agent_core.messages import Attachment, Limits, Note
from agent_core.projects import Revision
from agent_core.settings import AgentSettings
from media.ffmpeg import FFmpeg
from media.settings import MediaSettings
from media.store import FileStore, Store

SRT = "1\n00:00:00,200 --> 00:00:01,200\nXin chào các bạn\n\n2\n00:00:01,300 --> 00:00:02,400\n大家好\n"


def nothing(stage: str, fraction: float, left: float | None) -> None:
    """A report that nobody reads."""


@pytest.fixture(scope="session")
def material(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A clip that moves and hums, a picture, subtitles and a script."""
    folder = tmp_path_factory.mktemp("material")
    program = FFmpeg(MediaSettings()).path
    clip, photo, quiet = folder / "clip.mp4", folder / "photo.png", folder / "quiet.mp4"
    picture = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=3"]
    hum = ["-f", "lavfi", "-i", "sine=frequency=330:duration=3:sample_rate=48000"]
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    for args in (
        [*picture, *hum, *coded, "-c:a", "aac", "-shortest", str(clip)],
        [*picture, *coded, str(quiet)],
        ["-f", "lavfi", "-i", "testsrc2=size=320x180", "-frames:v", "1", str(photo)],
    ):
        subprocess.run([program, "-v", "error", "-y", *args], check=True, timeout=30)
    (folder / "lines.srt").write_text(SRT, encoding="utf-8")
    (folder / "script.txt").write_text("Good evening.\nThis is the news of the day.\n", encoding="utf-8")
    return {path.name: path for path in folder.iterdir()}


@pytest.fixture
def settings(home: Path) -> MediaSettings:
    return MediaSettings(home=home)


@pytest.fixture
def store(home: Path) -> Store:
    return FileStore(home / "store")


@pytest.fixture
def editor(settings: MediaSettings, store: Store) -> Editor:
    return Editor(AgentSettings(), settings, store)


Give = Callable[..., AsyncIterator[Wish]]


@pytest.fixture
def give(material: dict[str, Path], store: Store):
    """Make a wish of words and files of the material, by name."""

    async def made(text: str = "", *names: str, **more: object) -> Wish:
        limits = more.pop("limits", Limits(upload_bytes=10 * 1024 * 1024))
        attachments = [await attach(store, material[name]) for name in names]
        return Wish.model_validate(
            {"text": text, "attachments": attachments, "limits": limits, "languages": LanguageHints(), **more}
        )

    return made


async def attach(store: Store, path: Path) -> Attachment:
    """A file as an attachment in the store."""

    async def content() -> AsyncIterator[bytes]:
        yield await asyncio.to_thread(path.read_bytes)

    asset = await store.put(content())
    return Attachment(asset=asset.id, name=path.name, size_bytes=asset.size_bytes)


def revision(plan, outcome, parent: str | None = None, name: str = "r1") -> Revision:
    """What the workers keep of a result."""
    return Revision(
        id=name,
        project="p",
        parent=parent,
        language=plan.language,
        intent=plan.intent,
        workflow=outcome.workflow or plan.workflow,
        products=outcome.products,
        note=outcome.note if outcome else Note(code="done"),
    )

"""Links in a wish: found in its words, fetched into the store, and handed on as the attachments they stand for."""

import asyncio
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationError

from agent_core.agent import Wish
from agent_core.messages import Answer, Attachment
from media.errors import BadMedia, ProcessFailed, ProcessKilled, ProcessTimeout
from media.process import ProcessLimits, run
from media.store import Store, open_store
from workers.errors import WorkerError
from workers.fetching import Guard, LinkFailed, fetched
from workers.settings import WorkerSettings

MOST = 5
"""Links of one message that are followed."""
ENDINGS = frozenset(
    {"mp4", "mov", "mkv", "webm", "avi", "m4v", "mpg", "mpeg", "ts", "gif"}
    | {"mp3", "wav", "ogg", "oga", "opus", "m4a", "flac", "aac", "mid", "midi"}
    | {"jpg", "jpeg", "png", "webp", "bmp", "srt", "vtt", "ass", "txt"}
)
"""Endings that a fetched file keeps; of a stranger's name nothing else is believed."""
PROGRAM = "yt-dlp"

_LINK = re.compile(r"https?://[^\s<>\"'“”‘’「」『』（）()\u3000-\u303f\uff00-\uffef]+", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“「『'‘][^\"”」』'’]*[\"”」』'’]")
_PAGES_WALL = 600.0


class LinksOff(WorkerError):
    """This installation follows no links."""

    code = "links-off"


class LinkIsPage(WorkerError):
    """The link leads to a page, not to a file, and no program that could find the film in it is switched on; value: `site`."""

    code = "link-is-page"


LINK_ERRORS = (LinksOff, LinkIsPage, LinkFailed)


def found(text: str) -> tuple[str, tuple[str, ...]]:
    """The words without their links, and the links; what stands in quotes is words."""
    quoted = [span.span() for span in _QUOTED.finditer(text)]
    rest, links, at = "", list[str](), 0
    for link in _LINK.finditer(text):
        if any(start < link.start() < end for start, end in quoted):
            continue
        rest, at = rest + text[at : link.start()], link.end()
        links.append(link[0].rstrip(".,;:!?"))
    rest = " ".join((rest + text[at:]).split(" ")) if links else text
    return re.sub(r"[ \t]{2,}", " ", rest).strip() if links else text, tuple(dict.fromkeys(links))


class Links:
    """Follows the links of wishes and answers."""

    def __init__(self, settings: WorkerSettings, store: Store | None = None, guard: Guard | None = None) -> None:
        self._settings = settings
        self._store = store or open_store(settings.store_url, settings.home)
        self._guard = guard or Guard()

    async def followed(self, job: str, wish: Wish) -> Wish:
        """The wish with what its links lead to as attachments, and without them in its words.

        Where there is material already, a link that leads to none stays what it is: words. Raises `LinksOff`, `LinkFailed`,
        `LinkIsPage`, and `WorkerError` with code `too-large`.
        """
        if wish.partial is None:
            text, files = await self._taken(job, wish.text, bool(wish.attachments or wish.replied))
            wish = wish.model_copy(update={"text": text, "attachments": (*wish.attachments, *files)})
        else:
            _, files = await self._taken(job, wish.text, True)
            wish = wish.model_copy(update={"attachments": (*wish.attachments, *files)})
        return wish.model_copy(update={"answers": tuple([await self._answered(job, answer) for answer in wish.answers])})

    async def _answered(self, job: str, answer: Answer) -> Answer:
        text, files = await self._taken(job, answer.text, bool(answer.attachments))
        return answer.model_copy(update={"text": text, "attachments": (*answer.attachments, *files)}) if files else answer

    async def _taken(self, job: str, text: str, enough: bool) -> tuple[str, Sequence[Attachment]]:
        rest, links = found(text)
        if not links:
            return text, ()
        try:
            return rest, [await self._followed(job, link, number) for number, link in enumerate(links[:MOST], 1)]
        except WorkerError:
            if enough:
                return text, ()
            raise

    async def _followed(self, job: str, link: str, number: int) -> Attachment:
        """What a link leads to; fetched once for a job, however often it is planned."""
        if not self._settings.links:
            raise LinksOff
        key = f"link:{job}:{link}"
        kept = await self._store.recall(key)
        if kept is not None:
            try:
                return Attachment.model_validate_json(kept)
            except ValidationError:
                pass  # of another version; fetched anew
        attachment = await self._fetched(link, f"link-{number}")
        await self._store.remember(key, attachment.model_dump_json().encode())
        return attachment

    async def _fetched(self, link: str, stem: str) -> Attachment:
        limit = self._settings.max_upload_bytes
        try:
            async with fetched(link, self._guard, limit) as answer:
                if not answer.page:
                    asset = await self._store.put(answer.content, limit)
                    return Attachment(asset=asset.id, name=_name(stem, answer.path), size_bytes=asset.size_bytes)
        except BadMedia as error:
            raise LinkFailed(code="too-large", values={"limit_mb": limit // 1_000_000}) from error
        return await self._from_page(link, stem)

    async def _from_page(self, link: str, stem: str) -> Attachment:
        """The film in a page, by yt-dlp. It finds its own way through the net: that is why it is off unless switched on."""
        program = shutil.which(PROGRAM) if self._settings.page_links else None
        if program is None:
            raise LinkIsPage(values={"site": site(link)})
        work = self._settings.home.absolute() / "work"
        await asyncio.to_thread(work.mkdir, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="run-page-", dir=work) as folder:
            limits = ProcessLimits(wall=_PAGES_WALL, file_bytes=self._settings.max_upload_bytes)
            command = _command(program, link, folder, self._settings.max_upload_bytes)
            try:
                await run(command, limits=limits)
            except (ProcessFailed, ProcessKilled, ProcessTimeout) as error:
                raise LinkFailed(values={"site": site(link)}) from error
            film = await asyncio.to_thread(_largest, Path(folder))
            if film is None:
                raise LinkFailed(values={"site": site(link)})
            asset = await self._store.adopt(film)
        return Attachment(asset=asset.id, name=_name(stem, film.name), size_bytes=asset.size_bytes)


def _largest(folder: Path) -> Path | None:
    return max(folder.iterdir(), key=lambda path: path.stat().st_size, default=None)


def site(link: str) -> str:
    """The host that a link names, for a person to recognize."""
    return (urlsplit(link).hostname or link)[:60]


def _command(program: str, link: str, folder: str, limit_bytes: int) -> list[str]:
    options = ["--ignore-config", "--no-playlist", "--no-cache-dir", "--no-progress", "--no-mtime", "--no-part"]
    bounds = ["--max-filesize", str(limit_bytes), "--socket-timeout", "15", "--retries", "2", "--playlist-items", "1"]
    form = ["--format", "b[height<=1080]/bv*[height<=1080]+ba/b", "--output", f"{folder}/film.%(ext)s"]
    return [program, *options, *bounds, *form, "--", link]


def _name(stem: str, path: str) -> str:
    ending = path.rpartition(".")[2].lower()
    return f"{stem}.{ending}" if ending in ENDINGS else stem

"""Carries composed workflows out on two seconds of 320 × 180, and probes what they deliver."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path

from agent_core.agent import Plan, Wish
from agent_core.answering import answers_of
from agent_core.decision import decide
from agent_core.editor import Editor
from agent_core.errors import AgentError
from agent_core.intents import Goal, Intent
from agent_core.messages import AttachmentKind, Product
from agent_core.previews import LIMITS
from agent_core.questions import given_files
from agent_core.settings import AgentSettings
from agent_core.tool import tools
from benchmarks.combinations import PARAMS, Combination
from media.errors import BadMedia
from media.facts import MediaFacts
from media.ffmpeg import FFmpeg
from media.probe import probe
from media.settings import MediaSettings
from media.store import FileStore

SECONDS = 2.0
SIZE = (320, 180)
_UNSPOKEN = "no-speech"
"""What is rightly said of this material by a step that writes down what is said: nobody speaks in it."""
_LEAST = 0.2
"""Seconds that a product lasts at least."""

_SRT = "1\n00:00:00,200 --> 00:00:01,000\nHello there\n\n2\n00:00:01,100 --> 00:00:01,900\n你好\n"
_SCRIPT = "A short word.\n"
_PICTURE = f"testsrc2=size={SIZE[0]}x{SIZE[1]}:rate=25:duration={SECONDS}"
_NAMES: Mapping[AttachmentKind, tuple[str, ...]] = {
    "video": ("one.mp4", "two.mp4"),
    "image": ("photo.png",),
    "audio": ("song.wav", "voice.wav"),
    "text": ("script.txt",),
    "subtitle": ("lines.srt",),
}


class Bench:
    """Material, a store and the agent in a folder of their own. Not to be used from several tasks at once."""

    def __init__(self, folder: Path) -> None:
        self._settings = MediaSettings(home=folder / "home")
        self._store = FileStore(folder / "home" / "store")
        self._editor = Editor(AgentSettings(), self._settings, self._store)
        self._material = folder / "material"
        self._known: dict[str, MediaFacts] = {}

    async def carried_out(self, combination: Combination) -> list[str]:
        """What goes wrong when a combination is carried out; empty when all that it delivers is sound."""
        goals = tuple(Goal(capability=name, params=PARAMS.get(name, {})) for name in combination.goals)
        wish = Wish(text="", limits=LIMITS)
        try:
            given = given_files([await self._facts(name) for name in _names(combination)])
            plan = decide(wish, Intent(language="en", goals=goals), given, tools())
            if not isinstance(plan, Plan) or plan.workflow is None:
                return ["there is no plan"]
            outcome = await self._editor.run(plan, wish, lambda stage, fraction, left: None)
            found = [fault for product in outcome.products async for fault in self._faults(product)]
        except (AgentError, BadMedia) as error:
            return [] if error.code == _UNSPOKEN else [f"{error.code}: {error}"]
        made = len(outcome.products) + len(answers_of(outcome.note))
        return found if made >= len(plan.workflow.deliver) else [*found, "something is not delivered"]

    async def _faults(self, product: Product) -> AsyncIterator[str]:
        if product.kind == "file":
            if not product.size_bytes:
                yield f"{product.name} is empty"
            return
        facts = await probe(await self._store.path(product.asset), product.asset, product.name, self._settings)
        if product.kind in ("video", "audio") and (facts.duration or 0.0) < _LEAST:
            yield f"{product.name} lasts {facts.duration} s"
        if product.kind in ("video", "image", "animation") and min(facts.width or 0, facts.height or 0) < 100:
            yield f"{product.name} is {facts.width} × {facts.height}"
        if product.kind in ("video", "audio") and not facts.has_sound:
            yield f"{product.name} is silent"

    async def _facts(self, name: str) -> MediaFacts:
        """A file of the material in the store, probed."""
        if name not in self._known:
            if not self._material.is_dir():
                await asyncio.to_thread(make_material, self._material, self._settings)
            asset = await self._store.put(_read(self._material / name))
            self._known[name] = await probe(await self._store.path(asset.id), asset.id, name, self._settings)
        return self._known[name]


def make_material(folder: Path, settings: MediaSettings) -> None:
    """Two films, a picture, two sounds, subtitles and a script."""
    folder.mkdir(parents=True)
    program = FFmpeg(settings).path
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-shortest"]
    for args in (
        [*_source(_PICTURE), *_tone(330), *coded, "one.mp4"],
        [*_source(f"{_PICTURE},hue=h=120"), *_tone(440), *coded, "two.mp4"],
        [*_source(_PICTURE), "-frames:v", "1", "photo.png"],
        [*_tone(262), "song.wav"],
        [*_tone(196), "voice.wav"],
    ):
        subprocess.run([program, "-v", "error", "-y", *args], check=True, timeout=30, cwd=folder)
    (folder / "lines.srt").write_text(_SRT, encoding="utf-8")
    (folder / "script.txt").write_text(_SCRIPT, encoding="utf-8")


def _source(graph: str) -> list[str]:
    return ["-f", "lavfi", "-i", graph]


def _tone(hertz: int) -> list[str]:
    """A tone over a faint hiss, that pauses in the middle."""
    sounding = f"1-between(t,{SECONDS * 0.4},{SECONDS * 0.8})"
    return _source(f"aevalsrc='0.125*sin(2*PI*{hertz}*t)*({sounding})+0.001*(random(0)-0.5)':d={SECONDS}:s=48000")


def _names(combination: Combination) -> Iterator[str]:
    for index, kind in enumerate(combination.attach):
        yield _NAMES[kind][combination.attach[:index].count(kind)]


async def _read(path: Path) -> AsyncIterator[bytes]:
    yield await asyncio.to_thread(path.read_bytes)

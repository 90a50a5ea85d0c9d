"""Surveys as steps of a workflow: every file once, however it is asked for again, and a bank of what they found."""

import subprocess
from pathlib import Path

import pytest

from agent_core.artifacts import MaterialBank, Transcripts
from agent_core.executor import Executor, Ran
from agent_core.surveys import index_of
from agent_core.tool import Context, tools
from agent_core.tools.gather import Output as Gathered
from agent_core.workflow import Given, Step, Workflow
from media.facts import MediaFacts
from media.ffmpeg import FFmpeg
from media.probe import probe
from media.senses import survey as surveying
from media.settings import MediaSettings
from media.speech.espeak import Espeak
from media.store import FileStore, Store
from media.transcription.transcript import Line, Transcript
from tests.agent_core.conftest import attach, nothing

pytestmark = pytest.mark.ffmpeg


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A film of coloured bars that hums, the same without a sound, a picture and a recording; nothing in them is written."""
    folder = tmp_path_factory.mktemp("material")
    program = FFmpeg(MediaSettings()).path
    bars, hum = ["-f", "lavfi", "-i", "smptebars=s=320x180:r=25:d=2"], ["-f", "lavfi", "-i", "sine=d=2"]
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    for name, args in {
        "clip.mp4": [*bars, *hum, *coded, "-c:a", "aac"],
        "quiet.mp4": [*bars, *coded],
        "photo.png": ["-f", "lavfi", "-i", "rgbtestsrc=s=320x180", "-frames:v", "1"],
        "hum.mp3": hum,
    }.items():
        subprocess.run([program, "-v", "error", "-y", *args, str(folder / name)], check=True, timeout=60)
    return {path.name: path for path in folder.iterdir()}


@pytest.fixture
def executor(settings: MediaSettings, store: Store, tmp_path: Path) -> Executor:
    context = Context(
        store=store,
        ffmpeg=FFmpeg(settings),
        settings=settings,
        speaker=Espeak(settings),
        work=tmp_path / "work",
        report=lambda fraction: None,
    )
    return Executor(tools(), context, {})


async def _kept(store: Store, settings: MediaSettings, path: Path) -> MediaFacts:
    attached = await attach(store, path)
    return await probe(await store.path(attached.asset), attached.asset, path.name, settings)


def _workflow(*files: MediaFacts, said: Transcripts | None = None) -> Workflow:
    footage = Given(artifact="Footage", value={"files": [facts.model_dump(mode="json") for facts in files]})
    given = {"footage": footage}
    if said is not None:
        given["said"] = Given(artifact="Transcripts", value=said.model_dump(mode="json"))
    heard = {"transcripts": "given:said"} if said is not None else {}
    steps = (
        Step(id="survey", tool="survey", inputs={"footage": "given:footage"}),
        Step(id="gather", tool="gather", inputs={"survey": "survey", **heard}),
    )
    return Workflow(given=given, steps=steps, deliver=("gather",))


def _bank(ran: Ran) -> MaterialBank:
    output = ran.outputs["gather"]
    assert isinstance(output, Gathered)
    return output.bank


async def test_a_film_and_a_picture_become_a_bank(
    executor: Executor, store: Store, settings: MediaSettings, material: dict[str, Path]
) -> None:
    film = await _kept(store, settings, material["clip.mp4"])
    photo = await _kept(store, settings, material["photo.png"])
    said = Transcripts(
        files=(
            Transcript(
                asset=film.asset,
                language="en",
                lines=(Line(start=0, end=1, text="Hello."),),
                engine="subtitles",
                origin="given",
            ),
        )
    )
    bank = _bank(await executor.run(_workflow(film, photo, film, said=said), nothing))
    assert [file.facts for file in bank.files] == [film, photo, film]
    assert bank.files[0] == bank.files[2] and bank.transcripts == said.files
    seen, still = [await index_of(file, store) for file in bank.files[:2]]
    assert seen.heard is not None and seen.seen is not None and seen.seen.scenes[-1].end == pytest.approx(2, abs=0.1)
    assert still.heard is None and still.seen is not None


async def test_what_was_surveyed_serves_other_wishes(
    executor: Executor, store: Store, settings: MediaSettings, material: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    film = await _kept(store, settings, material["quiet.mp4"])
    photo = await _kept(store, settings, material["photo.png"])
    alone = _bank(await executor.run(_workflow(film), nothing)).files
    await executor.run(_workflow(photo), nothing)
    monkeypatch.setattr(surveying, "run_module", None)
    ran = await executor.run(_workflow(photo, film), nothing)
    assert "survey" not in ran.cached and _bank(ran).files[1] == alone[0], "another mixture of the same files"


async def test_an_index_that_is_gone_is_made_anew(
    executor: Executor, store: FileStore, settings: MediaSettings, material: dict[str, Path]
) -> None:
    photo = await _kept(store, settings, material["photo.png"])
    (file,) = _bank(await executor.run(_workflow(photo), nothing)).files
    assert "survey" in (await executor.run(_workflow(photo), nothing)).cached
    await store.delete(file.index)
    ran = await executor.run(_workflow(photo), nothing)
    assert "survey" not in ran.cached
    assert (await index_of(_bank(ran).files[0], store)).seen is not None


async def test_a_recording_is_listened_to(
    executor: Executor, store: Store, settings: MediaSettings, material: dict[str, Path]
) -> None:
    facts = await _kept(store, settings, material["hum.mp3"])
    source = Given(artifact="SourceAudio", value={"facts": facts.model_dump(mode="json")})
    steps = (
        Step(id="survey", tool="survey_sound", inputs={"source": "given:audio"}),
        Step(id="gather", tool="gather", inputs={"survey": "survey"}),
    )
    ran = await executor.run(Workflow(given={"audio": source}, steps=steps, deliver=("gather",)), nothing)
    index = await index_of(_bank(ran).files[0], store)
    assert index.seen is None and index.heard is not None and index.speech is not None

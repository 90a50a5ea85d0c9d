"""A result for other editors: what a reply gets, read back."""

import json
import zipfile

import opentimelineio as otio
import pytest

from agent_core.agent import Plan
from agent_core.editor import Editor
from agent_core.errors import Impossible
from agent_core.messages import Template
from agent_core.projects import Revision
from agent_core.tools.export import Input, export
from media.probe import probe
from media.store import Store
from media.timeline import Timeline
from tests.agent_core.conftest import nothing, revision

pytestmark = pytest.mark.ffmpeg


@pytest.fixture
async def replied(editor: Editor, give) -> Revision:
    """A cut with captions, finished."""
    return await _done(editor, await give("cut the first second and burn in the subtitles", "clip.mp4", "lines.srt"))


async def _done(editor: Editor, wish) -> Revision:
    plan = await editor.plan(wish, nothing)
    assert isinstance(plan, Plan), plan
    return revision(plan, await editor.run(plan, wish, nothing))


@pytest.mark.parametrize("text", ["export as otio", "导出otio", "xuất otio"])
async def test_the_cut_as_a_project(editor: Editor, give, store: Store, replied: Revision, text: str) -> None:
    made = await _done(editor, await give(text, replied=replied))
    (product,) = made.products
    assert (product.kind, product.name.rpartition(".")[2], made.note.code) == ("file", "otio", "done-export")
    read = otio.adapters.read_from_string((await store.path(product.asset)).read_text(), "otio_json")
    assert read.duration().to_seconds() == pytest.approx(2.0, abs=0.05)
    (clip,) = read.tracks[0]
    assert clip.source_range.start_time.value == 25 and clip.media_reference.target_url == "video.mp4"
    assert [marker.name for marker in read.tracks.markers] == ["Xin chào các bạn", "大家好"]


@pytest.mark.parametrize("text", ["export the srt please", "导出srt", "xuất srt"])
async def test_the_captions_alone(editor: Editor, give, store: Store, replied: Revision, text: str) -> None:
    made = await _done(editor, await give(text, replied=replied))
    (product,) = made.products
    written = (await store.path(product.asset)).read_text()
    assert product.name.endswith(".srt") and "大家好" in written
    assert written.startswith("1\n00:00:00,000 --> 00:00:00,200"), "times are those of the cut"


async def test_everything_in_one_file_opens_as_it_is(
    editor: Editor, give, store: Store, settings, tmp_path, replied: Revision
) -> None:
    made = await _done(editor, await give("", replied=replied, template=Template(capability="export")))
    (product,) = made.products
    assert product.name.endswith(".zip") and product.content_type == "application/zip"
    with zipfile.ZipFile(await store.path(product.asset)) as archive:
        assert sorted(archive.namelist()) == ["captions.srt", "parts/01.mp4", "project.otio"]
        archive.extractall(tmp_path)
    read = otio.adapters.read_from_file(str(tmp_path / "project.otio"))
    for clip in read.find_clips():
        assert (tmp_path / clip.media_reference.target_url).is_file()
    facts = await probe(tmp_path / "parts" / "01.mp4", "p", "01.mp4", settings)
    assert facts.duration == pytest.approx(read.duration().to_seconds(), abs=0.05) and facts.has_sound


async def test_an_export_can_be_changed_and_taken_back(editor: Editor, give, store: Store, replied: Revision) -> None:
    exported = await _done(editor, await give("export as otio", replied=replied))
    change = Template.model_validate({"capability": "edit", "params": {"aspect": "1:1"}})
    again = await _done(editor, await give("", replied=exported, template=change))
    document = json.loads((await store.path(again.products[0].asset)).read_text())
    assert document["metadata"]["cutroom"]["width"] == document["metadata"]["cutroom"]["height"]


async def test_a_format_that_the_result_has_itself_changes_it(editor: Editor, give) -> None:
    heard = await _done(editor, await give("extract the audio as mp3", "clip.mp4"))
    again = await _done(editor, await give("", replied=heard, template=Template(capability="export", params={"format": "wav"})))
    assert [product.name for product in again.products] == ["extract_audio.wav"]


async def test_what_has_no_captions_has_no_subtitle_file() -> None:
    with pytest.raises(Impossible) as refused:
        await export.run(Input(timeline=Timeline(rate=(30, 1), width=2, height=2), format="srt"), None)
    assert refused.value.code == "no-captions"

"""Two languages in one track of captions."""

import pytest

from agent_core.agent import Plan, Refused
from agent_core.bilingual import in_languages
from agent_core.editor import Editor
from agent_core.errors import Impossible
from agent_core.messages import Template
from media.store import Store
from media.subtitle_files import write_srt
from media.subtitles import Cue
from tests.agent_core.conftest import attach, nothing

CHINESE = [Cue(start=0, end=1, text="你好"), Cue(start=1, end=2, text="再见")]
ENGLISH = [Cue(start=0, end=1, text="Hello"), Cue(start=1, end=2, text="Good bye")]
VIETNAMESE = [Cue(start=0, end=1, text="Xin chào các bạn"), Cue(start=1, end=2, text="Tạm biệt")]
BOTH = [Cue(start=0, end=1, text="你好\nHello"), Cue(start=1, end=2, text="再见\nGood\nbye")]


def _told(cues) -> list[tuple[str, str]]:
    return [(cue.text, cue.second) for cue in cues]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("first", "second", "asked", "told"),
    [
        (CHINESE, ENGLISH, (), [("你好", "Hello"), ("再见", "Good bye")]),
        (CHINESE, ENGLISH, ("en", "zh"), [("Hello", "你好"), ("Good bye", "再见")]),
        (ENGLISH, VIETNAMESE, ("vi", "en"), [("Xin chào các bạn", "Hello"), ("Tạm biệt", "Good bye")]),
        (CHINESE, ENGLISH, ("en",), [("Hello", ""), ("Good bye", "")]),
        (CHINESE, None, (), [("你好", ""), ("再见", "")]),
        (CHINESE, CHINESE, (), [("你好", ""), ("再见", "")]),
        (BOTH, None, (), [("你好", "Hello"), ("再见", "Good\nbye")]),
        (BOTH, None, ("en", "zh"), [("Hello", "你好"), ("Good\nbye", "再见")]),
        (BOTH, None, ("zh",), [("你好", ""), ("再见", "")]),
    ],
)
def test_the_languages_asked_for_stand_in_their_order(first, second, asked, told) -> None:
    assert _told(in_languages(first, second, asked)) == told


@pytest.mark.unit
@pytest.mark.parametrize(
    ("first", "second", "asked", "lacking"),
    [(CHINESE, None, ("zh", "en"), "en"), (ENGLISH, VIETNAMESE, ("zh", "vi"), "zh"), (CHINESE, None, ("vi",), "vi")],
)
def test_a_language_that_is_in_no_file_is_named(first, second, asked, lacking: str) -> None:
    with pytest.raises(Impossible) as refused:
        in_languages(first, second, asked)
    assert (refused.value.code, refused.value.values) == ("needs-translation", {"language": lacking})


@pytest.mark.ffmpeg
async def test_two_files_become_karaoke_in_two_languages(editor: Editor, give, store: Store, tmp_path) -> None:
    files = []
    for name, cues in (("a.srt", ENGLISH), ("b.srt", CHINESE)):
        path = tmp_path / name
        path.write_text(write_srt(cues), "utf-8")
        files.append(await attach(store, path))
    template = Template(capability="subtitle", params={"language": ["zh", "en"], "style": "karaoke"})
    wish = await give("", "clip.mp4", template=template)
    wish = wish.model_copy(update={"attachments": (*wish.attachments, *files)})
    plan = await editor.plan(wish, nothing)
    assert isinstance(plan, Plan) and plan.workflow
    outcome = await editor.run(plan, wish, nothing)
    text = (await store.path(outcome.products[1].asset)).read_text("utf-8")
    assert "你好\nHello" in text and "再见\nGood bye" in text
    assert outcome.verdict["safe_area"] == 1.0 and outcome.verdict["glyphs"] == 1.0


@pytest.mark.ffmpeg
async def test_two_languages_of_a_text_without_times_are_refused_before_anything_runs(editor: Editor, give) -> None:
    template = Template(capability="subtitle", params={"language": ["en", "vi"]})
    refused = await editor.plan(await give("", "clip.mp4", "script.txt", template=template), nothing)
    assert isinstance(refused, Refused) and refused.note.code == "needs-translation"

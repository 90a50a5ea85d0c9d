"""What a plan wants to hear: told, asked or refused before anything is queued, in three languages."""

import pytest

from agent_core.agent import Asked, LanguageHints, Plan, Refused, Wish
from agent_core.decision import decide
from agent_core.errors import Impossible
from agent_core.grammar.spoken import named_in, spoken_in
from agent_core.grammar.understanding import read
from agent_core.hearing import Hearing, heard
from agent_core.intents import Goal, Intent
from agent_core.languages import LANGUAGES
from agent_core.messages import Answer, Limits, Origin
from agent_core.questions import given_files
from agent_core.standins import stand_in
from agent_core.tool import tools
from media.facts import MediaFacts
from media.settings import MediaSettings
from media.transcription.recognisers import Recognisers
from media.transcription.sphinx import PocketSphinx
from media.transcription.whisper import FasterWhisper

pytestmark = pytest.mark.unit

FILM, SOUND, CUES, SCRIPT = (stand_in(kind) for kind in ("video", "audio", "subtitle", "text"))
ROUGH = Hearing(Recognisers([PocketSphinx()]))
GOOD = Hearing(Recognisers([FasterWhisper("small", MediaSettings()), PocketSphinx()]))
DEAF = Hearing(Recognisers())
ORIGIN = Origin(platform="p", account="a", chat="c", message="m", user="u")


def planned(
    text: str, *files: MediaFacts, hearing: Hearing = ROUGH, intent: Intent | None = None, **more: object
) -> Plan | Asked | Refused:
    """A wish, decided and held against what can be heard."""
    wish = Wish.model_validate({"text": text, "limits": Limits(upload_bytes=10**7), **more})
    meant = intent or read(text, kinds=[facts.kind for facts in files], languages=LanguageHints())
    return heard(decide(wish, meant, given_files(files), tools()), wish, hearing, tools())


def spoken(plan: Plan | Asked | Refused) -> object:
    assert isinstance(plan, Plan) and plan.workflow
    return next(step.params.get("spoken") for step in plan.workflow.steps if step.tool == "hear")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Add subtitles to this English talk", "en"),
        ("add subtitles, he speaks Mandarin", "zh"),
        ("the audio is in Vietnamese, write it down", "vi"),
        ("给这个英文视频加字幕", "en"),
        ("影片裡講的是粵語，加字幕", "zh"),
        ("里面说的是越南语，转成文字", "vi"),
        ("phụ đề cho video tiếng Anh này", "en"),
        ("phu de cho video tieng anh nay", "en"),
        ("video này nói tiếng Trung, chép lại giúp mình", "zh"),
        ("add english subtitles", None),
        ("加中文字幕", None),
        ("视频中文字幕", None),
        ("phụ đề tiếng Việt cho video này", None),
        ("make it vertical", None),
    ],
)
def test_a_wish_may_say_what_is_spoken(text: str, language: str | None):
    assert spoken_in(text) == language


@pytest.mark.parametrize(("text", "language"), [("English please", "en"), ("tieng Viet nhe", "vi"), ("國語", "zh"), ("ok", None)])
def test_an_answer_names_a_language(text: str, language: str | None):
    assert named_in(text) == language


@pytest.mark.parametrize(
    "text", ["add subtitles to this English talk", "给这个英文视频加字幕", "add English subtitles", "phụ đề tiếng Anh"]
)
def test_english_is_heard_without_a_model(text: str):
    assert spoken(planned(text, FILM)) == "en"


@pytest.mark.parametrize("text", ["add subtitles", "加字幕", "thêm phụ đề cho video", "write down what is said"])
def test_the_language_is_asked_with_buttons(text: str):
    found = planned(text, FILM)
    assert isinstance(found, Asked) and found.question.note.code == "ask-spoken"
    assert [option.value for option in found.question.options] == list(LANGUAGES)
    assert set(found.question.wants) == {"subtitle", "text"}


@pytest.mark.parametrize(
    ("answer", "language"), [({"value": "en"}, "en"), ({"text": "Tiếng Anh nhé"}, "en"), ({"text": "英文"}, "en")]
)
def test_the_answer_is_taken(answer: dict[str, str], language: str):
    asked = planned("add subtitles", FILM)
    assert isinstance(asked, Asked)
    answers = (Answer(origin=ORIGIN, **answer),)
    assert spoken(planned("add subtitles", FILM, intent=asked.intent, partial=asked.intent, answers=answers)) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [("加中文字幕", "zh"), ("phụ đề tiếng Việt cho video này", "vi"), ("add subtitles, she speaks Vietnamese", "vi")],
)
def test_what_cannot_be_understood_is_said_with_what_would_help(text: str, language: str):
    found = planned(text, FILM)
    assert isinstance(found, Asked) and found.question.note.code == "cannot-hear"
    assert found.question.note.values == {"language": language} and not found.question.options
    with_words = planned(text, FILM, CUES, intent=found.intent, partial=found.intent)
    assert isinstance(with_words, Plan) and with_words.workflow
    assert "hear" not in {step.tool for step in with_words.workflow.steps}


@pytest.mark.parametrize("text", ["add subtitles", "加中文字幕", "phụ đề tiếng Việt"])
def test_a_model_finds_the_language_by_itself(text: str):
    assert spoken(planned(text, FILM, hearing=GOOD)) is None


def test_a_model_is_told_what_is_known():
    assert spoken(planned("add subtitles, she speaks Vietnamese", FILM, hearing=GOOD)) == "vi"


@pytest.mark.parametrize("hearing", [ROUGH, GOOD], ids=["rough", "good"])
@pytest.mark.parametrize("text", ["Add Vietnamese subtitles to this English talk", "给这个英文视频加中文字幕"])
def test_words_in_another_language_are_refused_before_they_are_heard(text: str, hearing: Hearing):
    with pytest.raises(Impossible) as refused:
        planned(text, FILM, hearing=hearing)
    assert refused.value.code == "needs-translation"


def test_without_any_engine_the_words_are_asked_for():
    found = planned("add subtitles", FILM, hearing=DEAF)
    assert isinstance(found, Asked) and found.question.note.code == "ask-subtitle"


def test_a_recording_is_written_down():
    intent = Intent(language="en", goals=(Goal(capability="transcribe", params={"language": "en", "format": "txt"}),))
    plan = planned("", SOUND, intent=intent)
    assert spoken(plan) == "en" and isinstance(plan, Plan) and plan.workflow
    assert [step.tool for step in plan.workflow.steps] == ["survey_sound", "hear", "transcribe"]


def test_what_needs_no_speech_is_not_asked_about():
    assert isinstance(planned("make it vertical", FILM, hearing=DEAF), Plan)
    assert isinstance(planned("add these subtitles", FILM, CUES, hearing=DEAF), Plan)

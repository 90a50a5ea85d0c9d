"""The embedded writer: facts found and questions declined, summaries as long as asked, topics where they turn, shots in words."""

from itertools import pairwise

import pytest

from agent_core.answers.asking import answered, kind_of
from agent_core.answers.outlining import outline, topics
from agent_core.answers.segmenting import segmented
from agent_core.answers.sentences import Sentence, spoken, written
from agent_core.answers.summarizing import Length, size_of, summarized
from agent_core.answers.terms import reading, terms
from agent_core.languages import LANGUAGES, Language
from benchmarks.answers import measured
from benchmarks.talks import Talk, talks
from media.transcription.transcript import Line, Transcript

pytestmark = pytest.mark.unit


def _talk(language: Language) -> Talk:
    return next(talks("tune", language, 1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_planted_facts_are_found_and_what_is_not_there_is_declined(language: Language) -> None:
    counts = measured("report", language, 1)
    assert sum(counts.found) >= 0.75 * len(counts.found)
    assert sum(counts.declined) >= 0.9 * len(counts.declined)
    assert counts.chapters >= 0.7


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_are_word_for_word_what_is_said_there(language: Language) -> None:
    talk = _talk(language)
    sentences = spoken([talk.transcript])
    starts = {line.start for line in talk.transcript.lines}
    found = [each for fact in talk.planted for each in answered(fact.question, sentences, language)]
    assert found
    squeezed = "".join(talk.transcript.text.split())
    assert all("".join(each.text.split()) in squeezed and each.start in starts for each in found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_summary_is_as_long_as_asked_and_in_order(language: Language) -> None:
    sentences = spoken([_talk(language).transcript])
    points = summarized(sentences, language, Length(points=4))
    assert len(points) == 4 and [each.start for each in points] == sorted(each.start or 0.0 for each in points)
    few = summarized(sentences, language, Length(words=40))
    assert 0 < sum(size_of(each.text, language) for each in few) <= 40
    assert summarized((), language, Length()) == ()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [1, 2, 5])
def test_topics_are_as_many_as_asked_and_leave_nothing_out(language: Language, count: int) -> None:
    sentences = spoken([_talk(language).transcript])
    parts = segmented(sentences, language, count)
    assert len(parts) == count and parts[0][0] == 0 and parts[-1][1] == len(sentences)
    assert all(end == start for (_, end), (start, _) in pairwise(parts))
    titles = [topic.title for topic in topics(sentences, language, count)]
    assert all(titles) and len(set(titles)) == count


def test_vietnamese_is_found_without_its_marks() -> None:
    sentences = written("Lễ hội năm nay có bốn nghìn khách đến dự. Trời hôm đó mưa rất to.")
    found = answered("co bao nhieu khach den le hoi?", sentences, "vi")
    assert [each.text for each in found] == ["Lễ hội năm nay có bốn nghìn khách đến dự."]


def test_traditional_letters_find_simplified_ones() -> None:
    assert terms("橋樑設計師", reading("橋", "zh")) == terms("桥梁设计师", reading("桥", "zh"))


@pytest.mark.parametrize(
    ("question", "language", "kind"),
    [
        ("When does she mention the bridge?", "en", "moment"),
        ("When was it built?", "en", "time"),
        ("How many people came?", "en", "number"),
        ("Who paid?", "en", "person"),
        ("什么时候讲到桥？", "zh", "moment"),
        ("花了多少錢？", "zh", "number"),
        ("vì sao cầu sập?", "vi", "reason"),
        ("o dau ban ve?", "vi", "place"),
        ("phút thứ mấy nói về cầu?", "vi", "moment"),
    ],
)
def test_questions_are_told_apart(question: str, language: Language, kind: str) -> None:
    assert kind_of(question, language) == kind


def test_lines_that_end_in_the_middle_are_one_sentence_and_unstopped_lines_are_their_own() -> None:
    def lines(*texts: str) -> Transcript:
        told = tuple(Line(start=at * 2.0, end=at * 2.0 + 1.8, text=text) for at, text in enumerate(texts))
        return Transcript(asset="a", language="en", lines=told, engine="subtitles", origin="given")

    (first, second) = spoken([lines("The bridge was built", "in the year 1872.", "It is old.")])
    assert (first.text, first.start, first.end) == ("The bridge was built in the year 1872.", 0.0, 3.8)
    assert second.text == "It is old."
    assert len(spoken([lines("the bridge was built", "in the year", "it is old")])) == 3


def test_chinese_is_joined_without_spaces() -> None:
    told = (Line(start=0, end=2, text="这座桥没有被拆掉"), Line(start=2, end=4, text="，全靠大家。"))
    transcript = Transcript(asset="a", language="zh", lines=told, engine="subtitles", origin="given")
    assert [each.text for each in spoken([transcript])] == ["这座桥没有被拆掉，全靠大家。"]


def test_an_outline_has_the_words_of_the_material() -> None:
    sentences = [Sentence(text=text) for text in ("Bees live on the roof.", "Bees give honey.", "Next, the bakery sells bread.")]
    told = outline(sentences, "en")
    assert told.startswith("## ") and any(f"- {each.text}" in told for each in sentences)

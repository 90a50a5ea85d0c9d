"""Punch lines: enough of them, in the right script, the same for the same seed, short enough for a picture."""

from collections import Counter

import pytest

from agent_core.content import content
from agent_core.languages import LANGUAGES, Language, from_script
from agent_core.punchlines import ANY, PunchLine, punch_line, templates

pytestmark = pytest.mark.unit
CUES = ("loud", "motion", "face", "still", "speech")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mood_has_lines_and_there_are_enough(language: Language):
    moods = templates(language)
    lines = [line for mood in moods.values() for line in mood]
    assert set(moods) == {ANY, *CUES}
    assert len(lines) >= 25 and len(set(lines)) == len(lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_are_short_and_in_their_script(language: Language):
    most = 22 if language == "zh" else 44
    for line in (line for mood in templates(language).values() for line in mood):
        assert 0 < len(line.top) <= most and 0 < len(line.bottom) <= most, line
        if language != "en":
            assert from_script(f"{line.top} {line.bottom}") in (language, None)
    told = Counter(from_script(f"{line.top} {line.bottom}") for mood in templates(language).values() for line in mood)
    assert told[language if language != "en" else None] >= sum(told.values()) - 2


def test_same_seed_same_line_and_seeds_differ():
    assert punch_line("vi", 7, ("loud",)) == punch_line("vi", 7, ("loud",))
    assert len({punch_line("zh", seed, ("face",)) for seed in range(60)}) >= 8


def test_the_strongest_cue_is_answered_most_of_the_time():
    loud: set[PunchLine] = set(templates("en")["loud"])
    answered = sum(punch_line("en", seed, ("loud", "face")) in loud for seed in range(300))
    assert 160 <= answered <= 240
    assert all(punch_line("en", seed) in templates("en")[ANY] for seed in range(50))


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_for_products(language: Language):
    assert content(language, "made-with") and content(language, "synthetic-speech")
    with pytest.raises(KeyError):
        content(language, "no-such-words")

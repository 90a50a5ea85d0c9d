"""Words meet however they are typed."""

import pytest

from media.bank.facts import FACTS
from media.bank.words import LANGUAGES, lexicon, plain, stem, terms

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cars", "car"),
        ("stories", "story"),
        ("running", "runs"),
        ("stopped", "stop"),
        ("dances", "dancing"),
        ("The Runner's", "runner"),
        ("1,000", "one thousand"),
        ("two hundred twenty five", "225"),
        ("記者採訪", "记者采访"),
        ("一百二十", "120"),
        ("二〇二六", "2026"),
        ("ＡＢＣ", "abc"),
        ("Đà Nẵng", "da nang"),
        ("鋼橋", "钢桥"),
        ("進了球", "进球"),
    ],
)
def test_two_ways_to_type_a_word_share_a_term(one: str, other: str) -> None:
    assert set(terms(one)) & set(terms(other))


def test_accents_count_on_top() -> None:
    assert set(terms("đẹp")) == {"~dep", "đẹp"} and terms("dep") == ["dep"]


def test_a_number_word_that_means_more_stays_a_word() -> None:
    assert terms("ba") == ["ba"] and "300" in terms("ba trăm") and terms("hai") == ["2"]


def test_words_that_name_nothing_are_left_out_in_each_language() -> None:
    assert terms("the and of") == ["the_and", "and_of"]
    assert terms("的 了 我们") == []
    assert not [term for term in terms("của những và") if "_" not in term]


def test_accentless_vietnamese_is_told_from_english() -> None:
    assert "long" in terms("a long road")
    assert "tim" not in terms("tim doan may bay") and "may_bay" in terms("tim doan may bay")


def test_stems_keep_short_words_whole() -> None:
    assert [stem(word) for word in ("bus", "ring", "red", "bed", "gas", "this")] == ["bus", "ring", "red", "bed", "gas", "this"]


def test_every_language_has_phrases_for_every_fact() -> None:
    for language in LANGUAGES:
        assert set(lexicon(language)["facts"]) == set(FACTS)
        assert all(lexicon(language)["facts"].values()) and lexicon(language)["steps"]


def test_no_phrase_means_two_facts_in_one_language() -> None:
    for language in LANGUAGES:
        phrases = [plain(phrase) for several in lexicon(language)["facts"].values() for phrase in several]
        assert len(phrases) == len(set(phrases)), sorted(phrase for phrase in phrases if phrases.count(phrase) > 1)

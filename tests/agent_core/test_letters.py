"""Looking for letters first finds what looking for every phrase finds."""

import json
import re
from itertools import chain
from pathlib import Path

import pytest

from agent_core.grammar.letters import PhraseTable, needed
from agent_core.grammar.lexicon import lexicon
from agent_core.grammar.plain import plain
from agent_core.languages import LANGUAGES, Language

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("cut|trim", {"cut", "trim"}), ("cuts?", {"cut"}), ("(?:please )?mute", {"mute"}), ("a.*zoo", {"zoo"}), ("x+yz", {"yz"}),
        ("(?:big|huge) text", {"text"}), ("(?:a|b)?", None), ("[ab]+", None), (r"\d+ ?mb", {"mb"}), ("(?=cut)all", {"all"}),
        ("dark(?:er|en)", {"dark"}), ("导出gif", {"gif"}), ("phụ đề", {"phu"}), ("(?:to|{thing})", None), ("{thing}s", {"s"}),
    ],
)  # fmt: skip
def test_what_a_phrase_needs(phrase: str, words: set[str] | None):
    found = needed(phrase, lambda name: None)
    assert found == (None if words is None else frozenset(words)) or (found is not None and words is not None and found <= words)


def test_a_phrase_is_compiled_once_and_only_when_its_letters_are_there():
    compiled: list[str] = []

    def expression(word: str):
        def compile_it() -> re.Pattern[str]:
            compiled.append(word)
            return re.compile(word)

        return compile_it

    table = PhraseTable((word, frozenset({word}), expression(word)) for word in ("mute", "louder"))
    assert [key for key, _ in table.found("make it louder, much louder")] == ["louder", "louder"]
    assert table.first("mute it") == "mute" and table.first("nothing") is None
    assert compiled == ["louder", "mute"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_overlooked(language: Language):
    known = lexicon(language)
    lines = (Path(__file__).parent / "wishes" / f"{language}.jsonl").read_text("utf-8").splitlines()
    wishes = [plain(json.loads(line)["text"], known.variants) for line in lines[::5] if line.strip()]
    for table in (known.goals, known.hints, known.nouns, known.platforms, known.commands):
        every = table.every()
        for wish in wishes:
            quick = {(key, match.span()) for key, match in table.found(wish)}
            slow = set(chain.from_iterable(((key, match.span()) for match in phrase.finditer(wish)) for key, phrase in every))
            assert quick == slow, wish

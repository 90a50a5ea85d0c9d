"""A wish opened up: its language, the material in it, and the plain rest that phrases are looked for in."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from agent_core.agent import LanguageHints
from agent_core.grammar.finding import Found, body_of, command_in, goals_in, nouns_in, platforms_in, settings_in
from agent_core.grammar.lexicon import Lexicon, lexicon
from agent_core.grammar.material import Material, material_of
from agent_core.grammar.plain import HIDDEN, composed, plain
from agent_core.grammar.telling import spoken_to, told
from agent_core.languages import LANGUAGES, Language

_MARKS = " \t\r\n.,!?;:~…，。！？；：～、"
_CLAUSE_LETTERS = 120
"""A longer clause is prose."""
_CLAUSE_SHARE = 0.6
"""Share of a clause's letters that phrases must cover for it to be a wish and no words to draw."""


@dataclass(frozen=True)
class Wish:
    """A wish opened up: its language, the lexicons to read it by, its material and the rest."""

    original: str
    language: Language
    lexicons: tuple[Lexicon, ...]
    material: Material
    body: str
    """The plain wish, its material hidden, without courtesies."""
    whole: str
    """The same with its courtesies."""

    @cached_property
    def named(self) -> list[Found]:
        """The capabilities that its phrases name."""
        return goals_in(self.body, self.lexicons)

    @cached_property
    def settings(self) -> list[Found]:
        """All settings that it names, whatever they belong to."""
        return settings_in(self.body, self.lexicons)

    @cached_property
    def platforms(self) -> list[Found]:
        """The places that its result is meant for."""
        return platforms_in(self.body, self.lexicons)

    @property
    def words(self) -> tuple[str, ...]:
        """Words in it that are to be drawn or spoken."""
        return _words(self.material)

    def says(self, relation: str) -> bool:
        """Whether a word of that relation stands in it; a language need not have any."""
        phrases = (reader.relations.get(relation) for reader in self.lexicons)
        return any(phrase is not None and phrase.search(self.whole) is not None for phrase in phrases)

    @property
    def inquires(self) -> bool:
        """The whole wish is a question about the material, whatever it mentions."""
        return self.says("inquiry")

    @property
    def is_question(self) -> bool:
        """It is put as a question."""
        asks = any(reader.relations["question"].search(self.body) for reader in self.lexicons)
        return asks or self.original.endswith(("?", "？"))


def open_wish(text: str, languages: LanguageHints) -> Wish:
    """Open a wish: find its language, what is quoted or dictated in it, and the plain rest."""
    original = composed(text).strip()
    flat = plain(original, lexicon("zh").variants)
    known = everything()
    first = material_of(original, flat, known, lambda clause: False)
    wish_language = told(first.wording.replace(HIDDEN, " "), list(_words(first)))
    language = spoken_to(wish_language, languages)
    readers = _readers(wish_language or language, first.rest)
    material = material_of(original, flat, readers, lambda clause: _is_wish(clause, readers))
    material.rest = _meant(material.rest, readers)
    start, end = body_of(material.rest, readers)
    return Wish(original, language, readers, material, material.rest[start:end], material.rest.strip(_MARKS))


def _meant(text: str, lexicons: Sequence[Lexicon]) -> str:
    """The wish without what its writer takes back in the middle of it ("get the mp3… no, forget it, just make it a MOV")."""
    ends = [
        found.end()
        for reader in lexicons
        for phrase in (reader.relations.get("scratch"),)
        for found in (phrase.finditer(text) if phrase else ())
    ]
    end = max((end for end in ends if goals_in(text[end:], lexicons)), default=0)
    return " " * end + text[end:]


def everything() -> tuple[Lexicon, ...]:
    """The lexicons of all languages."""
    return tuple(lexicon(name) for name in LANGUAGES)


def _words(material: Material) -> tuple[str, ...]:
    dictated = (material.dictated,) if material.dictated else ()
    return (*material.said.values(), *material.loose, *dictated)


def _readers(language: Language, text: str) -> tuple[Lexicon, ...]:
    """The lexicons for a wish: its language's; Chinese and English are mixed in one wish, and so both are read. A language whose
    lexicon finds nothing gives way to one that does."""
    if language == "zh":
        return lexicon("zh"), lexicon("en")
    own, other = lexicon(language), lexicon("en" if language == "vi" else "vi")
    for single in (own, other):
        if any(finds(text, (single,)) for finds in (command_in, goals_in, nouns_in)) or settings_in(text, (single,), reply=True):
            return (single,)
    return (own,)


def _is_wish(clause: str, lexicons: Sequence[Lexicon]) -> bool:
    if len(clause) > _CLAUSE_LETTERS:
        return False
    flat = plain(clause, lexicon("zh").variants)
    flat = flat[slice(*body_of(flat, lexicons))]
    letters = sum(letter.isalnum() for letter in flat)
    found = [*goals_in(flat, lexicons), *settings_in(flat, lexicons)]
    covered = {place for phrase in found for place in range(phrase.start, phrase.end) if flat[place].isalnum()}
    return letters > 0 and len(covered) >= letters * _CLAUSE_SHARE

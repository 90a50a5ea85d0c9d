"""What a bank holds, in few words: for whoever plans pictures and has to know what there is to choose from."""

from collections import Counter
from collections.abc import Iterator, Sequence

from media.bank.facts import FACTS
from media.bank.search import Bank
from media.bank.words import ignorable, pieces, plain

_OFTEN = 25
"""Words that are told."""
_QUOTED = 40
"""Captions, writings and lines that are told, of each."""
_LETTERS = 120
_CLEAR = 0.6


def digest(bank: Bank, most: int = 6000) -> str:
    """Lines of text, at most that many letters: files, what can be told of their shots, captions, writing, and what is said."""
    told = "\n".join([*_files(bank), *_facts(bank), *_words(bank)])
    return told if len(told) <= most else told[:most].rsplit("\n", 1)[0]


def _files(bank: Bank) -> Iterator[str]:
    for number, known in enumerate(dict.fromkeys(id(unit.known) for unit in bank.units), 1):
        units = [unit for unit in bank.units if id(unit.known) == known]
        facts = units[0].known.index.facts
        scenes = len({unit.number for unit in units})
        yield f"file {number}: {facts.kind}, {units[0].known.end:.0f} s, {scenes} scenes"


def _facts(bank: Bank) -> Iterator[str]:
    """How many of the stretches clearly show something."""
    if not bank.units:
        return
    counts = {fact: int((bank.facts[:, place] >= _CLEAR).sum()) for place, fact in enumerate(FACTS)}
    said = ", ".join(f"{fact} {count}" for fact, count in sorted(counts.items(), key=lambda pair: -pair[1]) if count)
    yield f"stretches: {len(bank.units)}; of them: {said}"


def _words(bank: Bank) -> Iterator[str]:
    for kind in ("pictured", "written", "said"):
        texts = [entry.text for entry in bank.words if entry.kind == kind]
        yield from (f"{kind}: {text[:_LETTERS]}" for text in _spread(list(dict.fromkeys(texts))))
        if kind == "said" and texts:
            yield f"words said often: {', '.join(_often(texts))}"


def _spread(texts: Sequence[str]) -> Sequence[str]:
    """Some of them, evenly chosen."""
    step = max(1, -(-len(texts) // _QUOTED))
    return texts[::step]


def _often(texts: Sequence[str]) -> list[str]:
    words = pieces(plain(" ".join(texts)))
    idle = ignorable(words)
    counts = Counter(word for word in words if word not in idle and (len(word) > 1 or word > "\u3000"))
    return [word for word, _ in counts.most_common(_OFTEN)]

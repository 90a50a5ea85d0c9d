"""Two languages in one track of captions: from two subtitle files, or from one whose cues carry both."""

from collections.abc import Sequence

from agent_core.errors import Impossible
from agent_core.files import check_language
from agent_core.languages import Language, from_script
from media.subtitles import Cue, paired

Cues = Sequence[Cue]
_MOST = 0.6
"""Share of the cues that must carry two languages for the file to be one of two."""


def in_languages(first: Cues, second: Cues | None, asked: Sequence[Language]) -> Cues:
    """The cues of one file or two in the languages asked for, the first of them above; as they are where none is asked for.

    Two files with nothing asked are shown one above the other. Raises `Impossible` (`needs-translation`, value `language`) for
    a language that is in neither file.
    """
    files = [first] if second is None or _text(second) == _text(first) else [first, second]
    if not asked:
        return paired(*files) if len(files) == 2 else _parted(first)
    if len(asked) == 1:
        return _in_one(files, asked[0])
    ordered = files if len(files) == 2 else [_side(first, 0), _side(first, 1)]
    for upper, lower in (ordered, ordered[::-1]):
        if _is_in(upper, asked[0]) and _is_in(lower, asked[1]):
            return paired(upper, lower)
    missing: list[Language] = [language for language in asked if not any(_is_in(cues, language) for cues in files)]
    raise _untranslated(missing[0] if missing else asked[-1])


def _in_one(files: Sequence[Cues], language: Language) -> Cues:
    """Of files that may be in a language the one whose letters say so, else the first."""
    sides = [part for cues in files for part in (_side(cues, 0), _side(cues, 1), cues) if part]
    fitting = [cues for cues in sides if _is_in(cues, language)]
    if not fitting:
        raise _untranslated(language)
    return next((cues for cues in fitting if from_script(_text(cues)) == language), fitting[0])


def _parted(cues: Cues) -> Cues:
    """A file of two languages with its second one told apart."""
    return paired(upper, lower) if (upper := _side(cues, 0)) and (lower := _side(cues, 1)) else cues


def _side(cues: Cues, number: int) -> Cues:
    """One language of a file whose cues carry Chinese and another, in the order in which most of them do; else nothing."""
    split = [(cue, _runs(cue.text)) for cue in cues]
    both = [(cue, runs) for cue, runs in split if len(runs) == 2]
    if len(both) < _MOST * len(cues):
        return ()
    chinese_first = sum(from_script(runs[0]) == "zh" for _, runs in both) * 2 >= len(both)
    wanted = chinese_first == (number == 0)
    found = ((cue, text) for cue, runs in split for text in runs if (from_script(text) == "zh") == wanted)
    return [cue.model_copy(update={"text": text, "words": ()}) for cue, text in found]


def _runs(text: str) -> list[str]:
    """The lines of a cue, those that follow one another in Chinese or in another language as one."""
    runs: list[str] = []
    for line in text.split("\n"):
        if runs and (from_script(runs[-1]) == "zh") == (from_script(line) == "zh"):
            runs[-1] += f"\n{line}"
        else:
            runs.append(line)
    return runs


def _is_in(cues: Cues, language: Language) -> bool:
    try:
        check_language(_text(cues), language)
    except Impossible:
        return False
    return bool(cues)


def _text(cues: Cues) -> str:
    return "\n".join(cue.text for cue in cues)


def _untranslated(language: Language) -> Impossible:
    return Impossible(code="needs-translation", values={"language": language})

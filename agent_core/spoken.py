"""What was heard, held against the language that a wish wants."""

from collections.abc import Sequence

from agent_core.errors import Impossible
from agent_core.languages import LANGUAGES, Language
from media.transcription.transcript import Transcript


def in_language(files: Sequence[Transcript], wanted: Language | tuple[Language, Language] | None) -> tuple[Transcript, ...]:
    """The transcripts that say anything, in the language that is wanted.

    Raises `Impossible`: `no-speech` where none says anything, and `needs-translation` (value `language`) for a language that is
    not spoken. Chinese is one language in either script.
    """
    said = tuple(file for file in files if file.lines)
    if not said:
        raise Impossible(code="no-speech")
    asked = () if wanted is None else (wanted,) if isinstance(wanted, str) else wanted
    for language in asked:
        if any(file.language not in (language, None) for file in said):
            raise Impossible(code="needs-translation", values={"language": language})
    return said


def named(language: str | None) -> Language | None:
    """A language of ours, or `None` for another."""
    return next((known for known in LANGUAGES if known == language), None)

"""Answers that a note carries, told again under another: names and data alone, for those who know no artifacts."""

from agent_core.messages import Note

ANSWERS = "answers"
"""Name of the answers among the values of a note: each an `Answer`, with the capability that gave it."""
FILES = "files"
"""Name of the sources' names there, by asset, where there are several."""


def retold(note: Note, before: Note) -> Note:
    """A note about a result that is posted again, with the answers that this result was told with."""
    answers = {name: before.values[name] for name in (ANSWERS, FILES) if name in before.values}
    return note.model_copy(update={"values": {**answers, **note.values}})

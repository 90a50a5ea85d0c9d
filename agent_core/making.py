"""How a result came about: what is kept with its revision, for whoever asks."""

from agent_core.llm.usage import Usage
from media.frozen import Frozen


class Mended(Frozen):
    """A fault that the check found and a repair bettered."""

    criterion: str
    before: float
    after: float
    """Scores, 0 to 1."""


class Making(Frozen):
    """What the workflow itself does not tell."""

    cached: tuple[str, ...] = ()
    """Ids of steps whose output was there from earlier."""
    scores: dict[str, float] = {}
    """Criterion to score, 0 to 1, as the product was delivered."""
    mended: tuple[Mended, ...] = ()
    seconds: float = 0.0
    """From the first step to the last check."""
    usage: Usage | None = None
    """What language models took, planning included; `None` where none had a part."""

"""What a capability is: something a person can ask for, as pure data."""

from typing import Literal

from agent_core.messages import AttachmentKind
from media.frozen import Frozen

Group = Literal["answers", "cutting", "picture", "sound", "productions", "revisions"]
ParamType = Literal[
    "text",
    "number",
    "count",
    "seconds",
    "length",
    "level",
    "factor",
    "language",
    "languages",
    "aspect",
    "color",
    "choice",
    "flag",
    "ranges",
    "lines",
    "names",
]
Delivered = Literal["text", "video", "audio", "image", "animation", "file", "same"]


class Param(Frozen):
    """One setting of a capability."""

    name: str
    type: ParamType
    """`seconds` may be negative (from the end); `length` is a number or `shorter`/`longer`; `level` is `up`/`down`; `factor` is
    a number or `up`/`down`; `languages` is one language or two in a list."""
    choices: tuple[str, ...] = ()
    """Allowed values of a `choice`, as the contract spells them."""
    required: bool = False


class Need(Frozen):
    """Something the user must give: one of several kinds of attachment."""

    kinds: tuple[AttachmentKind, ...]
    """Alternatives; the first one is named when none is there."""
    count: int = 1
    """How many of them."""
    optional: bool = False
    """Welcome, but not needed."""
    param: str | None = None
    """A parameter that does as well as the attachment (words given in the wish instead of a file)."""


class Capability(Frozen):
    """One row of what Cutroom can be asked for. `name` is public: commands, buttons and tests use it."""

    name: str
    group: Group
    params: tuple[Param, ...] = ()
    needs: tuple[Need, ...] = ()
    delivers: tuple[Delivered, ...]
    """What may come out; `same` is the kind that went in."""
    built: bool = False
    """It works end to end in this version."""

    def param(self, name: str) -> Param | None:
        """The parameter called `name`, or `None`."""
        return next((param for param in self.params if param.name == name), None)

"""What the gallery wishes for, and what it then holds the products to."""

import hashlib
import tomllib
from importlib.resources import files

from agent_core.languages import Language
from media.frozen import Frozen


class Example(Frozen):
    """One wish for one capability."""

    capability: str
    language: Language
    text: str
    files: tuple[str, ...] = ()
    after: str = ""
    """Wishes that come before it, to the same files, each a reply to the result before; divided by `|`."""

    lasts: tuple[float, float] | None = None
    """Length of the product: a share of the first file's, and seconds more."""
    shorter: bool = False
    """Whether it is shorter than the first file, by an amount that nobody names."""
    aspect: tuple[int, int] | None = None
    lufs: float = -14.0
    most_bytes: int | None = None
    ending: str | None = None
    reads: tuple[tuple[float, str], ...] = ()
    """Words that stand on the picture at a second."""
    captions: str | None = None
    """The subtitle file whose every line stands there in its time."""
    inside: tuple[str, ...] = ()
    """Files that the archive holds."""
    says: str = ""
    """Part of an answer in words."""

    @property
    def name(self) -> str:
        """A name for its files, unlike those of all others."""
        digest = hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:6]
        return f"{self.capability}-{self.language}-{digest}"

    @property
    def wishes(self) -> tuple[str, ...]:
        """All that is written, in order."""
        return (*(wish for wish in self.after.split("|") if wish), self.text)


def examples() -> tuple[Example, ...]:
    """All of them, in the order of the page."""
    content = tomllib.loads(files("benchmarks.gallery").joinpath("examples.toml").read_text(encoding="utf-8"))
    return tuple(Example.model_validate(row) for row in content["example"])

"""The port of likeness: pictures and words become vectors, near to each other where they mean the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
"""`float32[n, width]`, each of length 1."""


@dataclass(frozen=True)
class Embedded:
    """What pictures and texts mean to an engine."""

    pictures: Vectors
    texts: Vectors
    scale: float = 1.0
    bias: float = 0.0
    """The engine's own measure: `scale` times a cosine plus `bias` is the logit of "this text is about this picture"."""


class Embedder(Protocol):
    """An engine that sees what pictures show and texts say."""

    @property
    def name(self) -> str:
        """The product's name and its model, as a person would say it."""
        ...

    @property
    def identity(self) -> str:
        """Name, version and model: vectors of different identities cannot be compared."""
        ...

    async def embed(self, pictures: Sequence[Path], texts: Sequence[str], report: Callable[[float], None]) -> Embedded:
        """Vectors of pictures and of texts; either may be none.

        `report` takes the fraction that is done, 0 to 1. A picture that cannot be read gets zeros. Raises `EngineMissing` for an
        engine or a model (`no-embedder-model`) that is not there, and `ProcessFailed` and its kin for one that broke off.
        """
        ...

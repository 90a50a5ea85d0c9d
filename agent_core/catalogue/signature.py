"""What a step that is not written yet will take and give, as pure data: enough to compose the workflow that it will stand in."""

from collections.abc import Mapping
from typing import Literal

from media.frozen import Frozen

Kind = Literal["light", "cpu", "gpu"]


class Signature(Frozen):
    """The outside of one tool. Artifact types are named as `agent_core.artifacts` will name them."""

    name: str
    ports: Mapping[str, str] = {}
    """Artifact type of every port that must be fed."""
    optional: Mapping[str, str] = {}
    """Artifact type of every port that is fed where it can be."""
    makes: tuple[str, ...]
    params: tuple[str, ...] = ()
    """Settings by the names that the capabilities have for them; their values are held to those capabilities' types."""
    only: Mapping[str, tuple[str, ...]] = {}
    """Params that take no more than these of their values."""
    serves: str | None = None
    """The capability that a step with this tool fulfils."""
    helps: tuple[str, ...] = ()
    """Capabilities that it prepares for, and no other; empty for any."""
    layer: str = "picture"
    carries: tuple[str, ...] = ()
    gathers: bool = False
    ending: str | None = None
    """These four mean what they mean on `agent_core.tool.Tool`."""
    resource: Kind = "light"
    stage: str = "edit"
    fixed: float = 0.05
    per_second: float = 0.0
    """Expected seconds of work: in any case, and for a second of material."""

"""The one kind of value that every layer passes around."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value: immutable, with no unknown fields, JSON both ways."""

    model_config = ConfigDict(frozen=True, extra="forbid")

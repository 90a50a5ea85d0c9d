"""All that Cutroom can be asked for, by name and in the order of `/help`."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from agent_core.catalogue.answers import ANSWERS
from agent_core.catalogue.capability import Capability
from agent_core.catalogue.cutting import CUTTING
from agent_core.catalogue.picture import PICTURE
from agent_core.catalogue.productions import PRODUCTIONS
from agent_core.catalogue.revisions import REVISIONS
from agent_core.catalogue.sound import SOUND


@cache
def capabilities() -> Mapping[str, Capability]:
    """Every capability of the contract, built or not."""
    rows = (*PRODUCTIONS, *PICTURE, *SOUND, *CUTTING, *ANSWERS, *REVISIONS)
    return MappingProxyType({row.name: row for row in rows})


@cache
def built() -> Mapping[str, Capability]:
    """The capabilities that work in this version."""
    return MappingProxyType({name: row for name, row in capabilities().items() if row.built})

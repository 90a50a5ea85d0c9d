"""The catalogue in a person's language: short names and example wishes, from `locales/<lang>/catalogue.toml`."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from agent_core.languages import Language


def examples(language: Language, capability: str) -> tuple[str, ...]:
    """Wishes a person might write for `capability`; empty when there is none."""
    return tuple(_file(language).get("examples", {}).get(capability, ()))


def name_of(language: Language, capability: str) -> str:
    """What the capability is called in a sentence or on a button; its public name where the language has none."""
    return str(_file(language).get("names", {}).get(capability, capability))


@cache
def _file(language: Language) -> dict[str, Any]:
    return tomllib.loads(files("locales").joinpath(language, "catalogue.toml").read_text("utf-8"))

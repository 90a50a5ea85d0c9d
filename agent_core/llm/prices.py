"""What tokens cost, from the small list in `prices.toml`. A model that is not in it has no known price."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from agent_core.llm.usage import Usage

_DATE = re.compile(r"-(?:\d{8}|\d{4}-\d{2}-\d{2})$")
_MILLION = 1_000_000


@cache
def _list() -> dict[str, dict[str, dict[str, float]]]:
    return tomllib.loads(files("agent_core").joinpath("llm", "prices.toml").read_text("utf-8"))


def priced(vendor: str, model: str, usage: Usage) -> Usage:
    """The usage with its cost in US dollars, `None` where the list has no price; a dated name is the model's own price."""
    known = _list().get(vendor, {})
    price = known.get(model) or known.get(_DATE.sub("", model))
    if price is None:
        return usage.model_copy(update={"cost": None})
    cost = (
        usage.input * price["input"]
        + usage.cached * price["cached"]
        + usage.written * price.get("written", price["input"])
        + usage.output * price["output"]
    )
    return usage.model_copy(update={"cost": cost / _MILLION})

"""Words that Cutroom itself puts into products (never into chat), from `locales/<lang>/content.ftl`."""

from functools import cache
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource

from agent_core.languages import Language


@cache
def _bundle(language: Language) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource(files("locales").joinpath(language, "content.ftl").read_text("utf-8")))
    return bundle


def content(language: Language, key: str, **values: str | int | float) -> str:
    """The text under `key` in `language`. Raises `KeyError` when the language has none."""
    bundle = _bundle(language)
    if not bundle.has_message(key):
        raise KeyError(key)
    pattern = bundle.get_message(key).value
    if pattern is None:
        raise KeyError(key)
    text, problems = bundle.format_pattern(pattern, values)
    if problems:
        raise KeyError(f"{key}: {problems[0]}")
    return str(text)

"""Words for Discord's commands in its own language codes: names, descriptions, choices, entries of menus."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import discord
from discord import app_commands

from agent_core.languages import DEFAULT_LANGUAGE, LANGUAGES, Language, from_locale
from bot.discord.traditional import traditional
from bot.localization import Localization

DESCRIPTION_CHARS = 100
CHOICE_CHARS = 100
NAME_CHARS = 32
_NOT_IN_NAMES = re.compile(r"[^\w'-]+")


class Translator(app_commands.Translator):
    """Gives Discord what `spoken` has put beside each word; English needs no translation."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        language = from_locale(locale.value)
        said: Mapping[Language, str] = string.extras.get("said", {})
        if language is None or language == DEFAULT_LANGUAGE or language not in said:
            return None
        return traditional(said[language]) if locale is discord.Locale.taiwan_chinese else said[language]


def spoken(said: Callable[[Language], str]) -> app_commands.locale_str:
    """Words of every language as one that Discord can translate; an empty one is left out."""
    return app_commands.locale_str(
        said(DEFAULT_LANGUAGE), said={language: text for language in LANGUAGES if (text := said(language))}
    )


def described(words: Localization, *keys: str) -> app_commands.locale_str:
    """A description: the sentence under the first key that there is."""
    key = next((key for key in keys if words.has(DEFAULT_LANGUAGE, key)), keys[-1])
    return spoken(lambda language: words.say(language, key)[:DESCRIPTION_CHARS])


def named(name: str, said: Callable[[Language], str]) -> app_commands.locale_str:
    """A command's or option's name, with what it is called in the other languages where that can be a name."""
    return spoken(lambda language: name if language == DEFAULT_LANGUAGE else as_name(said(language)))


def as_name(text: str) -> str:
    """Words as Discord wants names: small letters and digits with hyphens, at most 32; empty where nothing is left."""
    folded = unicodedata.normalize("NFC", text).lower()
    return _NOT_IN_NAMES.sub("-", folded).strip("-")[:NAME_CHARS].strip("-")


@cache
def slash_words(language: Language) -> Mapping[str, Any]:
    """The language's `slash.toml`, read once."""
    return tomllib.loads(files("locales").joinpath(language, "slash.toml").read_text("utf-8"))


def option_name(name: str) -> app_commands.locale_str:
    """An option's name in every language."""
    return named(name, lambda language: str(slash_words(language).get("names", {}).get(name, "")))


def choice_word(language: Language, param: str, value: str) -> str:
    """A value of a parameter in words; the value itself where there are none."""
    return str(slash_words(language).get("choices", {}).get(param, {}).get(value, value))[:CHOICE_CHARS]


def table(language: Language, name: str) -> Mapping[str, str]:
    """One of the language's tables of words by value: `aspects`, `colors`, `menus`."""
    return dict(slash_words(language).get(name, {}))

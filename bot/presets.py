"""Presets in the chat: `/preset save NAME` and its like, or the same in plain words of any of our languages."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from agent_core.languages import LANGUAGES, Language
from agent_core.messages import Origin, Preset
from bot.localization import Localization
from bot.platform import Incoming
from workers.client import WorkerClient

COMMAND = "preset"
"""The command's name; adapters hand its whole text over."""

Verb = Literal["save", "share", "use", "list", "delete", "how"]

_COMMAND = re.compile(rf"/{COMMAND}(?:@\w+)?(?:\s+|$)(.*)", re.IGNORECASE | re.DOTALL)
_QUOTED = re.compile(r"[“\"'「『‘]([^”\"'」』’]+)[”\"'」』’]\s*(.*)", re.DOTALL)
_NAMING = re.compile(r"^\s*[:：]\s*")


@dataclass(frozen=True)
class Asked:
    """What is asked about presets."""

    verb: Verb
    name: str = ""
    text: str = ""
    """The words to be saved."""
    surely: bool = True
    """By the command; plain words may mean something else."""


def asked(incoming: Incoming) -> Asked | None:
    """What a message asks about presets, or `None` for one that is about something else."""
    text = unicodedata.normalize("NFC", incoming.text.strip())
    if command := _COMMAND.fullmatch(text):
        return _by_command(command[1].strip(), replying=incoming.reply_to is not None)
    plain = _folded(text.strip(" .!。！?？"))
    for verb, pattern in _phrases():
        if said := pattern.fullmatch(plain):
            place = said.span("name") if "name" in pattern.groupindex else (0, 0)
            return Asked(verb, _unquoted(text.strip(" .!。！?？")[slice(*place)]), surely=False)
    return None


def _by_command(rest: str, *, replying: bool) -> Asked:
    for verb, word in _verbs():
        spaced = not word.isascii() or not rest[len(word) : len(word) + 1].isalnum()
        if _folded(rest).startswith(word) and spaced:
            return _named(verb, rest[len(word) :].strip(), replying=replying)
    return Asked("list" if not rest else "how")


def _named(verb: Verb, rest: str, *, replying: bool) -> Asked:
    """Name and words: a name of several words is quoted, unless nothing can follow it."""
    if verb in ("save", "share") and not (replying and not _QUOTED.match(rest)):
        quoted = _QUOTED.fullmatch(rest)
        name, text = (quoted[1], quoted[2]) if quoted else [*rest.split(None, 1), "", ""][:2]
        return Asked(verb, name.rstrip(":："), _NAMING.sub("", text).strip())
    return Asked(verb, _unquoted(rest))


def _unquoted(name: str) -> str:
    name = name.strip(" :：")
    quoted = _QUOTED.fullmatch(name)
    return quoted[1].strip() if quoted else name


@cache
def _said(language: Language) -> dict[str, Any]:
    return tomllib.loads(files("locales").joinpath(language, "commands.toml").read_text("utf-8"))["preset"]


@cache
def _verbs() -> tuple[tuple[Verb, str], ...]:
    """The command's verbs in every language, the longest first."""
    own: list[tuple[Verb, str]] = [(verb, verb) for verb in get_args(Verb) if verb != "how"]
    more = [(verb, _folded(word)) for language in LANGUAGES for verb, words in _said(language)["verbs"].items() for word in words]
    return tuple(sorted({*own, *more}, key=lambda pair: (-len(pair[1]), pair)))


@cache
def _phrases() -> tuple[tuple[Verb, re.Pattern[str]], ...]:
    return tuple(sorted(_patterns(), key=lambda pair: (-len(pair[1].pattern), pair[0])))


def _patterns() -> Iterator[tuple[Verb, re.Pattern[str]]]:
    for language in LANGUAGES:
        for verb, phrases in _said(language)["phrases"].items():
            for phrase in phrases:
                escaped = re.escape(_folded(phrase)).replace(r"\{name\}", r"(?P<name>.+)").replace(r"\ ", r"\s+")
                yield verb, re.compile(escaped.replace(r"(?P<name>", r"\s*(?P<name>"))


def _folded(text: str) -> str:
    """Small letters without marks, letter for letter, so that places stay."""
    return "".join(_plain(letter) for letter in text)


@cache
def _plain(letter: str) -> str:
    """A letter small and without its marks; one that has no such single letter stays."""
    small = letter.lower()
    name = unicodedata.name(small, "") if len(small) == 1 else ""
    return unicodedata.lookup(name.partition(" WITH ")[0]) if name.startswith("LATIN ") else small if name else letter


class Presets:
    """Saves, lists and deletes presets, and says so."""

    def __init__(self, client: WorkerClient, words: Localization) -> None:
        self._client = client
        self._words = words

    async def means_one(self, incoming: Incoming, wanted: Asked) -> bool:
        """Whether a message that may be about a preset is: a name that nothing was saved under is just a word."""
        if wanted.surely or wanted.verb not in ("use", "delete"):
            return True
        known = {preset.name.casefold() for preset in await self._listed(incoming.origin)}
        return wanted.name.casefold() in known

    async def served(self, incoming: Incoming, wanted: Asked, language: Language) -> str:
        """Do what is asked (but use one: that is a wish) and say what was done. Raises `WorkerError`."""
        origin = incoming.origin
        if wanted.verb in ("save", "share"):
            shared = wanted.verb == "share"
            kept = await self._client.save_preset(origin, wanted.name, text=wanted.text, message=incoming.reply_to, shared=shared)
            return self._words.say(language, "preset-shared" if shared else "preset-saved", {"name": kept.name})
        if wanted.verb == "delete":
            gone = await self._client.delete_preset(origin.platform, origin.chat, origin.user, wanted.name)
            key = "preset-deleted" if gone else "error-unknown-preset"
            return self._words.say(language, key, {"name": wanted.name})
        if wanted.verb == "list":
            return self._list(await self._listed(origin), language)
        return self._words.say(language, "preset-how")

    async def _listed(self, origin: Origin) -> list[Preset]:
        return await self._client.presets(origin.platform, origin.chat, origin.user)

    def _list(self, known: list[Preset], language: Language) -> str:
        if not known:
            return "\n".join(self._words.say(language, key) for key in ("preset-none", "preset-how"))
        return "\n".join([self._words.say(language, "preset-list"), *(self._row(preset, language) for preset in known)])

    def _row(self, preset: Preset, language: Language) -> str:
        """A preset with what it makes: in its own words, or by the names of its capabilities."""
        key = "preset-row-shared" if preset.shared else "preset-row"
        if preset.text:
            return self._words.say(language, f"{key}-words", {"name": preset.name, "wish": preset.text})
        return self._words.say(language, key, {"name": preset.name, "capabilities": list(preset.capabilities)})

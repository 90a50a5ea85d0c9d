"""SimCord held to what Discord itself refuses: the form of commands, sizes of uploads, rights to attach and to reply, doubles.

Limits as Discord documents them for application commands, messages and uploads.
"""

import time
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
import simcord.interactions
from simcord.backend import errors
from simcord.backend.errors import BackendError
from simcord.backend.models import Message
from simcord.http import router

DEFAULT_LIMIT = 10 * 1024 * 1024
_COMMANDS = {1: 100, 2: 5, 3: 5}
"""How many commands of each type an application may have everywhere."""
_COMMAND_LETTERS = 4000
_NAME_EXTRAS = frozenset("-_'")


def refuse(what: str) -> BackendError:
    return errors.invalid_form_body(what)


def check(fine: object, what: str) -> None:
    if not fine:
        raise refuse(what)


@dataclass
class Strictness:
    """What the double knows beyond SimCord."""

    locale: str = "en-US"
    """The language of whoever uses a command next."""
    limits: dict[int, int] = field(default_factory=dict)
    """Upload limits of boosted servers."""
    nonces: dict[str, Any] = field(default_factory=dict)
    """Answers by channel and nonce: the same nonce again is the same message."""
    answered: list[float] = field(default_factory=list)
    """When commands, buttons and windows were answered."""

    def before(self, backend: Any, method: str, path: str, json: Any, files: Sequence[Any]) -> Any:
        """Refuse what Discord refuses; the answer, where this is a message that was sent before."""
        parts = path.strip("/").split("/")
        if parts[-1] == "callback":
            self.answered.append(time.perf_counter())
        if method == "PUT" and parts[-1] == "commands":
            commands(json)
        elif method == "POST" and parts[0] == "interactions" and (json or {}).get("type") == 8:
            suggestions(json["data"].get("choices", []))
        elif method in ("POST", "PATCH") and "messages" in parts and parts[0] == "channels":
            return self._message(backend, int(parts[1]), method, json or {}, files)
        elif parts[0] == "webhooks" and files:
            self._uploads(None, files)
        return None

    def _message(self, backend: Any, channel_id: int, method: str, json: Mapping[str, Any], files: Sequence[Any]) -> Any:
        channel = backend.get_channel(channel_id)
        self._uploads(channel.guild_id, files)
        if channel.guild_id is not None:
            needed = ["view_channel", *(["attach_files"] if files else [])]
            needed += ["read_message_history"] if json.get("message_reference") else []
            backend.require_permissions(channel.guild_id, backend.bot_user.id, channel.id, *needed)
        if json.get("message_reference"):
            self._reference(backend, channel_id, json["message_reference"])
        if (nonce := json.get("nonce")) is not None:
            check(len(str(nonce)) <= 25, "nonce: Must be 25 or fewer in length")
        if method == "POST" and nonce is not None and json.get("enforce_nonce"):
            return self.nonces.get(f"{channel_id}/{nonce}")
        return None

    def after(self, path: str, json: Any, answer: Any) -> None:
        parts = path.strip("/").split("/")
        if parts[0] == "channels" and parts[-1] == "messages" and isinstance(json, dict) and json.get("enforce_nonce"):
            self.nonces[f"{parts[1]}/{json['nonce']}"] = answer

    def _uploads(self, guild: int | None, files: Sequence[Any]) -> None:
        check(len(files) <= 10, "files: Must be 10 or fewer in length")
        sizes = [_size(file) for file in files]
        if sum(sizes) + 512 * len(files) > self.limits.get(guild or 0, DEFAULT_LIMIT):
            raise BackendError(413, 40005, "Request entity too large")

    def _reference(self, backend: Any, channel_id: int, reference: Mapping[str, Any]) -> None:
        known: dict[int, Message] = backend.messages.get(channel_id, {})
        there = int(reference["message_id"]) in known
        check(there or reference.get("fail_if_not_exists") is False, "message_reference: Unknown message")


def _size(file: Any) -> int:
    at = file.fp.tell()
    size = file.fp.seek(0, 2)
    file.fp.seek(at)
    return size


def suggestions(choices: Sequence[Mapping[str, Any]]) -> None:
    """What an option may offer while somebody types."""
    check(len(choices) <= 25, "choices: Must be 25 or fewer in length")
    for choice in choices:
        _choice(choice, 3)


def commands(payload: Sequence[Mapping[str, Any]]) -> None:
    """What an application may register in one go."""
    for kind, most in _COMMANDS.items():
        mine = [row for row in payload if row.get("type", 1) == kind]
        check(len(mine) <= most, f"type {kind}: at most {most} commands")
        _unique(mine, "commands")
    for row in payload:
        _described(row, menu=row.get("type", 1) != 1)
        check(_letters(row) <= _COMMAND_LETTERS, f"{row['name']}: at most {_COMMAND_LETTERS} letters in all")
        _options(row.get("options", []))


def _options(options: Sequence[Mapping[str, Any]]) -> None:
    check(len(options) <= 25, "options: Must be 25 or fewer in length")
    _unique(options, "options")
    required = [bool(option.get("required")) for option in options]
    check(required == sorted(required, reverse=True), "required options must come first")
    for option in options:
        _described(option)
        if option["type"] in (1, 2):
            _options(option.get("options", []))
        choices = option.get("choices") or []
        check(len(choices) <= 25, "choices: Must be 25 or fewer in length")
        check(not (choices and option.get("autocomplete")), "choices and autocomplete exclude each other")
        check(len({choice["value"] for choice in choices}) == len(choices), "choices: values must differ")
        check(len({choice["name"] for choice in choices}) == len(choices), "choices: names must differ")
        for choice in choices:
            _choice(choice, option["type"])
        if "min_value" in option or "max_value" in option:
            check(option["type"] in (4, 10), "min_value and max_value are for numbers")


def _choice(choice: Mapping[str, Any], kind: int) -> None:
    names = [choice["name"], *(choice.get("name_localizations") or {}).values()]
    check(all(1 <= len(name) <= 100 for name in names), "choice name: Must be between 1 and 100 in length")
    wanted = {3: str, 4: int, 10: (int, float)}[kind]
    check(isinstance(choice["value"], wanted), "choice value of another type")
    check(not isinstance(choice["value"], str) or 1 <= len(choice["value"]) <= 100, "choice value: at most 100 letters")


def _described(row: Mapping[str, Any], *, menu: bool = False) -> None:
    for name in (row["name"], *(row.get("name_localizations") or {}).values()):
        check(1 <= len(name) <= 32, f"name {name}: Must be between 1 and 32 in length")
        check(menu or all(_fits(letter) for letter in name), f"name {name}: letters that a name cannot have")
        check(menu or name == name.lower(), f"name {name}: must be in small letters")
    descriptions = [row.get("description", ""), *(row.get("description_localizations") or {}).values()]
    if menu:
        check(not any(descriptions) and not row.get("options"), "a menu entry has neither description nor options")
    else:
        check(all(1 <= len(text) <= 100 for text in descriptions), f"{row['name']}: description of 1 to 100 letters")


def _fits(letter: str) -> bool:
    return letter in _NAME_EXTRAS or unicodedata.category(letter)[0] in "LN"


def _unique(rows: Sequence[Mapping[str, Any]], what: str) -> None:
    locales = {locale for row in rows for locale in row.get("name_localizations") or {}}
    for locale in (None, *locales):
        names = [(row.get("name_localizations") or {}).get(locale, row["name"]) for row in rows]
        check(len(set(names)) == len(names), f"{what} in {locale}: names must differ: {sorted(names)}")


def _letters(row: Mapping[str, Any]) -> int:
    """Letters of names, descriptions and values, each in its longest language."""
    own = sum(
        max(len(text) for text in (str(row.get(key, "")), *(row.get(f"{key}_localizations") or {}).values()))
        for key in ("name", "description")
    )
    choices = row.get("choices") or []
    return own + sum(_letters(part) for part in [*row.get("options", []), *choices]) + len(str(row.get("value", "")))


def install(patch: pytest.MonkeyPatch) -> Iterator[Strictness]:
    """Hold SimCord to it for a test."""
    strictness, dispatch, payload = Strictness(), router.dispatch, simcord.interactions.base_payload

    def strict(backend: Any, method: str, path: str, *, json: Any = None, files: Any = None, **more: Any) -> Any:
        before = strictness.before(backend, method, path, json, files or [])
        if before is not None:
            return before
        answer = dispatch(backend, method, path, json=json, files=files, **more)
        strictness.after(path, json, answer)
        return answer

    def spoken(backend: Any, **more: Any) -> Any:
        record, data = payload(backend, **more)
        data["locale"] = strictness.locale
        guild = more.get("guild_id")
        data["attachment_size_limit"] = strictness.limits.get(guild or 0, DEFAULT_LIMIT)
        return record, data

    patch.setattr(router, "dispatch", strict)
    patch.setattr(simcord.interactions, "base_payload", spoken)
    yield strictness

"""What Telegram's Bot API says of its methods, and calls held against it as strictly as the server does, and a little more:
unknown methods and parameters, which the server would pass over, are refused."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Fields = Mapping[str, Mapping[str, Any]]

_KNOWN: dict[str, dict[str, Fields]] = json.loads(Path(__file__).with_name("bot_api.json").read_text("utf-8"))
METHODS = _KNOWN["methods"]
_TYPES = _KNOWN["types"]

CHAT_ACTIONS = frozenset(
    {"typing", "choose_sticker", "find_location", "upload_photo", "upload_document"}
    | {f"{verb}_{what}" for verb in ("record", "upload") for what in ("video", "voice", "video_note")}
)


class Refused(Exception):
    """The server's answer to a call that it does not take."""

    def __init__(self, description: str, status: int = 400, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


def bad(description: str) -> Refused:
    return Refused(f"Bad Request: {description}")


def checked(method: str, raw: Mapping[str, Any], files: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a call in their types. Raises `Refused`."""
    if method not in METHODS:
        raise Refused("Not Found: method not found", 404)
    fields = METHODS[method]
    if unknown := files.keys() - fields.keys():
        raise bad(f"unknown parameters {sorted(unknown)}")
    values = {name: _parsed(name, value, fields) for name, value in raw.items()} | dict(files)
    _required(method, values, fields)
    _within_limits(method, values)
    return values


def _parsed(name: str, value: str, fields: Fields) -> Any:
    if name not in fields:
        raise bad(f"unknown parameter {name}")
    for type_ in fields[name]["types"]:
        try:
            return _PARSERS.get(type_, _object(type_))(value)
        except (ValueError, TypeError):
            continue
    raise bad(f"parameter {name} is no {' or '.join(fields[name]['types'])}: {value!r}")


def _integer(value: str) -> int:
    if not value.lstrip("-").isdecimal():
        raise ValueError
    return int(value)


def _boolean(value: str) -> bool:
    if value.lower() not in ("true", "false"):
        raise ValueError
    return value.lower() == "true"


def _no_file(value: str) -> Any:
    raise ValueError("a file comes as a part of its own")


_PARSERS: dict[str, Callable[[str], Any]] = {"Integer": _integer, "Boolean": _boolean, "String": str, "InputFile": _no_file}


def _object(type_: str) -> Callable[[str], Any]:
    def parse(value: str) -> Any:
        return _typed(type_, json.loads(value))

    return parse


def _typed(type_: str, value: Any) -> Any:
    """A decoded value, held against its type. Raises `ValueError`."""
    if type_.startswith("Array of "):
        if not isinstance(value, list):
            raise ValueError(type_)
        return [_typed(type_.removeprefix("Array of "), item) for item in value]
    plain = {"Integer": int, "String": str, "Boolean": bool}
    if type_ in plain:
        if not isinstance(value, plain[type_]) or (type_ == "Integer" and isinstance(value, bool)):
            raise ValueError(type_)
        return value
    if type_ not in _TYPES or not isinstance(value, dict):
        raise ValueError(type_)
    return _fielded(type_, value)


def _fielded(type_: str, value: dict[str, Any]) -> dict[str, Any]:
    fields = _TYPES[type_]
    if unknown := value.keys() - fields.keys():
        raise bad(f"{type_} has no {sorted(unknown)}")
    _required(type_, value, fields)
    for name, item in value.items():
        if not any(_fits(kind, item) for kind in fields[name]["types"]):
            raise bad(f"{type_}.{name} is no {' or '.join(fields[name]['types'])}")
    return value


def _fits(type_: str, value: Any) -> bool:
    try:
        _typed(type_, value)
    except ValueError:
        return False
    return True


def _required(what: str, values: Mapping[str, Any], fields: Fields) -> None:
    missing = [name for name, field in fields.items() if field.get("required") and values.get(name) in (None, "")]
    if missing:
        raise bad(f"{what} needs {', '.join(missing)}")


def _within_limits(method: str, values: Mapping[str, Any]) -> None:
    if _units(values.get("text", "")) > (200 if method == "answerCallbackQuery" else 4096):
        raise bad("message is too long")
    if _units(values.get("caption", "")) > 1024:
        raise bad("message caption is too long")
    if method.startswith("edit") and not (
        {"chat_id", "message_id", "text" if method == "editMessageText" else "caption"} <= values.keys()
    ):
        raise bad("message identifier is not specified, or nothing to write")
    if method == "sendChatAction" and values["action"] not in CHAT_ACTIONS:
        raise bad("wrong parameter action in request")
    for row in values.get("reply_markup", {}).get("inline_keyboard", ()):
        for button in row:
            _button(button)
    for command in values.get("commands", ()):
        _command(command)
    for name, most in (("description", 512), ("short_description", 120)):
        if method.startswith("setMy") and _units(values.get(name, "")) > most:
            raise bad("BOT_DESCRIPTION_TOO_LONG")
    if len(values.get("language_code", "")) not in (0, 2):
        raise bad("invalid language code specified")
    if method == "setMyCommands" and not 1 <= len(values["commands"]) <= 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")


def _units(text: str) -> int:
    """Telegram counts in units of UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def _button(button: Mapping[str, Any]) -> None:
    if not button["text"]:
        raise bad("inline keyboard button text is empty")
    if not 1 <= len(button.get("callback_data", "").encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")


def _command(command: Mapping[str, str]) -> None:
    name = command["command"]
    if not (1 <= len(name) <= 32 and name.isascii() and name.replace("_", "a").isalnum() and name == name.lower()):
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= len(command["description"]) <= 256:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")

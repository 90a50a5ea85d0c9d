"""JSON schemas in the subset that every provider enforces, and answers read by the model they were made from.

What OpenAI's strict mode and Anthropic's structured outputs have in common: objects name all their properties, require every one
and allow no other; `$ref`, `anyOf`, `enum` and `const` are kept; numeric, length and pattern bounds are not enforced and so are
left out. Bounds still hold: the answer is validated by the pydantic model after it arrives.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from agent_core.llm.request import Shape, Unreadable

M = TypeVar("M", bound=BaseModel)

_KEPT = ("description", "enum", "const", "$ref")
_SHOWN = 8
"""Problems that are told at once."""
_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_CODE = re.compile(r"\A\s*```(?:json)?\s*\n(.*?)\n?\s*```\s*\Z", re.DOTALL)


def shaped(model: type[M], check: Callable[[M], Sequence[str]] | None = None, name: str = "answer") -> Shape[M]:
    """Answers that are a `model`. `check` says in sentences what is wrong with one that has the right form.

    Raises `ValueError` for a model whose schema no provider would take (free objects, values of any type).
    """

    def read(text: str) -> M:
        try:
            value = model.model_validate_json(bare(text))
        except ValidationError as error:
            raise Unreadable(_told(error)) from None
        if problems := tuple(check(value)) if check else ():
            raise Unreadable(problems)
        return value

    return Shape(read=read, schema=strict(model.model_json_schema()), name=name)


def _plain(text: str) -> str:
    if not (answer := _THOUGHTS.sub("", text).strip()):
        raise Unreadable(("The answer was empty.",))
    return answer


PLAIN = Shape(read=_plain)
"""Answers in plain text."""


def bare(text: str) -> str:
    """A JSON answer without the thoughts before it and the code block around it, which small models add."""
    text = _THOUGHTS.sub("", text)
    found = _CODE.match(text)
    return found[1] if found else text


def strict(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema in the common subset. Raises `ValueError` where it cannot be said in it."""
    made = {name: schema[name] for name in _KEPT if name in schema}
    if "$defs" in schema:
        made["$defs"] = {name: strict(part) for name, part in schema["$defs"].items()}
    if "$ref" in schema:
        return made
    options = schema.get("anyOf") or schema.get("oneOf")
    if options:
        return {**made, "anyOf": [strict(option) for option in options]}
    kind = schema.get("type")
    if not isinstance(kind, str):
        if "const" in schema or "enum" in schema:
            return made
        raise ValueError(f"a schema needs a type: {json.dumps(dict(schema))[:100]}")
    made["type"] = kind
    if kind == "array":
        made["items"] = strict(schema.get("items", {}))
    if kind == "object":
        made.update(_object(schema))
    return made


def _object(schema: Mapping[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = schema.get("properties", {})
    if not properties:
        raise ValueError("an object needs named properties")
    made = {name: strict(part) for name, part in properties.items()}
    return {"properties": made, "required": list(properties), "additionalProperties": False}


def _told(error: ValidationError) -> tuple[str, ...]:
    """What is wrong, in sentences without the values themselves."""
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    return tuple(f"{'.'.join(map(str, fault['loc'])) or 'The answer'}: {fault['msg']}" for fault in faults[:_SHOWN])

"""Tools that are only declared: they let a workflow be composed for what this version cannot run yet.

A declared tool stands in the plans of `agent_core.previews`, marked as not built. The tools of the package never name one, so
nothing with such a step is ever queued; and it is gone as soon as the package holds a tool of its name.
"""

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Annotated, Any, cast

from pydantic import AfterValidator, JsonValue, create_model

from agent_core.catalogue.capability import Param
from agent_core.catalogue.listing import capabilities
from agent_core.catalogue.preparing import PREPARING
from agent_core.catalogue.serving import SERVING
from agent_core.catalogue.signature import Signature
from agent_core.catalogue.values import coerce
from agent_core.errors import Impossible
from agent_core.tool import Context, Cost, Ending, Layer, Port, Stage, Tool
from media.frozen import Frozen


def with_declared(tools: Mapping[str, Tool]) -> Mapping[str, Tool]:
    """Tools with all that are declared beside them; of one name the written one stands."""
    return {**_declared(), **tools}


@cache
def _declared() -> Mapping[str, Tool]:
    return {signature.name: _tool(signature) for signature in (*PREPARING, *SERVING)}


def _tool(signature: Signature) -> Tool:
    return Tool(
        name=signature.name,
        run=partial(_refuse, signature),
        input=_input(signature),
        output=Frozen,
        resource=signature.resource,
        version=0,
        stage=cast(Stage, signature.stage),
        serves=frozenset({signature.serves} if signature.serves else ()),
        layer=cast(Layer, signature.layer),
        engines=frozenset(),
        cost=Cost(fixed=signature.fixed, per_second=signature.per_second),
        ports={
            name: Port(name=name, artifact=artifact, required=name in signature.ports)
            for name, artifact in {**signature.ports, **signature.optional}.items()
        },
        params=frozenset(signature.params),
        makes={artifact: artifact for artifact in signature.makes},
        helps=frozenset(signature.helps),
        carries=frozenset(signature.carries),
        gathers=signature.gathers,
        ending=cast("Ending | None", signature.ending),
        built=False,
    )


async def _refuse(signature: Signature, given: Frozen, context: Context) -> Frozen:
    raise Impossible(code="not-yet", values={"capability": signature.serves or signature.name})


def _input(signature: Signature) -> type[Frozen]:
    """A model of the params: every value is held to the types that the capabilities give it."""
    fields: dict[str, Any] = {name: (_held(signature, name), None) for name in signature.params}
    return create_model(signature.name, __base__=Frozen, **fields)


def _held(signature: Signature, name: str) -> Any:
    concerned = {*signature.helps, signature.serves} - {None}
    rows = [row for row in capabilities().values() if not concerned or row.name in concerned]
    kinds = [param for row in rows if (param := row.param(name)) is not None]
    kinds = kinds or [param for row in capabilities().values() if (param := row.param(name)) is not None]
    return Annotated[JsonValue, AfterValidator(_fitting(kinds, signature.only.get(name)))]


def _fitting(kinds: list[Param], only: tuple[str, ...] | None) -> Callable[[JsonValue], JsonValue]:
    def fits(value: JsonValue) -> JsonValue:
        if only is not None and value not in only:
            raise ValueError(f"not one of {', '.join(only)}")
        if not any(_takes(param, value) for param in kinds):
            raise ValueError("not a value of this param")
        return value

    return fits


def _takes(param: Param, value: JsonValue) -> bool:
    try:
        coerce(param, value)
    except (ValueError, TypeError, OverflowError):
        return False
    return True

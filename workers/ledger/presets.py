"""Presets: ways of making things, saved under a name by a person for themselves or for a whole chat.

Saved from a result, a preset holds what was wanted there; saved from words, the words. A person's own go before the chat's.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_core.intents import Intent
from agent_core.messages import Origin, Preset
from agent_core.projects import Revision
from media.frozen import Frozen
from workers.errors import WorkerError
from workers.ledger import projects
from workers.ledger.schema import AnyRow, presets, revisions
from workers.ledger.upsert import upsert

MOST = 50
"""Presets that a person or a chat may have."""
NAME_CHARS = 40
_TEXT_CHARS = 2000


class NothingToSave(WorkerError):
    """A preset was to be saved from neither words nor a result."""

    code = "nothing-to-save"


class UnknownPreset(WorkerError):
    """Nothing was saved under the name; values: `name`."""

    code = "unknown-preset"


class TooManyPresets(WorkerError):
    """There is no room for another preset; values: `limit`."""

    code = "too-many-presets"


class BadPresetName(WorkerError):
    """A name that is empty or too long; values: `limit`."""

    code = "bad-preset-name"


class Saved(Frozen):
    """What is kept of a preset: words, or an intent."""

    text: str = ""
    intent: Intent | None = None


async def save(
    tx: AsyncConnection, origin: Origin, name: str, text: str, message: str | None, shared: bool, now: float
) -> Preset:
    """Keep words, or what was wanted of the result in `message`, under a name; the same name anew takes the place of the old.

    Raises `BadPresetName`, `NothingToSave`, `TooManyPresets`.
    """
    name = _name(name)
    saved = await _saved(tx, origin, text.strip(), message)
    scope, owner = ("chat", origin.chat) if shared else ("person", origin.user)
    others = select(func.count()).where(*_of(origin.platform, scope, owner), presets.c.key != name.casefold())
    if (await tx.scalar(others) or 0) >= MOST:
        raise TooManyPresets(values={"limit": MOST})
    kept = {"name": name, "body": saved.model_dump_json(), "maker": origin.user, "created": now}
    statement = upsert(tx, presets).values(platform=origin.platform, scope=scope, owner=owner, key=name.casefold(), **kept)
    await tx.execute(statement.on_conflict_do_update(index_elements=["platform", "scope", "owner", "key"], set_=kept))
    return _shown(name, saved, shared)


async def listed(tx: AsyncConnection, platform: str, chat: str, person: str) -> list[Preset]:
    """What a person may use in a chat, by name; of two with one name only their own."""
    found: dict[str, Preset] = {}
    for row in await _rows(tx, platform, chat, person):
        found.setdefault(row.key, _shown(row.name, Saved.model_validate_json(row.body), row.scope == "chat"))
    return sorted(found.values(), key=lambda preset: preset.name.casefold())


async def drop(tx: AsyncConnection, platform: str, chat: str, person: str, name: str) -> bool:
    """Forget a preset of one's own, or one that one saved for the chat; false when there is none."""
    for scope, owner in (("person", person), ("chat", chat)):
        mine = (*_of(platform, scope, owner), presets.c.key == name.strip().casefold(), presets.c.maker == person)
        if (await tx.execute(delete(presets).where(*mine))).rowcount > 0:
            return True
    return False


async def named(tx: AsyncConnection, origin: Origin, name: str) -> Saved:
    """What was saved under a name. Raises `UnknownPreset`."""
    key = name.strip().casefold()
    for row in await _rows(tx, origin.platform, origin.chat, origin.user):
        if row.key == key:
            return Saved.model_validate_json(row.body)
    raise UnknownPreset(values={"name": name.strip()[:NAME_CHARS]})


async def _rows(tx: AsyncConnection, platform: str, chat: str, person: str) -> Sequence[AnyRow]:
    """Those of a person, then those of the chat."""
    mine = (await tx.execute(select(presets).where(*_of(platform, "person", person)))).all()
    theirs = (await tx.execute(select(presets).where(*_of(platform, "chat", chat)))).all()
    return [*mine, *theirs]


def _of(platform: str, scope: str, owner: str) -> tuple[ColumnElement[bool], ...]:
    return presets.c.platform == platform, presets.c.scope == scope, presets.c.owner == owner


async def _saved(tx: AsyncConnection, origin: Origin, text: str, message: str | None) -> Saved:
    if text:
        return Saved(text=text[:_TEXT_CHARS])
    known = await projects.project_of(tx, origin.platform, origin.chat, message) if message else None
    if known is None or known.revision is None:
        raise NothingToSave
    body = await tx.scalar(select(revisions.c.body).where(revisions.c.id == known.revision))
    wanted = Revision.model_validate_json(body or "").intent
    if not wanted.goals:
        raise NothingToSave
    return Saved(intent=wanted.model_copy(update={"edit": {}, "missing": ()}))


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= NAME_CHARS:
        raise BadPresetName(values={"limit": NAME_CHARS})
    return name


def _shown(name: str, saved: Saved, shared: bool) -> Preset:
    goals = saved.intent.goals if saved.intent else ()
    return Preset(name=name, text=saved.text, capabilities=tuple(goal.capability for goal in goals), shared=shared)

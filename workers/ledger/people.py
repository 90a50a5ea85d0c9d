"""What chats and people have chosen, the language each person spoke last, and what the workers found on their machines."""

from collections.abc import Sequence

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_core.agent import LanguageHints
from agent_core.languages import DEFAULT_LANGUAGE, Language, from_script
from agent_core.messages import ChatSettings, Engine, Request
from workers.ledger.schema import chats, engines, people
from workers.ledger.upsert import upsert

_ENGINES = TypeAdapter(tuple[Engine, ...])
_EMPTY = ChatSettings().model_dump_json()


async def chat_settings(tx: AsyncConnection, platform: str, chat: str) -> ChatSettings:
    """What the chat has chosen."""
    kept = await tx.scalar(select(chats.c.settings).where(chats.c.platform == platform, chats.c.chat == chat))
    return ChatSettings.model_validate_json(kept or _EMPTY)


async def set_chat_settings(tx: AsyncConnection, platform: str, chat: str, settings: ChatSettings) -> None:
    """Keep what the chat has chosen."""
    kept = settings.model_dump_json()
    statement = upsert(tx, chats).values(platform=platform, chat=chat, settings=kept)
    await tx.execute(statement.on_conflict_do_update(index_elements=["platform", "chat"], set_={"settings": kept}))


async def user_settings(tx: AsyncConnection, platform: str, person: str) -> ChatSettings:
    """What the person has chosen."""
    kept = await tx.scalar(select(people.c.settings).where(people.c.platform == platform, people.c.person == person))
    return ChatSettings.model_validate_json(kept or _EMPTY)


async def set_user_settings(tx: AsyncConnection, platform: str, person: str, settings: ChatSettings) -> None:
    """Keep what the person has chosen."""
    kept = settings.model_dump_json()
    statement = upsert(tx, people).values(platform=platform, person=person, settings=kept)
    await tx.execute(statement.on_conflict_do_update(index_elements=["platform", "person"], set_={"settings": kept}))


async def speaks(tx: AsyncConnection, platform: str, person: str, language: Language) -> None:
    """Remember the language a person spoke last."""
    statement = upsert(tx, people).values(platform=platform, person=person, settings=_EMPTY, last_language=language)
    await tx.execute(statement.on_conflict_do_update(index_elements=["platform", "person"], set_={"last_language": language}))


async def hints(tx: AsyncConnection, request: Request) -> LanguageHints:
    """What is known about the language of a wish beside its words; a person's choice goes before the chat's."""
    origin = request.origin
    own = await user_settings(tx, origin.platform, origin.user)
    theirs = await chat_settings(tx, origin.platform, origin.chat)
    last = await tx.scalar(
        select(people.c.last_language).where(people.c.platform == origin.platform, people.c.person == origin.user)
    )
    return LanguageHints(chosen=own.language or theirs.language, last=last, locale=request.locale)


def first_guess(text: str, known: LanguageHints) -> Language:
    """The language to answer in before the wish is understood: chosen, else the script's, the last, the locale's."""
    return known.chosen or from_script(text) or known.last or known.locale or DEFAULT_LANGUAGE


async def note_engines(tx: AsyncConnection, worker: str, found: Sequence[Engine], now: float) -> None:
    """Keep what a kind of worker found."""
    values = {"found": _ENGINES.dump_json(tuple(found)).decode(), "at": now}
    statement = upsert(tx, engines).values(worker=worker, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["worker"], set_=values))


async def all_engines(tx: AsyncConnection) -> list[Engine]:
    """What the workers found; what two of them found alike is listed once."""
    rows = await tx.scalars(select(engines.c.found).order_by(engines.c.worker))
    return list(dict.fromkeys(engine for row in rows for engine in _ENGINES.validate_json(row)))

"""Files that wait for their wish, by reference: one row for each person in each chat."""

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_core.messages import KeptFiles, Origin
from workers.ledger.schema import kept_files
from workers.ledger.upsert import upsert


async def recall(tx: AsyncConnection, origin: Origin) -> KeptFiles | None:
    """The files that a person last sent in a chat without a wish."""
    body = await tx.scalar(select(kept_files.c.body).where(_whose(origin)))
    return KeptFiles.model_validate_json(body) if body else None


async def keep(tx: AsyncConnection, origin: Origin, files: KeptFiles | None, older: float) -> None:
    """Remember a person's files, or forget them; everybody's from before `older` go too."""
    await tx.execute(delete(kept_files).where(kept_files.c.at < older))
    if files is None:
        await tx.execute(delete(kept_files).where(_whose(origin)))
        return
    whose = {"platform": origin.platform, "account": origin.account, "chat": origin.chat, "person": origin.user}
    values = {"body": files.model_dump_json(), "at": files.at}
    statement = upsert(tx, kept_files).values(**whose, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=list(whose), set_=values))


def _whose(origin: Origin) -> ColumnElement[bool]:
    return and_(
        kept_files.c.platform == origin.platform,
        kept_files.c.account == origin.account,
        kept_files.c.chat == origin.chat,
        kept_files.c.person == origin.user,
    )

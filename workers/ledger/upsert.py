"""`INSERT … ON CONFLICT` in the words of the database at hand."""

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def upsert(tx: AsyncConnection, table: Table) -> sqlite.Insert:
    """An insert that knows `on_conflict_do_update` and `on_conflict_do_nothing`.

    PostgreSQL's is of another class with the same two methods, so one type stands for both.
    """
    if tx.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # its many drivers take a bot's start longer than all our own code

        return postgresql.insert(table)  # pyright: ignore[reportReturnType]
    return sqlite.insert(table)

"""Runs migrations on the connection that `workers.ledger.database` hands in, inside its transaction."""

from alembic import context
from sqlalchemy import Connection

from workers.ledger.schema import metadata

connection: Connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()

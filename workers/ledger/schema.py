"""The tables of the ledger.

Values that other modules own are kept as the JSON of their frozen models; columns beside them are what is searched for. Times
are Unix seconds. `HEAD` names the newest migration; a database that stands there is opened without loading Alembic.
"""

from typing import Any

from sqlalchemy import BigInteger, Column, Double, Index, Integer, MetaData, Row, String, Table, Text, UniqueConstraint

HEAD = "0004"

ID = String(32)
NAME = String(255)
CODE = String(64)
NUMBER = BigInteger().with_variant(Integer(), "sqlite")

AnyRow = Row[*tuple[Any, ...]]
"""A row of whatever was selected."""

metadata = MetaData()

jobs = Table(
    "jobs",
    metadata,
    Column("id", ID, primary_key=True),
    Column("platform", NAME, nullable=False),
    Column("account", NAME, nullable=False),
    Column("chat", NAME, nullable=False),
    Column("message", NAME, nullable=False),
    Column("person", NAME, nullable=False),
    Column("request", Text, nullable=False),
    Column("hints", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("project", ID, nullable=False),
    Column("replied", ID),
    Column("after", ID),
    Column("state", String(16), nullable=False),
    Column("created", Double, nullable=False),
    Column("changed", Double, nullable=False),
    Column("not_before", Double, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("worker", NAME),
    Column("lease", Double),
    Column("cancelled", Integer, nullable=False),
    Column("resource", String(8), nullable=False),
    Column("capability", CODE),
    Column("intent", Text),
    Column("plan", Text),
    Column("questions", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("note", Text),
    Column("verdict", Text),
    Column("usage", Text),
    Column("status_message", NAME),
    Column("quota_window", BigInteger),
    UniqueConstraint("platform", "account", "chat", "message", name="uq_jobs_origin"),
    Index("ix_jobs_state", "state", "created"),
    Index("ix_jobs_chat", "platform", "chat", "changed"),
)

answers = Table(
    "answers",
    metadata,
    Column("job", ID, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("platform", NAME, nullable=False),
    Column("account", NAME, nullable=False),
    Column("chat", NAME, nullable=False),
    Column("message", NAME, nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_answers_origin", "platform", "account", "chat", "message"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("id", ID, nullable=False, unique=True),
    Column("project", ID, nullable=False),
    Column("job", ID, nullable=False, unique=True),
    Column("body", Text, nullable=False),
    Column("actions", Text, nullable=False),
    Column("created", Double, nullable=False),
    Index("ix_revisions_project", "project", "number"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("id", ID, nullable=False, unique=True),
    Column("job", ID, nullable=False),
    Column("slot", String(64), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("platform", NAME, nullable=False),
    Column("account", NAME, nullable=False),
    Column("chat", NAME, nullable=False),
    Column("revision", ID),
    Column("body", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("created", Double, nullable=False),
    Column("not_before", Double, nullable=False),
    Column("lease", Double, nullable=False),
    Column("holder", NAME),
    Column("attempts", Integer, nullable=False),
    Column("code", CODE),
    Column("posted", Double),
    Index("ix_outbox_account", "platform", "account", "state", "number"),
)

messages = Table(
    "messages",
    metadata,
    Column("platform", NAME, primary_key=True),
    Column("account", NAME, primary_key=True),
    Column("chat", NAME, primary_key=True),
    Column("message", NAME, primary_key=True),
    Column("job", ID, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("revision", ID),
    Column("created", Double, nullable=False),
    Index("ix_messages_chat", "platform", "chat", "message"),
)

quota_use = Table(
    "quota_use",
    metadata,
    Column("platform", NAME, primary_key=True),
    Column("person", NAME, primary_key=True),
    Column("name", CODE, primary_key=True),
    Column("window", BigInteger, primary_key=True, autoincrement=False),
    Column("used", Double, nullable=False),
)

quota_limits = Table(
    "quota_limits",
    metadata,
    Column("platform", NAME, primary_key=True),
    Column("person", NAME, primary_key=True),
    Column("name", CODE, primary_key=True),
    Column("limit", Double, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("platform", NAME, primary_key=True),
    Column("person", NAME, primary_key=True),
    Column("settings", Text, nullable=False),
    Column("last_language", String(8)),
)

chats = Table(
    "chats",
    metadata,
    Column("platform", NAME, primary_key=True),
    Column("chat", NAME, primary_key=True),
    Column("settings", Text, nullable=False),
)

presets = Table(
    "presets",
    metadata,
    Column("platform", NAME, primary_key=True),
    Column("scope", String(8), primary_key=True),
    Column("owner", NAME, primary_key=True),
    Column("key", NAME, primary_key=True),
    Column("name", NAME, nullable=False),
    Column("body", Text, nullable=False),
    Column("maker", NAME, nullable=False),
    Column("created", Double, nullable=False),
)

kept_files = Table(
    "kept_files",
    metadata,
    Column("platform", NAME, primary_key=True),
    Column("account", NAME, primary_key=True),
    Column("chat", NAME, primary_key=True),
    Column("person", NAME, primary_key=True),
    Column("body", Text, nullable=False),
    Column("at", Double, nullable=False),
)

marks = Table(
    "marks",
    metadata,
    Column("platform", NAME, primary_key=True),
    Column("account", NAME, primary_key=True),
    Column("key", NAME, primary_key=True),
    Column("value", Text, nullable=False),
    Column("at", Double, nullable=False),
    Index("ix_marks_at", "at"),
)

engines = Table(
    "engines",
    metadata,
    Column("worker", NAME, primary_key=True),
    Column("found", Text, nullable=False),
    Column("at", Double, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("job", ID, nullable=False),
    Column("source", String(16), nullable=False),
    Column("target", String(16), nullable=False),
    Column("at", Double, nullable=False),
    Column("by", NAME, nullable=False),
    Column("code", CODE, nullable=False),
    Index("ix_audit_job", "job", "number"),
)

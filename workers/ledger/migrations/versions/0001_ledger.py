"""The first ledger: jobs, answers, revisions, outbox, posted messages, quotas, people, engines and the audit trail."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.String(length=32)
NAME = sa.String(length=255)
CODE = sa.String(length=64)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SECONDS = sa.Double[float]()


def upgrade() -> None:
    _answers()
    _audit()
    _chats()
    _engines()
    _jobs()
    _messages()
    _outbox()
    _people()
    _quota_limits()
    _quota_use()
    _revisions()


def downgrade() -> None:
    for table in (
        "revisions",
        "quota_use",
        "quota_limits",
        "people",
        "outbox",
        "messages",
        "jobs",
        "engines",
        "chats",
        "audit",
        "answers",
    ):
        op.drop_table(table)


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("job", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("platform", NAME, nullable=False),
        sa.Column("account", NAME, nullable=False),
        sa.Column("chat", NAME, nullable=False),
        sa.Column("message", NAME, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("job", "number"),
    )
    op.create_index("ix_answers_origin", "answers", ["platform", "account", "chat", "message"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("number", NUMBER, autoincrement=True, nullable=False),
        sa.Column("job", ID, nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("target", sa.String(length=16), nullable=False),
        sa.Column("at", SECONDS, nullable=False),
        sa.Column("by", NAME, nullable=False),
        sa.Column("code", CODE, nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_audit_job", "audit", ["job", "number"])


def _chats() -> None:
    op.create_table(
        "chats",
        sa.Column("platform", NAME, nullable=False),
        sa.Column("chat", NAME, nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "chat"),
    )


def _engines() -> None:
    op.create_table(
        "engines",
        sa.Column("worker", NAME, nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("at", SECONDS, nullable=False),
        sa.PrimaryKeyConstraint("worker"),
    )


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", ID, nullable=False),
        sa.Column("platform", NAME, nullable=False),
        sa.Column("account", NAME, nullable=False),
        sa.Column("chat", NAME, nullable=False),
        sa.Column("message", NAME, nullable=False),
        sa.Column("person", NAME, nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("hints", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("project", ID, nullable=False),
        sa.Column("replied", ID),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created", SECONDS, nullable=False),
        sa.Column("changed", SECONDS, nullable=False),
        sa.Column("not_before", SECONDS, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("worker", NAME),
        sa.Column("lease", SECONDS),
        sa.Column("cancelled", sa.Integer(), nullable=False),
        sa.Column("resource", sa.String(length=8), nullable=False),
        sa.Column("capability", CODE),
        sa.Column("intent", sa.Text()),
        sa.Column("plan", sa.Text()),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("verdict", sa.Text()),
        sa.Column("status_message", NAME),
        sa.Column("quota_window", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("platform", "account", "chat", "message", name="uq_jobs_origin"),
    )
    op.create_index("ix_jobs_chat", "jobs", ["platform", "chat", "changed"])
    op.create_index("ix_jobs_state", "jobs", ["state", "created"])


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("platform", NAME, nullable=False),
        sa.Column("account", NAME, nullable=False),
        sa.Column("chat", NAME, nullable=False),
        sa.Column("message", NAME, nullable=False),
        sa.Column("job", ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("revision", ID),
        sa.Column("created", SECONDS, nullable=False),
        sa.PrimaryKeyConstraint("platform", "account", "chat", "message"),
    )
    op.create_index("ix_messages_chat", "messages", ["platform", "chat", "message"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("number", NUMBER, autoincrement=True, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("job", ID, nullable=False),
        sa.Column("slot", CODE, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("platform", NAME, nullable=False),
        sa.Column("account", NAME, nullable=False),
        sa.Column("chat", NAME, nullable=False),
        sa.Column("revision", ID),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created", SECONDS, nullable=False),
        sa.Column("not_before", SECONDS, nullable=False),
        sa.Column("lease", SECONDS, nullable=False),
        sa.Column("holder", NAME),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("code", CODE),
        sa.Column("posted", SECONDS),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("slot"),
    )
    op.create_index("ix_outbox_account", "outbox", ["platform", "account", "state", "number"])


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("platform", NAME, nullable=False),
        sa.Column("person", NAME, nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("last_language", sa.String(length=8)),
        sa.PrimaryKeyConstraint("platform", "person"),
    )


def _quota_limits() -> None:
    op.create_table(
        "quota_limits",
        sa.Column("platform", NAME, nullable=False),
        sa.Column("person", NAME, nullable=False),
        sa.Column("name", CODE, nullable=False),
        sa.Column("limit", SECONDS, nullable=False),
        sa.PrimaryKeyConstraint("platform", "person", "name"),
    )


def _quota_use() -> None:
    op.create_table(
        "quota_use",
        sa.Column("platform", NAME, nullable=False),
        sa.Column("person", NAME, nullable=False),
        sa.Column("name", CODE, nullable=False),
        sa.Column("window", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("used", SECONDS, nullable=False),
        sa.PrimaryKeyConstraint("platform", "person", "name", "window"),
    )


def _revisions() -> None:
    op.create_table(
        "revisions",
        sa.Column("number", NUMBER, autoincrement=True, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("project", ID, nullable=False),
        sa.Column("job", ID, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("actions", sa.Text(), nullable=False),
        sa.Column("created", SECONDS, nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("job"),
    )
    op.create_index("ix_revisions_project", "revisions", ["project", "number"])

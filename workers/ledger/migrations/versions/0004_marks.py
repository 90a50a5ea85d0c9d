"""What a bot must not forget over a restart: one value for each key."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

NAME = sa.String(length=255)
SECONDS = sa.Double[float]()


def upgrade() -> None:
    op.create_table(
        "marks",
        sa.Column("platform", NAME, primary_key=True),
        sa.Column("account", NAME, primary_key=True),
        sa.Column("key", NAME, primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", SECONDS, nullable=False),
    )
    op.create_index("ix_marks_at", "marks", ["at"])


def downgrade() -> None:
    op.drop_table("marks")

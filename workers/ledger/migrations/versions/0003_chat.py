"""What conversations need: saved presets, files kept for a later wish, and wishes that wait for another's result."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.String(length=32)
NAME = sa.String(length=255)
SECONDS = sa.Double[float]()


def upgrade() -> None:
    op.add_column("jobs", sa.Column("after", ID))
    op.create_table(
        "presets",
        sa.Column("platform", NAME, primary_key=True),
        sa.Column("scope", sa.String(length=8), primary_key=True),
        sa.Column("owner", NAME, primary_key=True),
        sa.Column("key", NAME, primary_key=True),
        sa.Column("name", NAME, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("maker", NAME, nullable=False),
        sa.Column("created", SECONDS, nullable=False),
    )
    op.create_table(
        "kept_files",
        sa.Column("platform", NAME, primary_key=True),
        sa.Column("account", NAME, primary_key=True),
        sa.Column("chat", NAME, primary_key=True),
        sa.Column("person", NAME, primary_key=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", SECONDS, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("kept_files")
    op.drop_table("presets")
    op.drop_column("jobs", "after")

"""What each job took of language models: tokens and money, as JSON."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("jobs", sa.Column("usage", sa.Text()))


def downgrade() -> None:
    op.drop_column("jobs", "usage")

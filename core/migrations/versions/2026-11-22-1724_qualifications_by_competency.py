"""qualifications by competency."""

from collections.abc import Sequence

from alembic import op

revision: str = '202611221724'
down_revision: str | None = '202611221400'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NAME = 'ix_qualification_workspace_id_competency_id'
COLUMNS = ['workspace_id', 'competency_id']


def upgrade() -> None:
    """Let PostgreSQL answer who holds a competency from the index alone; SQLite knows no such index."""
    if op.get_bind().dialect.name == 'postgresql':
        op.drop_index(NAME, 'qualification')
        op.create_index(NAME, 'qualification', COLUMNS, postgresql_include=['person_id', 'id'])


def downgrade() -> None:
    """Change it back."""
    if op.get_bind().dialect.name == 'postgresql':
        op.drop_index(NAME, 'qualification')
        op.create_index(NAME, 'qualification', COLUMNS)

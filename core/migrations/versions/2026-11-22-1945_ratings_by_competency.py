"""ratings by competency."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '202611221945'
down_revision: str | None = '202611221724'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

RATING = 'ix_rating_workspace_id_competency_id'
RATED = ['workspace_id', 'competency_id']
WHO_HOLDS_IT = [
    'person_id', 'scale_value_id', 'cause', 'path', 'source_id', 'effective_from', 'effective_until', 'superseded_at',
]
VERSION = 'ix_qualification_version_workspace_id_qualification_id_open'
HELD = ['workspace_id', 'qualification_id']
IN_HAND = ['state', 'scale_value_id', 'expires_on', 'verified_at']
OPEN = sa.text('superseded_at IS NULL AND effective_until IS NULL')


def upgrade() -> None:
    """Let PostgreSQL answer who holds a competency, and how, from indexes alone; SQLite knows no such indexes."""
    _made_anew(carried=True)


def downgrade() -> None:
    """Change it back."""
    _made_anew(carried=False)


def _made_anew(*, carried: bool) -> None:
    if op.get_bind().dialect.name != 'postgresql':
        return
    op.drop_index(RATING, 'rating')
    op.create_index(RATING, 'rating', RATED, postgresql_include=WHO_HOLDS_IT if carried else None)
    op.drop_index(VERSION, 'qualification_version')
    op.create_index(
        VERSION, 'qualification_version', HELD, unique=True, postgresql_where=OPEN,
        postgresql_include=IN_HAND if carried else None,
    )

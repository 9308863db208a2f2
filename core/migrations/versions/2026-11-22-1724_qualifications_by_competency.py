"""qualifications by competency."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision: str = '202611221724'
down_revision: str | None = '202611221400'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    with op.batch_alter_table('qualification', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_qualification_workspace_id_competency_id'))
        batch_op.create_index(batch_op.f('ix_qualification_workspace_id_competency_id_person_id'), ['workspace_id', 'competency_id', 'person_id'], unique=False, postgresql_include=['id'])



def downgrade() -> None:
    """Change them back."""
    with op.batch_alter_table('qualification', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_qualification_workspace_id_competency_id_person_id'), postgresql_include=['id'])
        batch_op.create_index(batch_op.f('ix_qualification_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)


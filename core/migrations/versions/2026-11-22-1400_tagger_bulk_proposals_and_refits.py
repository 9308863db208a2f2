"""Bulk tagging, gathered proposals, what the tagger learned, and what the language model cost."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision: str = '202611221400'
down_revision: str | None = '202611221035'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table('bulk_tagging',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('started_by_id', big, nullable=True),
    sa.Column('cause', sa.Text(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('total', big, nullable=False),
    sa.Column('proposed', big, nullable=False),
    sa.Column('empty', big, nullable=False),
    sa.Column('passed_over', big, nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('touched_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'started_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_bulk_tagging_workspace_id_started_by_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_bulk_tagging_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bulk_tagging')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_bulk_tagging_workspace_id_id'))
    )
    with op.batch_alter_table('bulk_tagging', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bulk_tagging_workspace_id_started_by_id'), ['workspace_id', 'started_by_id'], unique=False)

    op.create_table('tagger_refit',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', big, nullable=True),
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('decisions', big, nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('adjustment', sa.JSON(), nullable=False),
    sa.Column('learned_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('before_id', big, nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'before_id'], ['tagger_refit.workspace_id', 'tagger_refit.id'], name=op.f('fk_tagger_refit_workspace_id_before_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'made_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_tagger_refit_workspace_id_made_by_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_tagger_refit_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tagger_refit')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_tagger_refit_workspace_id_id'))
    )
    with op.batch_alter_table('tagger_refit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tagger_refit_workspace_id_made_by_id'), ['workspace_id', 'made_by_id'], unique=False)

    op.create_table('bulk_tagging_item',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('bulk_id', big, nullable=False),
    sa.Column('activity_id', big, nullable=False),
    sa.Column('queued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_by', sa.Text(), nullable=True),
    sa.Column('taken_until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'activity_id'], ['activity.workspace_id', 'activity.id'], name=op.f('fk_bulk_tagging_item_workspace_id_activity_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'bulk_id'], ['bulk_tagging.workspace_id', 'bulk_tagging.id'], name=op.f('fk_bulk_tagging_item_workspace_id_bulk_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_bulk_tagging_item_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bulk_tagging_item')),
    sa.UniqueConstraint('workspace_id', 'bulk_id', 'activity_id', name=op.f('uq_bulk_tagging_item_workspace_id_bulk_id_activity_id')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_bulk_tagging_item_workspace_id_id'))
    )
    with op.batch_alter_table('bulk_tagging_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bulk_tagging_item_workspace_id_activity_id'), ['workspace_id', 'activity_id'], unique=False)

    op.create_table('tagger_in_force',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('refit_id', big, nullable=True),
    sa.Column('set_by_id', big, nullable=True),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'refit_id'], ['tagger_refit.workspace_id', 'tagger_refit.id'], name=op.f('fk_tagger_in_force_workspace_id_refit_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'set_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_tagger_in_force_workspace_id_set_by_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_tagger_in_force_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tagger_in_force')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_tagger_in_force_workspace_id_id'))
    )
    with op.batch_alter_table('tagger_in_force', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tagger_in_force_workspace_id_open'), ['workspace_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.create_index(batch_op.f('ix_tagger_in_force_workspace_id_refit_id'), ['workspace_id', 'refit_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tagger_in_force_workspace_id_set_by_id'), ['workspace_id', 'set_by_id'], unique=False)

    op.create_table('proposal_ask',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('proposal_id', big, nullable=False),
    sa.Column('asked_by_id', big, nullable=True),
    sa.Column('activity_id', big, nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'activity_id'], ['activity.workspace_id', 'activity.id'], name=op.f('fk_proposal_ask_workspace_id_activity_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'asked_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_proposal_ask_workspace_id_asked_by_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'proposal_id'], ['catalogue_proposal.workspace_id', 'catalogue_proposal.id'], name=op.f('fk_proposal_ask_workspace_id_proposal_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_proposal_ask_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal_ask')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_proposal_ask_workspace_id_id'))
    )
    with op.batch_alter_table('proposal_ask', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proposal_ask_workspace_id_activity_id'), ['workspace_id', 'activity_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_proposal_ask_workspace_id_asked_by_id'), ['workspace_id', 'asked_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_proposal_ask_workspace_id_proposal_id'), ['workspace_id', 'proposal_id'], unique=False)

    op.create_table('proposal_decline',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('proposal_id', big, nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('declined_by_id', big, nullable=True),
    sa.Column('declined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_back_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'declined_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_proposal_decline_workspace_id_declined_by_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'proposal_id'], ['catalogue_proposal.workspace_id', 'catalogue_proposal.id'], name=op.f('fk_proposal_decline_workspace_id_proposal_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_proposal_decline_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal_decline')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_proposal_decline_workspace_id_id'))
    )
    with op.batch_alter_table('proposal_decline', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proposal_decline_workspace_id_declined_by_id'), ['workspace_id', 'declined_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_proposal_decline_workspace_id_proposal_id'), ['workspace_id', 'proposal_id'], unique=False)

    op.create_table('tagging_measure',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('run_id', big, nullable=False),
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('refit_id', big, nullable=True),
    sa.Column('considered', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'refit_id'], ['tagger_refit.workspace_id', 'tagger_refit.id'], name=op.f('fk_tagging_measure_workspace_id_refit_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'run_id'], ['tagging_run.workspace_id', 'tagging_run.id'], name=op.f('fk_tagging_measure_workspace_id_run_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_tagging_measure_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tagging_measure')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_tagging_measure_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'run_id', 'basis', name=op.f('uq_tagging_measure_workspace_id_run_id_basis'))
    )
    with op.batch_alter_table('tagging_measure', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tagging_measure_workspace_id_refit_id'), ['workspace_id', 'refit_id'], unique=False)

    with op.batch_alter_table('ai_spend', schema=None) as batch_op:
        batch_op.add_column(sa.Column('calls', big, server_default='0', nullable=False))
        batch_op.add_column(sa.Column('tokens_in', big, server_default='0', nullable=False))
        batch_op.add_column(sa.Column('tokens_out', big, server_default='0', nullable=False))



def downgrade() -> None:
    """Change them back."""
    with op.batch_alter_table('ai_spend', schema=None) as batch_op:
        batch_op.drop_column('tokens_out')
        batch_op.drop_column('tokens_in')
        batch_op.drop_column('calls')

    with op.batch_alter_table('tagging_measure', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tagging_measure_workspace_id_refit_id'))

    op.drop_table('tagging_measure')
    with op.batch_alter_table('proposal_decline', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_proposal_decline_workspace_id_proposal_id'))
        batch_op.drop_index(batch_op.f('ix_proposal_decline_workspace_id_declined_by_id'))

    op.drop_table('proposal_decline')
    with op.batch_alter_table('proposal_ask', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_proposal_ask_workspace_id_proposal_id'))
        batch_op.drop_index(batch_op.f('ix_proposal_ask_workspace_id_asked_by_id'))
        batch_op.drop_index(batch_op.f('ix_proposal_ask_workspace_id_activity_id'))

    op.drop_table('proposal_ask')
    with op.batch_alter_table('tagger_in_force', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tagger_in_force_workspace_id_set_by_id'))
        batch_op.drop_index(batch_op.f('ix_tagger_in_force_workspace_id_refit_id'))
        batch_op.drop_index(batch_op.f('ix_tagger_in_force_workspace_id_open'), sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))

    op.drop_table('tagger_in_force')
    with op.batch_alter_table('bulk_tagging_item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_bulk_tagging_item_workspace_id_activity_id'))

    op.drop_table('bulk_tagging_item')
    with op.batch_alter_table('tagger_refit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tagger_refit_workspace_id_made_by_id'))

    op.drop_table('tagger_refit')
    with op.batch_alter_table('bulk_tagging', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_bulk_tagging_workspace_id_started_by_id'))

    op.drop_table('bulk_tagging')

"""targets profiles and plans."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision: str = '202611221035'
down_revision: str | None = '202611211430'
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table('role_profile',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('idnumber', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('public', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_role_profile_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_profile')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_role_profile_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'idnumber', name=op.f('uq_role_profile_workspace_id_idnumber'))
    )
    op.create_table('plan_template',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('idnumber', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('category_id', big, nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('made_by_id', big, nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'category_id'], ['category.workspace_id', 'category.id'], name=op.f('fk_plan_template_workspace_id_category_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'made_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_plan_template_workspace_id_made_by_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_plan_template_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_template')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_plan_template_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'idnumber', name=op.f('uq_plan_template_workspace_id_idnumber'))
    )
    with op.batch_alter_table('plan_template', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_template_workspace_id_category_id'), ['workspace_id', 'category_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_plan_template_workspace_id_made_by_id'), ['workspace_id', 'made_by_id'], unique=False)

    op.create_table('profile_draft',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('made_by_id', big, nullable=True),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'made_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_profile_draft_workspace_id_made_by_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_profile_draft_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_profile_draft')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_profile_draft_workspace_id_id'))
    )
    with op.batch_alter_table('profile_draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_profile_draft_workspace_id_made_by_id'), ['workspace_id', 'made_by_id'], unique=False)

    op.create_table('profile_group',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('profile_id', big, nullable=False),
    sa.Column('group_id', big, nullable=False),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'group_id'], ['person_group.workspace_id', 'person_group.id'], name=op.f('fk_profile_group_workspace_id_group_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'profile_id'], ['role_profile.workspace_id', 'role_profile.id'], name=op.f('fk_profile_group_workspace_id_profile_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_profile_group_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_profile_group')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_profile_group_workspace_id_id'))
    )
    with op.batch_alter_table('profile_group', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_profile_group_workspace_id_group_id'), ['workspace_id', 'group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_profile_group_workspace_id_profile_id'), ['workspace_id', 'profile_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_profile_group_workspace_id_profile_id_group_id_open'), ['workspace_id', 'profile_id', 'group_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))

    op.create_table('plan',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('template_id', big, nullable=True),
    sa.Column('name', sa.Text(), nullable=True),
    sa.Column('made_by_id', big, nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'made_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_plan_workspace_id_made_by_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_plan_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'template_id'], ['plan_template.workspace_id', 'plan_template.id'], name=op.f('fk_plan_workspace_id_template_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_plan_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_plan_workspace_id_id'))
    )
    with op.batch_alter_table('plan', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_workspace_id_made_by_id'), ['workspace_id', 'made_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_plan_workspace_id_person_id'), ['workspace_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_plan_workspace_id_template_id_person_id_open'), ['workspace_id', 'template_id', 'person_id'], unique=True, sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))

    op.create_table('plan_template_group',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('template_id', big, nullable=False),
    sa.Column('group_id', big, nullable=False),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'group_id'], ['person_group.workspace_id', 'person_group.id'], name=op.f('fk_plan_template_group_workspace_id_group_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'template_id'], ['plan_template.workspace_id', 'plan_template.id'], name=op.f('fk_plan_template_group_workspace_id_template_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_plan_template_group_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_template_group')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_plan_template_group_workspace_id_id'))
    )
    with op.batch_alter_table('plan_template_group', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_template_group_workspace_id_group_id'), ['workspace_id', 'group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_plan_template_group_workspace_id_template_id'), ['workspace_id', 'template_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_plan_template_group_workspace_id_template_id_group_id_open'), ['workspace_id', 'template_id', 'group_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))

    op.create_table('coverage_told',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('profile_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('group_id', big, nullable=False),
    sa.Column('enough', sa.Boolean(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_coverage_told_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'group_id'], ['person_group.workspace_id', 'person_group.id'], name=op.f('fk_coverage_told_workspace_id_group_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'profile_id'], ['role_profile.workspace_id', 'role_profile.id'], name=op.f('fk_coverage_told_workspace_id_profile_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_coverage_told_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coverage_told')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_coverage_told_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'profile_id', 'competency_id', 'group_id', name=op.f('uq_coverage_told_workspace_id_profile_id_competency_id_group_id'))
    )
    with op.batch_alter_table('coverage_told', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_coverage_told_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_coverage_told_workspace_id_group_id'), ['workspace_id', 'group_id'], unique=False)

    op.create_table('group_target',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('group_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('scale_value_id', big, nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('set_by_id', big, nullable=True),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_group_target_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'group_id'], ['person_group.workspace_id', 'person_group.id'], name=op.f('fk_group_target_workspace_id_group_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'scale_value_id'], ['scale_value.workspace_id', 'scale_value.id'], name=op.f('fk_group_target_workspace_id_scale_value_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'set_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_group_target_workspace_id_set_by_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_group_target_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_target')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_group_target_workspace_id_id'))
    )
    with op.batch_alter_table('group_target', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_group_target_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_group_target_workspace_id_group_id'), ['workspace_id', 'group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_group_target_workspace_id_group_id_competency_id_open'), ['workspace_id', 'group_id', 'competency_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.create_index(batch_op.f('ix_group_target_workspace_id_scale_value_id'), ['workspace_id', 'scale_value_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_group_target_workspace_id_set_by_id'), ['workspace_id', 'set_by_id'], unique=False)

    op.create_table('plan_competency',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('plan_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_plan_competency_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'plan_id'], ['plan.workspace_id', 'plan.id'], name=op.f('fk_plan_competency_workspace_id_plan_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_plan_competency_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_competency')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_plan_competency_workspace_id_id'))
    )
    with op.batch_alter_table('plan_competency', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_competency_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_plan_competency_workspace_id_plan_id'), ['workspace_id', 'plan_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_plan_competency_workspace_id_plan_id_competency_id_open'), ['workspace_id', 'plan_id', 'competency_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))

    op.create_table('plan_request',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('plan_id', big, nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('round', big, nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('approver_id', big, nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'approver_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_plan_request_workspace_id_approver_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'plan_id'], ['plan.workspace_id', 'plan.id'], name=op.f('fk_plan_request_workspace_id_plan_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_plan_request_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_request')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_plan_request_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'plan_id', name=op.f('uq_plan_request_workspace_id_plan_id'))
    )
    with op.batch_alter_table('plan_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_request_workspace_id_approver_id'), ['workspace_id', 'approver_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_plan_request_workspace_id_state'), ['workspace_id', 'state'], unique=False)

    op.create_table('plan_standing',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('plan_id', big, nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('linked', sa.Boolean(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=True),
    sa.Column('met', big, nullable=True),
    sa.Column('items', big, nullable=True),
    sa.Column('changed_by_id', big, nullable=True),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'changed_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_plan_standing_workspace_id_changed_by_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'plan_id'], ['plan.workspace_id', 'plan.id'], name=op.f('fk_plan_standing_workspace_id_plan_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_plan_standing_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_standing')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_plan_standing_workspace_id_id'))
    )
    with op.batch_alter_table('plan_standing', schema=None) as batch_op:
        batch_op.create_index('ix_plan_standing_due', ['workspace_id', 'due_on'], unique=False, sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL AND due_on IS NOT NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL AND due_on IS NOT NULL'))
        batch_op.create_index(batch_op.f('ix_plan_standing_workspace_id_changed_by_id'), ['workspace_id', 'changed_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_plan_standing_workspace_id_plan_id'), ['workspace_id', 'plan_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_plan_standing_workspace_id_plan_id_open'), ['workspace_id', 'plan_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))

    op.create_table('plan_template_competency',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('template_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_plan_template_competency_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'template_id'], ['plan_template.workspace_id', 'plan_template.id'], name=op.f('fk_plan_template_competency_workspace_id_template_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_plan_template_competency_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_template_competency')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_plan_template_competency_workspace_id_id'))
    )
    with op.batch_alter_table('plan_template_competency', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_template_competency_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_plan_template_competency_workspace_id_template_id'), ['workspace_id', 'template_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_plan_template_competency_workspace_id_template_id_competency_id_open'), ['workspace_id', 'template_id', 'competency_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))

    op.create_table('profile_requirement',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('profile_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('scale_value_id', big, nullable=False),
    sa.Column('of_group', big, nullable=True),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_profile_requirement_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'profile_id'], ['role_profile.workspace_id', 'role_profile.id'], name=op.f('fk_profile_requirement_workspace_id_profile_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'scale_value_id'], ['scale_value.workspace_id', 'scale_value.id'], name=op.f('fk_profile_requirement_workspace_id_scale_value_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_profile_requirement_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_profile_requirement')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_profile_requirement_workspace_id_id'))
    )
    with op.batch_alter_table('profile_requirement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_profile_requirement_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_profile_requirement_workspace_id_profile_id'), ['workspace_id', 'profile_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_profile_requirement_workspace_id_profile_id_competency_id_open'), ['workspace_id', 'profile_id', 'competency_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.create_index(batch_op.f('ix_profile_requirement_workspace_id_scale_value_id'), ['workspace_id', 'scale_value_id'], unique=False)

    op.create_table('qualification_type_version',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('issued_date', sa.Boolean(), nullable=False),
    sa.Column('expiry_date', sa.Boolean(), nullable=False),
    sa.Column('documentation_required', sa.Boolean(), nullable=False),
    sa.Column('holders_visible', sa.Boolean(), nullable=False),
    sa.Column('notice_days', sa.JSON(), nullable=True),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_qualification_type_version_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_qualification_type_version_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_qualification_type_version')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_qualification_type_version_workspace_id_id'))
    )
    with op.batch_alter_table('qualification_type_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_qualification_type_version_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_qualification_type_version_workspace_id_competency_id_open'), ['workspace_id', 'competency_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))

    op.create_table('plan_frozen_item',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('plan_id', big, nullable=False),
    sa.Column('standing_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('scale_value_id', big, nullable=True),
    sa.Column('colour', sa.Text(), nullable=False),
    sa.Column('own', sa.Boolean(), nullable=False),
    sa.Column('left_target_id', big, nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_plan_frozen_item_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'left_target_id'], ['target.workspace_id', 'target.id'], name=op.f('fk_plan_frozen_item_workspace_id_left_target_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'plan_id'], ['plan.workspace_id', 'plan.id'], name=op.f('fk_plan_frozen_item_workspace_id_plan_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'scale_value_id'], ['scale_value.workspace_id', 'scale_value.id'], name=op.f('fk_plan_frozen_item_workspace_id_scale_value_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'standing_id'], ['plan_standing.workspace_id', 'plan_standing.id'], name=op.f('fk_plan_frozen_item_workspace_id_standing_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_plan_frozen_item_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_frozen_item')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_plan_frozen_item_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'standing_id', 'competency_id', name=op.f('uq_plan_frozen_item_workspace_id_standing_id_competency_id'))
    )
    with op.batch_alter_table('plan_frozen_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_frozen_item_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_plan_frozen_item_workspace_id_plan_id'), ['workspace_id', 'plan_id'], unique=False)

    op.create_table('plan_step',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('request_id', big, nullable=False),
    sa.Column('round', big, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('by_id', big, nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undo_id', big, nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_plan_step_workspace_id_by_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'request_id'], ['plan_request.workspace_id', 'plan_request.id'], name=op.f('fk_plan_step_workspace_id_request_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_plan_step_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_step')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_plan_step_workspace_id_id'))
    )
    with op.batch_alter_table('plan_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_step_workspace_id_by_id'), ['workspace_id', 'by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_plan_step_workspace_id_request_id'), ['workspace_id', 'request_id'], unique=False)

    with op.batch_alter_table('target', schema=None) as batch_op:
        batch_op.create_index('ix_target_beginning', ['workspace_id', 'effective_from'], unique=False, sqlite_where=sa.text('recorded_at < effective_from AND superseded_at IS NULL'), postgresql_where=sa.text('recorded_at < effective_from AND superseded_at IS NULL'))



def downgrade() -> None:
    """Change them back."""
    with op.batch_alter_table('target', schema=None) as batch_op:
        batch_op.drop_index('ix_target_beginning', sqlite_where=sa.text('recorded_at < effective_from AND superseded_at IS NULL'), postgresql_where=sa.text('recorded_at < effective_from AND superseded_at IS NULL'))

    with op.batch_alter_table('plan_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plan_step_workspace_id_request_id'))
        batch_op.drop_index(batch_op.f('ix_plan_step_workspace_id_by_id'))

    op.drop_table('plan_step')
    with op.batch_alter_table('plan_frozen_item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plan_frozen_item_workspace_id_plan_id'))
        batch_op.drop_index(batch_op.f('ix_plan_frozen_item_workspace_id_competency_id'))

    op.drop_table('plan_frozen_item')
    with op.batch_alter_table('qualification_type_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_qualification_type_version_workspace_id_competency_id_open'), sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_qualification_type_version_workspace_id_competency_id'))

    op.drop_table('qualification_type_version')
    with op.batch_alter_table('profile_requirement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_profile_requirement_workspace_id_scale_value_id'))
        batch_op.drop_index(batch_op.f('ix_profile_requirement_workspace_id_profile_id_competency_id_open'), sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_profile_requirement_workspace_id_profile_id'))
        batch_op.drop_index(batch_op.f('ix_profile_requirement_workspace_id_competency_id'))

    op.drop_table('profile_requirement')
    with op.batch_alter_table('plan_template_competency', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plan_template_competency_workspace_id_template_id_competency_id_open'), sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_plan_template_competency_workspace_id_template_id'))
        batch_op.drop_index(batch_op.f('ix_plan_template_competency_workspace_id_competency_id'))

    op.drop_table('plan_template_competency')
    with op.batch_alter_table('plan_standing', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plan_standing_workspace_id_plan_id_open'), sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_plan_standing_workspace_id_plan_id'))
        batch_op.drop_index(batch_op.f('ix_plan_standing_workspace_id_changed_by_id'))
        batch_op.drop_index('ix_plan_standing_due', sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL AND due_on IS NOT NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL AND due_on IS NOT NULL'))

    op.drop_table('plan_standing')
    with op.batch_alter_table('plan_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plan_request_workspace_id_state'))
        batch_op.drop_index(batch_op.f('ix_plan_request_workspace_id_approver_id'))

    op.drop_table('plan_request')
    with op.batch_alter_table('plan_competency', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plan_competency_workspace_id_plan_id_competency_id_open'), sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_plan_competency_workspace_id_plan_id'))
        batch_op.drop_index(batch_op.f('ix_plan_competency_workspace_id_competency_id'))

    op.drop_table('plan_competency')
    with op.batch_alter_table('group_target', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_group_target_workspace_id_set_by_id'))
        batch_op.drop_index(batch_op.f('ix_group_target_workspace_id_scale_value_id'))
        batch_op.drop_index(batch_op.f('ix_group_target_workspace_id_group_id_competency_id_open'), sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_group_target_workspace_id_group_id'))
        batch_op.drop_index(batch_op.f('ix_group_target_workspace_id_competency_id'))

    op.drop_table('group_target')
    with op.batch_alter_table('coverage_told', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_coverage_told_workspace_id_group_id'))
        batch_op.drop_index(batch_op.f('ix_coverage_told_workspace_id_competency_id'))

    op.drop_table('coverage_told')
    with op.batch_alter_table('plan_template_group', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plan_template_group_workspace_id_template_id_group_id_open'), sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_plan_template_group_workspace_id_template_id'))
        batch_op.drop_index(batch_op.f('ix_plan_template_group_workspace_id_group_id'))

    op.drop_table('plan_template_group')
    with op.batch_alter_table('plan', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plan_workspace_id_template_id_person_id_open'), sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_plan_workspace_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_plan_workspace_id_made_by_id'))

    op.drop_table('plan')
    with op.batch_alter_table('profile_group', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_profile_group_workspace_id_profile_id_group_id_open'), sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_profile_group_workspace_id_profile_id'))
        batch_op.drop_index(batch_op.f('ix_profile_group_workspace_id_group_id'))

    op.drop_table('profile_group')
    with op.batch_alter_table('profile_draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_profile_draft_workspace_id_made_by_id'))

    op.drop_table('profile_draft')
    with op.batch_alter_table('plan_template', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_plan_template_workspace_id_made_by_id'))
        batch_op.drop_index(batch_op.f('ix_plan_template_workspace_id_category_id'))

    op.drop_table('plan_template')
    op.drop_table('role_profile')

"""first schema."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision: str = '202611211430'
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table('workspace',
    sa.Column('id', big, nullable=False),
    sa.Column('chat_team_id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('locale', sa.Text(), nullable=False),
    sa.Column('time_zone', sa.Text(), nullable=False),
    sa.Column('settings', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workspace')),
    sa.UniqueConstraint('chat_team_id', name=op.f('uq_workspace_chat_team_id'))
    )
    op.create_table('ai_spend',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('day', sa.Text(), nullable=False),
    sa.Column('tokens', big, nullable=False),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_ai_spend_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ai_spend')),
    sa.UniqueConstraint('workspace_id', 'day', name=op.f('uq_ai_spend_workspace_id_day')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_ai_spend_workspace_id_id'))
    )
    op.create_table('catalogue_revision',
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('revision', big, nullable=False),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_catalogue_revision_workspace_id')),
    sa.PrimaryKeyConstraint('workspace_id', name=op.f('pk_catalogue_revision'))
    )
    op.create_table('category',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('parent_id', big, nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'parent_id'], ['category.workspace_id', 'category.id'], name=op.f('fk_category_workspace_id_parent_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_category_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_category')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_category_workspace_id_id'))
    )
    with op.batch_alter_table('category', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_category_workspace_id_name_open'), ['workspace_id', 'name'], unique=True)
        batch_op.create_index(batch_op.f('ix_category_workspace_id_parent_id'), ['workspace_id', 'parent_id'], unique=False)

    op.create_table('conversion_run',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('reached_up_to', big, nullable=False),
    sa.Column('read', big, nullable=False),
    sa.Column('changed', big, nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_conversion_run_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conversion_run')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_conversion_run_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'name', name=op.f('uq_conversion_run_workspace_id_name'))
    )
    op.create_table('fact_chain',
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('length', big, nullable=False),
    sa.Column('head', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_fact_chain_workspace_id')),
    sa.PrimaryKeyConstraint('workspace_id', name=op.f('pk_fact_chain'))
    )
    op.create_table('field_set',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('folded_name', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_field_set_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_field_set')),
    sa.UniqueConstraint('workspace_id', 'folded_name', name=op.f('uq_field_set_workspace_id_folded_name')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_field_set_workspace_id_id'))
    )
    op.create_table('inbox_delivery',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('sender_hash', sa.Text(), nullable=True),
    sa.Column('sealed', sa.LargeBinary(), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('attempts', big, nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('owner', sa.Text(), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_inbox_delivery_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inbox_delivery')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_inbox_delivery_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'key', name=op.f('uq_inbox_delivery_workspace_id_key'))
    )
    with op.batch_alter_table('inbox_delivery', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inbox_delivery_done_at'), ['done_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_inbox_delivery_due_at'), ['due_at'], unique=False, sqlite_where=sa.text('due_at IS NOT NULL'), postgresql_where=sa.text('due_at IS NOT NULL'))

    op.create_table('installation',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('sealed_token', sa.LargeBinary(), nullable=False),
    sa.Column('bot_user_id', sa.Text(), nullable=False),
    sa.Column('app_id', sa.Text(), nullable=False),
    sa.Column('installed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_installation_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_installation')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_installation_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', name=op.f('uq_installation_workspace_id'))
    )
    op.create_table('module',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('idnumber', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('theory', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_module_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_module')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_module_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'idnumber', name=op.f('uq_module_workspace_id_idnumber'))
    )
    op.create_table('notice_round',
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('time_zone', sa.Text(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_notice_round_workspace_id')),
    sa.PrimaryKeyConstraint('workspace_id', 'kind', 'time_zone', name=op.f('pk_notice_round'))
    )
    op.create_table('person',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=True),
    sa.Column('chat_user_id', sa.Text(), nullable=True),
    sa.Column('time_zone', sa.Text(), nullable=False),
    sa.Column('locale', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('greeted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_person_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('workspace_id', 'chat_user_id', name=op.f('uq_person_workspace_id_chat_user_id')),
    sa.UniqueConstraint('workspace_id', 'email', name=op.f('uq_person_workspace_id_email')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_person_workspace_id_id'))
    )
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_person_workspace_id_name'), ['workspace_id', 'name'], unique=False)

    op.create_table('person_group',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('chat_channel_id', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_person_group_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_group')),
    sa.UniqueConstraint('workspace_id', 'chat_channel_id', name=op.f('uq_person_group_workspace_id_chat_channel_id')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_person_group_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'kind', 'name', name=op.f('uq_person_group_workspace_id_kind_name'))
    )
    op.create_table('role',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('shipped', sa.Boolean(), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_role_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_role_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'name', name=op.f('uq_role_workspace_id_name'))
    )
    op.create_table('scale',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('built_in', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_scale_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scale')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_scale_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'name', name=op.f('uq_scale_workspace_id_name'))
    )
    op.create_table('text_vector',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('model', sa.Text(), nullable=False),
    sa.Column('text_hash', sa.Text(), nullable=False),
    sa.Column('vector', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_text_vector_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_text_vector')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_text_vector_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'model', 'text_hash', name=op.f('uq_text_vector_workspace_id_model_text_hash'))
    )
    op.create_table('tombstone',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('identifier_hash', sa.Text(), nullable=False),
    sa.Column('erasure', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_tombstone_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tombstone')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_tombstone_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'identifier_hash', name=op.f('uq_tombstone_workspace_id_identifier_hash'))
    )
    with op.batch_alter_table('tombstone', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tombstone_erasure'), ['erasure'], unique=False)

    op.create_table('activity',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('idnumber', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('folded_title', sa.Text(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('required', sa.Boolean(), nullable=False),
    sa.Column('completed_at_score', sa.Integer(), nullable=True),
    sa.Column('created_by_id', big, nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'created_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_activity_workspace_id_created_by_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_activity_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_activity_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'idnumber', name=op.f('uq_activity_workspace_id_idnumber'))
    )
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activity_folded_title'), ['folded_title'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_workspace_id_created_by_id'), ['workspace_id', 'created_by_id'], unique=False)

    op.create_table('ai_off_group',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('group_id', big, nullable=False),
    sa.Column('switched_by_id', big, nullable=True),
    sa.Column('switched_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'group_id'], ['person_group.workspace_id', 'person_group.id'], name=op.f('fk_ai_off_group_workspace_id_group_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'switched_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_ai_off_group_workspace_id_switched_by_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_ai_off_group_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ai_off_group')),
    sa.UniqueConstraint('workspace_id', 'group_id', name=op.f('uq_ai_off_group_workspace_id_group_id')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_ai_off_group_workspace_id_id'))
    )
    with op.batch_alter_table('ai_off_group', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ai_off_group_workspace_id_switched_by_id'), ['workspace_id', 'switched_by_id'], unique=False)

    op.create_table('capability_grant',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('capability', sa.Text(), nullable=False),
    sa.Column('over_person_id', big, nullable=True),
    sa.Column('competency_id', big, nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'over_person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_capability_grant_workspace_id_over_person_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_capability_grant_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_capability_grant_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_capability_grant')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_capability_grant_workspace_id_id'))
    )
    with op.batch_alter_table('capability_grant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_capability_grant_workspace_id_over_person_id'), ['workspace_id', 'over_person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_capability_grant_workspace_id_person_id'), ['workspace_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_capability_grant_workspace_id_reason'), ['workspace_id', 'reason'], unique=False)

    op.create_table('course',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('idnumber', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('category_id', big, nullable=True),
    sa.Column('open', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'category_id'], ['category.workspace_id', 'category.id'], name=op.f('fk_course_workspace_id_category_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_course_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_course_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'idnumber', name=op.f('uq_course_workspace_id_idnumber'))
    )
    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_workspace_id_category_id'), ['workspace_id', 'category_id'], unique=False)

    op.create_table('custom_field',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('field_set_id', big, nullable=False),
    sa.Column('position', big, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('folded_name', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'field_set_id'], ['field_set.workspace_id', 'field_set.id'], name=op.f('fk_custom_field_workspace_id_field_set_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_custom_field_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_custom_field')),
    sa.UniqueConstraint('workspace_id', 'field_set_id', 'folded_name', name=op.f('uq_custom_field_workspace_id_field_set_id_folded_name')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_custom_field_workspace_id_id'))
    )
    op.create_table('document',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('added_by_id', big, nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('media_type', sa.Text(), nullable=False),
    sa.Column('size', big, nullable=False),
    sa.Column('content_hash', sa.Text(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'added_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_document_workspace_id_added_by_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_document_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_document_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_document_workspace_id_id'))
    )
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_document_workspace_id_added_by_id'), ['workspace_id', 'added_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_document_workspace_id_content_hash'), ['workspace_id', 'content_hash'], unique=False)
        batch_op.create_index(batch_op.f('ix_document_workspace_id_person_id'), ['workspace_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_document_workspace_id_removed_at'), ['workspace_id', 'removed_at'], unique=False, sqlite_where=sa.text('removed_at IS NOT NULL'), postgresql_where=sa.text('removed_at IS NOT NULL'))

    op.create_table('evidence_link',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('added_by_id', big, nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'added_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_evidence_link_workspace_id_added_by_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_evidence_link_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_evidence_link_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence_link')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_evidence_link_workspace_id_id'))
    )
    with op.batch_alter_table('evidence_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_evidence_link_workspace_id_added_by_id'), ['workspace_id', 'added_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_evidence_link_workspace_id_person_id'), ['workspace_id', 'person_id'], unique=False)

    op.create_table('framework',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('idnumber', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('scale_id', big, nullable=False),
    sa.Column('category_id', big, nullable=True),
    sa.Column('depth_names', sa.JSON(), nullable=False),
    sa.Column('built_in', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'category_id'], ['category.workspace_id', 'category.id'], name=op.f('fk_framework_workspace_id_category_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'scale_id'], ['scale.workspace_id', 'scale.id'], name=op.f('fk_framework_workspace_id_scale_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_framework_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_framework')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_framework_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'idnumber', name=op.f('uq_framework_workspace_id_idnumber'))
    )
    with op.batch_alter_table('framework', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_framework_workspace_id_category_id'), ['workspace_id', 'category_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_framework_workspace_id_scale_id'), ['workspace_id', 'scale_id'], unique=False)

    op.create_table('framework_guide',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('framework_id', big, nullable=True),
    sa.Column('competency_id', big, nullable=True),
    sa.Column('steps_done', sa.JSON(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_framework_guide_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_framework_guide_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_framework_guide')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_framework_guide_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'person_id', name=op.f('uq_framework_guide_workspace_id_person_id'))
    )
    op.create_table('import_run',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('person_id', big, nullable=True),
    sa.Column('kind', sa.Text(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('position', big, nullable=False),
    sa.Column('created', big, nullable=False),
    sa.Column('updated', big, nullable=False),
    sa.Column('unchanged', big, nullable=False),
    sa.Column('refused', big, nullable=False),
    sa.Column('planned', big, nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=True),
    sa.Column('sealed_report', sa.LargeBinary(), nullable=True),
    sa.Column('touched_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_import_run_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_import_run_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_run')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_import_run_workspace_id_id'))
    )
    with op.batch_alter_table('import_run', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_run_workspace_id_person_id'), ['workspace_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_import_run_workspace_id_touched_at'), ['workspace_id', 'touched_at'], unique=False)

    op.create_table('line',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('manager_id', big, nullable=False),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'manager_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_line_workspace_id_manager_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_line_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_line_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_line')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_line_workspace_id_id'))
    )
    with op.batch_alter_table('line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_line_workspace_id_manager_id'), ['workspace_id', 'manager_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_line_workspace_id_person_id'), ['workspace_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_line_workspace_id_person_id_open'), ['workspace_id', 'person_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))

    op.create_table('link_draft',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('made_by_id', big, nullable=True),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'made_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_link_draft_workspace_id_made_by_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_link_draft_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_link_draft')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_link_draft_workspace_id_id'))
    )
    with op.batch_alter_table('link_draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_link_draft_workspace_id_made_by_id'), ['workspace_id', 'made_by_id'], unique=False)

    op.create_table('membership',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('group_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('lead', sa.Boolean(), nullable=False),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'group_id'], ['person_group.workspace_id', 'person_group.id'], name=op.f('fk_membership_workspace_id_group_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_membership_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_membership_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_membership_workspace_id_id'))
    )
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_workspace_id_group_id'), ['workspace_id', 'group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_membership_workspace_id_group_id_person_id_open'), ['workspace_id', 'group_id', 'person_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.create_index(batch_op.f('ix_membership_workspace_id_person_id'), ['workspace_id', 'person_id'], unique=False)

    op.create_table('outbox_message',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('recipient_id', big, nullable=False),
    sa.Column('refs', sa.JSON(), nullable=False),
    sa.Column('medium', sa.Text(), server_default='chat', nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('stale', sa.Boolean(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', big, nullable=False),
    sa.Column('owner', sa.Text(), nullable=True),
    sa.Column('chat_channel', sa.Text(), nullable=True),
    sa.Column('chat_ts', sa.Text(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('trouble', sa.Text(), nullable=True),
    sa.Column('held', sa.Boolean(), server_default=sa.text('(false)'), nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('carrier_id', big, nullable=True),
    sa.Column('copy_of_id', big, nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'carrier_id'], ['outbox_message.workspace_id', 'outbox_message.id'], name=op.f('fk_outbox_message_workspace_id_carrier_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'copy_of_id'], ['outbox_message.workspace_id', 'outbox_message.id'], name=op.f('fk_outbox_message_workspace_id_copy_of_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'recipient_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_outbox_message_workspace_id_recipient_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_outbox_message_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_message')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_outbox_message_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'key', name=op.f('uq_outbox_message_workspace_id_key'))
    )
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outbox_message_due_at'), ['due_at'], unique=False, sqlite_where=sa.text('due_at IS NOT NULL'), postgresql_where=sa.text('due_at IS NOT NULL'))
        batch_op.create_index(batch_op.f('ix_outbox_message_workspace_id_carrier_id'), ['workspace_id', 'carrier_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_outbox_message_workspace_id_copy_of_id'), ['workspace_id', 'copy_of_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_outbox_message_workspace_id_recipient_id'), ['workspace_id', 'recipient_id'], unique=False)

    op.create_table('person_alias',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('alias_hash', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_person_alias_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_person_alias_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_alias')),
    sa.UniqueConstraint('workspace_id', 'alias_hash', name=op.f('uq_person_alias_workspace_id_alias_hash')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_person_alias_workspace_id_id'))
    )
    with op.batch_alter_table('person_alias', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_person_alias_workspace_id_person_id'), ['workspace_id', 'person_id'], unique=False)

    op.create_table('person_key',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('wrapped', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_person_key_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_person_key_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_key')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_person_key_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'person_id', name=op.f('uq_person_key_workspace_id_person_id'))
    )
    op.create_table('person_setting',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_person_setting_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_person_setting_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_setting')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_person_setting_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'person_id', 'name', name=op.f('uq_person_setting_workspace_id_person_id_name'))
    )
    with op.batch_alter_table('person_setting', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_person_setting_workspace_id_person_id'), ['workspace_id', 'person_id'], unique=False)

    op.create_table('person_state',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('access_tier', big, nullable=True),
    sa.Column('admitted', sa.Boolean(), nullable=False),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_person_state_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_person_state_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_state')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_person_state_workspace_id_id'))
    )
    with op.batch_alter_table('person_state', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_person_state_workspace_id_person_id'), ['workspace_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_state_workspace_id_person_id_open'), ['workspace_id', 'person_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))

    op.create_table('recorded_fact',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('position', big, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('actor_id', big, nullable=True),
    sa.Column('actor_kind', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('plain', sa.JSON(), nullable=False),
    sa.Column('actor_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('previous_hash', sa.Text(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'actor_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_recorded_fact_workspace_id_actor_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_recorded_fact_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recorded_fact')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_recorded_fact_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'position', name=op.f('uq_recorded_fact_workspace_id_position'))
    )
    with op.batch_alter_table('recorded_fact', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recorded_fact_workspace_id_actor_id'), ['workspace_id', 'actor_id'], unique=False)

    op.create_table('role_assignment',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('role_id', big, nullable=False),
    sa.Column('context_kind', sa.Text(), nullable=False),
    sa.Column('context_id', big, nullable=True),
    sa.Column('over_person_id', big, nullable=True),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'over_person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_role_assignment_workspace_id_over_person_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_role_assignment_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'role_id'], ['role.workspace_id', 'role.id'], name=op.f('fk_role_assignment_workspace_id_role_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_role_assignment_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_assignment')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_role_assignment_workspace_id_id'))
    )
    with op.batch_alter_table('role_assignment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_role_assignment_workspace_id_context_kind_context_id'), ['workspace_id', 'context_kind', 'context_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_role_assignment_workspace_id_over_person_id'), ['workspace_id', 'over_person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_role_assignment_workspace_id_person_id'), ['workspace_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_role_assignment_workspace_id_role_id'), ['workspace_id', 'role_id'], unique=False)

    op.create_table('role_capability',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('role_id', big, nullable=False),
    sa.Column('capability', sa.Text(), nullable=False),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'role_id'], ['role.workspace_id', 'role.id'], name=op.f('fk_role_capability_workspace_id_role_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_role_capability_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_capability')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_role_capability_workspace_id_id'))
    )
    with op.batch_alter_table('role_capability', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_role_capability_workspace_id_role_id'), ['workspace_id', 'role_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_role_capability_workspace_id_role_id_capability_open'), ['workspace_id', 'role_id', 'capability'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))

    op.create_table('scale_value',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('scale_id', big, nullable=False),
    sa.Column('position', big, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('proficient', sa.Boolean(), nullable=False),
    sa.Column('default', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'scale_id'], ['scale.workspace_id', 'scale.id'], name=op.f('fk_scale_value_workspace_id_scale_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_scale_value_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scale_value')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_scale_value_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'scale_id', 'name', name=op.f('uq_scale_value_workspace_id_scale_id_name')),
    sa.UniqueConstraint('workspace_id', 'scale_id', 'position', name=op.f('uq_scale_value_workspace_id_scale_id_position'))
    )
    op.create_table('undoable',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('refs', sa.JSON(), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_undoable_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_undoable_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_undoable')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_undoable_workspace_id_id'))
    )
    with op.batch_alter_table('undoable', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_undoable_workspace_id_person_id'), ['workspace_id', 'person_id'], unique=False)

    op.create_table('xapi_key',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('secret_hash', sa.Text(), nullable=False),
    sa.Column('created_by_id', big, nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'created_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_xapi_key_workspace_id_created_by_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_xapi_key_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_xapi_key')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_xapi_key_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'key', name=op.f('uq_xapi_key_workspace_id_key'))
    )
    with op.batch_alter_table('xapi_key', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_xapi_key_workspace_id_created_by_id'), ['workspace_id', 'created_by_id'], unique=False)

    op.create_table('xapi_statement',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('statement_id', sa.Text(), nullable=False),
    sa.Column('person_id', big, nullable=True),
    sa.Column('digest', sa.Text(), nullable=True),
    sa.Column('sealed', sa.LargeBinary(), nullable=True),
    sa.Column('voids', sa.Text(), nullable=True),
    sa.Column('stored_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('voided_by', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_xapi_statement_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_xapi_statement_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_xapi_statement')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_xapi_statement_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'statement_id', name=op.f('uq_xapi_statement_workspace_id_statement_id'))
    )
    with op.batch_alter_table('xapi_statement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_xapi_statement_workspace_id_person_id'), ['workspace_id', 'person_id'], unique=False)

    op.create_table('activity_alias',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('activity_id', big, nullable=False),
    sa.Column('alias', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'activity_id'], ['activity.workspace_id', 'activity.id'], name=op.f('fk_activity_alias_workspace_id_activity_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_activity_alias_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity_alias')),
    sa.UniqueConstraint('workspace_id', 'alias', name=op.f('uq_activity_alias_workspace_id_alias')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_activity_alias_workspace_id_id'))
    )
    with op.batch_alter_table('activity_alias', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activity_alias_workspace_id_activity_id'), ['workspace_id', 'activity_id'], unique=False)

    op.create_table('activity_module',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('activity_id', big, nullable=False),
    sa.Column('module_id', big, nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'activity_id'], ['activity.workspace_id', 'activity.id'], name=op.f('fk_activity_module_workspace_id_activity_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'module_id'], ['module.workspace_id', 'module.id'], name=op.f('fk_activity_module_workspace_id_module_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_activity_module_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity_module')),
    sa.UniqueConstraint('workspace_id', 'activity_id', 'module_id', name=op.f('uq_activity_module_workspace_id_activity_id_module_id')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_activity_module_workspace_id_id'))
    )
    with op.batch_alter_table('activity_module', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activity_module_workspace_id_module_id'), ['workspace_id', 'module_id'], unique=False)

    op.create_table('cohort_course',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('group_id', big, nullable=False),
    sa.Column('course_id', big, nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'course_id'], ['course.workspace_id', 'course.id'], name=op.f('fk_cohort_course_workspace_id_course_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'group_id'], ['person_group.workspace_id', 'person_group.id'], name=op.f('fk_cohort_course_workspace_id_group_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_cohort_course_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cohort_course')),
    sa.UniqueConstraint('workspace_id', 'group_id', 'course_id', name=op.f('uq_cohort_course_workspace_id_group_id_course_id')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_cohort_course_workspace_id_id'))
    )
    with op.batch_alter_table('cohort_course', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cohort_course_workspace_id_course_id'), ['workspace_id', 'course_id'], unique=False)

    op.create_table('competency',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('framework_id', big, nullable=False),
    sa.Column('idnumber', sa.Text(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('folded_name', sa.Text(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('category', sa.Text(), nullable=False),
    sa.Column('scale_id', big, nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'framework_id'], ['framework.workspace_id', 'framework.id'], name=op.f('fk_competency_workspace_id_framework_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'scale_id'], ['scale.workspace_id', 'scale.id'], name=op.f('fk_competency_workspace_id_scale_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_competency_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_competency')),
    sa.UniqueConstraint('workspace_id', 'framework_id', 'idnumber', name=op.f('uq_competency_workspace_id_framework_id_idnumber')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_competency_workspace_id_id'))
    )
    with op.batch_alter_table('competency', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_competency_workspace_id_folded_name'), ['workspace_id', 'folded_name'], unique=False)
        batch_op.create_index(batch_op.f('ix_competency_workspace_id_framework_id'), ['workspace_id', 'framework_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_competency_workspace_id_scale_id'), ['workspace_id', 'scale_id'], unique=False)

    op.create_table('course_completion',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('course_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('completed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('marked_by_id', big, nullable=True),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'course_id'], ['course.workspace_id', 'course.id'], name=op.f('fk_course_completion_workspace_id_course_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'marked_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_course_completion_workspace_id_marked_by_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_course_completion_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_course_completion_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_completion')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_course_completion_workspace_id_id'))
    )
    with op.batch_alter_table('course_completion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_completion_workspace_id_course_id_person_id_open'), ['workspace_id', 'course_id', 'person_id'], unique=True, sqlite_where=sa.text('voided_at IS NULL'), postgresql_where=sa.text('voided_at IS NULL'))
        batch_op.create_index(batch_op.f('ix_course_completion_workspace_id_marked_by_id'), ['workspace_id', 'marked_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_course_completion_workspace_id_person_id'), ['workspace_id', 'person_id'], unique=False)

    op.create_table('course_module',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('course_id', big, nullable=False),
    sa.Column('module_id', big, nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'course_id'], ['course.workspace_id', 'course.id'], name=op.f('fk_course_module_workspace_id_course_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'module_id'], ['module.workspace_id', 'module.id'], name=op.f('fk_course_module_workspace_id_module_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_course_module_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_module')),
    sa.UniqueConstraint('workspace_id', 'course_id', 'module_id', name=op.f('uq_course_module_workspace_id_course_id_module_id')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_course_module_workspace_id_id'))
    )
    with op.batch_alter_table('course_module', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_module_workspace_id_module_id'), ['workspace_id', 'module_id'], unique=False)

    op.create_table('due_notice',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('recipient_id', big, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('subject_id', big, nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('day', big, nullable=False),
    sa.Column('outbox_id', big, nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'outbox_id'], ['outbox_message.workspace_id', 'outbox_message.id'], name=op.f('fk_due_notice_workspace_id_outbox_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'recipient_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_due_notice_workspace_id_recipient_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_due_notice_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_due_notice')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_due_notice_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'recipient_id', 'kind', 'subject_id', 'due_on', 'day', name=op.f('uq_due_notice_workspace_id_recipient_id_kind_subject_id_due_on_day'))
    )
    with op.batch_alter_table('due_notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_due_notice_workspace_id_outbox_id'), ['workspace_id', 'outbox_id'], unique=False)

    op.create_table('enrolment',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('course_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'course_id'], ['course.workspace_id', 'course.id'], name=op.f('fk_enrolment_workspace_id_course_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_enrolment_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_enrolment_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enrolment')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_enrolment_workspace_id_id'))
    )
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_enrolment_workspace_id_course_id'), ['workspace_id', 'course_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_enrolment_workspace_id_course_id_person_id_open'), ['workspace_id', 'course_id', 'person_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.create_index(batch_op.f('ix_enrolment_workspace_id_person_id'), ['workspace_id', 'person_id'], unique=False)

    op.create_table('fact_person',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('fact_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('position', big, nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'fact_id'], ['recorded_fact.workspace_id', 'recorded_fact.id'], name=op.f('fk_fact_person_workspace_id_fact_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_fact_person_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_fact_person_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fact_person')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_fact_person_workspace_id_id'))
    )
    with op.batch_alter_table('fact_person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_fact_person_workspace_id_fact_id'), ['workspace_id', 'fact_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_fact_person_workspace_id_person_id'), ['workspace_id', 'person_id'], unique=False)

    op.create_table('outbox_subject',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('message_id', big, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('subject_id', big, nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'message_id'], ['outbox_message.workspace_id', 'outbox_message.id'], name=op.f('fk_outbox_subject_workspace_id_message_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_outbox_subject_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_subject')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_outbox_subject_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'message_id', 'kind', 'subject_id', name=op.f('uq_outbox_subject_workspace_id_message_id_kind_subject_id'))
    )
    with op.batch_alter_table('outbox_subject', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outbox_subject_workspace_id_kind_subject_id'), ['workspace_id', 'kind', 'subject_id'], unique=False)

    op.create_table('question',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('activity_id', big, nullable=False),
    sa.Column('position', big, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('options', sa.JSON(), nullable=False),
    sa.Column('correct', sa.JSON(), nullable=False),
    sa.Column('points', big, nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'activity_id'], ['activity.workspace_id', 'activity.id'], name=op.f('fk_question_workspace_id_activity_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_question_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question')),
    sa.UniqueConstraint('workspace_id', 'activity_id', 'position', name=op.f('uq_question_workspace_id_activity_id_position')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_question_workspace_id_id'))
    )
    op.create_table('quiz_attempt',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('activity_id', big, nullable=False),
    sa.Column('module_id', big, nullable=True),
    sa.Column('order', sa.JSON(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'activity_id'], ['activity.workspace_id', 'activity.id'], name=op.f('fk_quiz_attempt_workspace_id_activity_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'module_id'], ['module.workspace_id', 'module.id'], name=op.f('fk_quiz_attempt_workspace_id_module_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_quiz_attempt_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_quiz_attempt_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quiz_attempt')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_quiz_attempt_workspace_id_id'))
    )
    with op.batch_alter_table('quiz_attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_quiz_attempt_workspace_id_activity_id'), ['workspace_id', 'activity_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_quiz_attempt_workspace_id_person_id'), ['workspace_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_quiz_attempt_workspace_id_person_id_activity_id_open'), ['workspace_id', 'person_id', 'activity_id'], unique=True, sqlite_where=sa.text('finished_at IS NULL'), postgresql_where=sa.text('finished_at IS NULL'))

    op.create_table('result',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('activity_id', big, nullable=False),
    sa.Column('module_id', big, nullable=True),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('source_id', sa.Text(), nullable=False),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'activity_id'], ['activity.workspace_id', 'activity.id'], name=op.f('fk_result_workspace_id_activity_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'module_id'], ['module.workspace_id', 'module.id'], name=op.f('fk_result_workspace_id_module_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_result_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_result_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_result')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_result_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'source', 'source_id', name=op.f('uq_result_workspace_id_source_source_id'))
    )
    with op.batch_alter_table('result', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_result_workspace_id_activity_id'), ['workspace_id', 'activity_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_result_workspace_id_module_id'), ['workspace_id', 'module_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_result_workspace_id_person_id_activity_id'), ['workspace_id', 'person_id', 'activity_id'], unique=False)

    op.create_table('unmatched_result',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('source_id', sa.Text(), nullable=False),
    sa.Column('person_id', big, nullable=True),
    sa.Column('person_hash', sa.Text(), nullable=True),
    sa.Column('sealed', sa.LargeBinary(), nullable=True),
    sa.Column('activity_id', big, nullable=True),
    sa.Column('activity_key', sa.Text(), nullable=True),
    sa.Column('course_id', big, nullable=True),
    sa.Column('module_id', big, nullable=True),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'activity_id'], ['activity.workspace_id', 'activity.id'], name=op.f('fk_unmatched_result_workspace_id_activity_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'course_id'], ['course.workspace_id', 'course.id'], name=op.f('fk_unmatched_result_workspace_id_course_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'module_id'], ['module.workspace_id', 'module.id'], name=op.f('fk_unmatched_result_workspace_id_module_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_unmatched_result_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_unmatched_result_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unmatched_result')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_unmatched_result_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'source', 'source_id', name=op.f('uq_unmatched_result_workspace_id_source_source_id'))
    )
    with op.batch_alter_table('unmatched_result', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_unmatched_result_workspace_id_activity_id'), ['workspace_id', 'activity_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_unmatched_result_workspace_id_activity_key'), ['workspace_id', 'activity_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_unmatched_result_workspace_id_person_hash'), ['workspace_id', 'person_hash'], unique=False)
        batch_op.create_index(batch_op.f('ix_unmatched_result_workspace_id_person_id'), ['workspace_id', 'person_id'], unique=False)

    op.create_table('acquisition',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('acquired_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cause', sa.Text(), nullable=False),
    sa.Column('source_id', big, nullable=True),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_acquisition_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_acquisition_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_acquisition_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_acquisition')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_acquisition_workspace_id_id'))
    )
    with op.batch_alter_table('acquisition', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_acquisition_workspace_id_cause_source_id'), ['workspace_id', 'cause', 'source_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_acquisition_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_acquisition_workspace_id_person_id'), ['workspace_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_acquisition_workspace_id_person_id_competency_id_open'), ['workspace_id', 'person_id', 'competency_id'], unique=True, sqlite_where=sa.text('voided_at IS NULL'), postgresql_where=sa.text('voided_at IS NULL'))

    op.create_table('catalogue_proposal',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('folded_name', sa.Text(), nullable=False),
    sa.Column('category', sa.Text(), nullable=False),
    sa.Column('proposed_by_id', big, nullable=True),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('competency_id', big, nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_catalogue_proposal_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'proposed_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_catalogue_proposal_workspace_id_proposed_by_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_catalogue_proposal_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_catalogue_proposal')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_catalogue_proposal_workspace_id_id'))
    )
    with op.batch_alter_table('catalogue_proposal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_catalogue_proposal_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_catalogue_proposal_workspace_id_proposed_by_id'), ['workspace_id', 'proposed_by_id'], unique=False)

    op.create_table('competency_state',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('access_tier', big, nullable=True),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_competency_state_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_competency_state_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_competency_state')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_competency_state_workspace_id_id'))
    )
    with op.batch_alter_table('competency_state', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_competency_state_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_competency_state_workspace_id_competency_id_open'), ['workspace_id', 'competency_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))

    op.create_table('course_competency',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('course_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_course_competency_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'course_id'], ['course.workspace_id', 'course.id'], name=op.f('fk_course_competency_workspace_id_course_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_course_competency_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_competency')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_course_competency_workspace_id_id'))
    )
    with op.batch_alter_table('course_competency', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_competency_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_course_competency_workspace_id_course_id'), ['workspace_id', 'course_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_course_competency_workspace_id_course_id_competency_id_open'), ['workspace_id', 'course_id', 'competency_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))

    op.create_table('evidence',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('source_id', big, nullable=False),
    sa.Column('strength', sa.Text(), nullable=False),
    sa.Column('self_declared', sa.Boolean(), nullable=False),
    sa.Column('added_by_id', big, nullable=True),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'added_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_evidence_workspace_id_added_by_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_evidence_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_evidence_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_evidence_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_evidence_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'person_id', 'competency_id', 'kind', 'source_id', name=op.f('uq_evidence_workspace_id_person_id_competency_id_kind_source_id'))
    )
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_evidence_workspace_id_added_by_id'), ['workspace_id', 'added_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_evidence_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)

    op.create_table('exemption',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('granted_by_id', big, nullable=True),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_exemption_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'granted_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_exemption_workspace_id_granted_by_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_exemption_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_exemption_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exemption')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_exemption_workspace_id_id'))
    )
    with op.batch_alter_table('exemption', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_exemption_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_exemption_workspace_id_granted_by_id'), ['workspace_id', 'granted_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_exemption_workspace_id_person_id'), ['workspace_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_exemption_workspace_id_person_id_competency_id_open'), ['workspace_id', 'person_id', 'competency_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))

    op.create_table('field_set_use',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('field_set_id', big, nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_field_set_use_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'field_set_id'], ['field_set.workspace_id', 'field_set.id'], name=op.f('fk_field_set_use_workspace_id_field_set_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_field_set_use_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_field_set_use')),
    sa.UniqueConstraint('workspace_id', 'competency_id', name=op.f('uq_field_set_use_workspace_id_competency_id')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_field_set_use_workspace_id_id'))
    )
    with op.batch_alter_table('field_set_use', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_field_set_use_workspace_id_field_set_id'), ['workspace_id', 'field_set_id'], unique=False)

    op.create_table('field_value',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('field_id', big, nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_field_value_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'field_id'], ['custom_field.workspace_id', 'custom_field.id'], name=op.f('fk_field_value_workspace_id_field_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_field_value_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_field_value')),
    sa.UniqueConstraint('workspace_id', 'competency_id', 'field_id', name=op.f('uq_field_value_workspace_id_competency_id_field_id')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_field_value_workspace_id_id'))
    )
    with op.batch_alter_table('field_value', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_field_value_workspace_id_field_id'), ['workspace_id', 'field_id'], unique=False)

    op.create_table('judgement',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('scale_value_id', big, nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('given_as', sa.Text(), nullable=False),
    sa.Column('given_by_id', big, nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('course_id', big, nullable=True),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_judgement_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'course_id'], ['course.workspace_id', 'course.id'], name=op.f('fk_judgement_workspace_id_course_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'given_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_judgement_workspace_id_given_by_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_judgement_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'scale_value_id'], ['scale_value.workspace_id', 'scale_value.id'], name=op.f('fk_judgement_workspace_id_scale_value_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_judgement_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_judgement')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_judgement_workspace_id_id'))
    )
    with op.batch_alter_table('judgement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_judgement_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_judgement_workspace_id_given_by_id'), ['workspace_id', 'given_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_judgement_workspace_id_person_id_competency_id'), ['workspace_id', 'person_id', 'competency_id'], unique=False)

    op.create_table('parent_edge',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('parent_id', big, nullable=False),
    sa.Column('child_id', big, nullable=False),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'child_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_parent_edge_workspace_id_child_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'parent_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_parent_edge_workspace_id_parent_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_parent_edge_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_parent_edge')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_parent_edge_workspace_id_id'))
    )
    with op.batch_alter_table('parent_edge', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_parent_edge_workspace_id_child_id'), ['workspace_id', 'child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_parent_edge_workspace_id_parent_id'), ['workspace_id', 'parent_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_parent_edge_workspace_id_parent_id_child_id_open'), ['workspace_id', 'parent_id', 'child_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))

    op.create_table('path_set',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('made_by_id', big, nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_path_set_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'made_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_path_set_workspace_id_made_by_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_path_set_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_path_set')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_path_set_workspace_id_id'))
    )
    with op.batch_alter_table('path_set', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_path_set_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_path_set_workspace_id_made_by_id'), ['workspace_id', 'made_by_id'], unique=False)

    op.create_table('qualification',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_qualification_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_qualification_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_qualification_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_qualification')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_qualification_workspace_id_id'))
    )
    with op.batch_alter_table('qualification', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_qualification_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_qualification_workspace_id_person_id_competency_id'), ['workspace_id', 'person_id', 'competency_id'], unique=False)

    op.create_table('qualification_type',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('issued_date', sa.Boolean(), nullable=False),
    sa.Column('expiry_date', sa.Boolean(), nullable=False),
    sa.Column('documentation_required', sa.Boolean(), nullable=False),
    sa.Column('holders_visible', sa.Boolean(), nullable=False),
    sa.Column('notice_days', sa.JSON(), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_qualification_type_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_qualification_type_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_qualification_type')),
    sa.UniqueConstraint('workspace_id', 'competency_id', name=op.f('uq_qualification_type_workspace_id_competency_id')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_qualification_type_workspace_id_id'))
    )
    op.create_table('quiz_answer',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('attempt_id', big, nullable=False),
    sa.Column('question_id', big, nullable=False),
    sa.Column('given', sa.JSON(), nullable=False),
    sa.Column('points', big, nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'attempt_id'], ['quiz_attempt.workspace_id', 'quiz_attempt.id'], name=op.f('fk_quiz_answer_workspace_id_attempt_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'question_id'], ['question.workspace_id', 'question.id'], name=op.f('fk_quiz_answer_workspace_id_question_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_quiz_answer_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quiz_answer')),
    sa.UniqueConstraint('workspace_id', 'attempt_id', 'question_id', name=op.f('uq_quiz_answer_workspace_id_attempt_id_question_id')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_quiz_answer_workspace_id_id'))
    )
    with op.batch_alter_table('quiz_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_quiz_answer_workspace_id_question_id'), ['workspace_id', 'question_id'], unique=False)

    op.create_table('reevaluation',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('started_by_id', big, nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('total', big, nullable=False),
    sa.Column('done', big, nullable=False),
    sa.Column('reached_up_to', big, nullable=False),
    sa.Column('gained', big, nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_reevaluation_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'started_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_reevaluation_workspace_id_started_by_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_reevaluation_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reevaluation')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_reevaluation_workspace_id_id'))
    )
    with op.batch_alter_table('reevaluation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reevaluation_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False, sqlite_where=sa.text('finished_at IS NULL'), postgresql_where=sa.text('finished_at IS NULL'))
        batch_op.create_index(batch_op.f('ix_reevaluation_workspace_id_started_by_id'), ['workspace_id', 'started_by_id'], unique=False)

    op.create_table('related',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('one_id', big, nullable=False),
    sa.Column('other_id', big, nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'one_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_related_workspace_id_one_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'other_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_related_workspace_id_other_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_related_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_related')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_related_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'one_id', 'other_id', name=op.f('uq_related_workspace_id_one_id_other_id'))
    )
    with op.batch_alter_table('related', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_related_workspace_id_other_id'), ['workspace_id', 'other_id'], unique=False)

    op.create_table('review',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('claim_value_id', big, nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('round', big, nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recommended', sa.Boolean(), nullable=False),
    sa.Column('reviewer_id', big, nullable=True),
    sa.Column('goes_on_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'claim_value_id'], ['scale_value.workspace_id', 'scale_value.id'], name=op.f('fk_review_workspace_id_claim_value_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_review_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_review_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'reviewer_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_review_workspace_id_reviewer_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_review_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_review_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'person_id', 'competency_id', name=op.f('uq_review_workspace_id_person_id_competency_id'))
    )
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_review_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_workspace_id_goes_on_at'), ['workspace_id', 'goes_on_at'], unique=False, sqlite_where=sa.text('goes_on_at IS NOT NULL'), postgresql_where=sa.text('goes_on_at IS NOT NULL'))
        batch_op.create_index(batch_op.f('ix_review_workspace_id_reviewer_id'), ['workspace_id', 'reviewer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_workspace_id_state'), ['workspace_id', 'state'], unique=False)

    op.create_table('rules_draft',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('made_by_id', big, nullable=True),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_rules_draft_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'made_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_rules_draft_workspace_id_made_by_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_rules_draft_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rules_draft')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_rules_draft_workspace_id_id'))
    )
    with op.batch_alter_table('rules_draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rules_draft_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_rules_draft_workspace_id_made_by_id'), ['workspace_id', 'made_by_id'], unique=False)

    op.create_table('streak_state',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('length', big, nullable=False),
    sa.Column('last_result_id', big, nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_arrived_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('first_done_id', big, nullable=True),
    sa.Column('first_done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_done_id', big, nullable=True),
    sa.Column('last_done_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_streak_state_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_streak_state_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_streak_state_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_streak_state')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_streak_state_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'person_id', 'competency_id', name=op.f('uq_streak_state_workspace_id_person_id_competency_id'))
    )
    with op.batch_alter_table('streak_state', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_streak_state_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)

    op.create_table('synonym',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_synonym_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_synonym_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_synonym')),
    sa.UniqueConstraint('workspace_id', 'competency_id', 'language', 'folded', name=op.f('uq_synonym_workspace_id_competency_id_language_folded')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_synonym_workspace_id_id'))
    )
    with op.batch_alter_table('synonym', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_synonym_workspace_id_folded'), ['workspace_id', 'folded'], unique=False)

    op.create_table('tag',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_tag_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_tag_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tag')),
    sa.UniqueConstraint('workspace_id', 'competency_id', 'name', name=op.f('uq_tag_workspace_id_competency_id_name')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_tag_workspace_id_id'))
    )
    op.create_table('tagging_run',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('activity_id', big, nullable=False),
    sa.Column('asked_by_id', big, nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('threshold', sa.Double(), nullable=False),
    sa.Column('model', sa.Text(), nullable=False),
    sa.Column('prompt_version', sa.Text(), nullable=True),
    sa.Column('degraded', sa.Text(), nullable=True),
    sa.Column('best_competency_id', big, nullable=True),
    sa.Column('best_confidence', sa.Double(), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'activity_id'], ['activity.workspace_id', 'activity.id'], name=op.f('fk_tagging_run_workspace_id_activity_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'asked_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_tagging_run_workspace_id_asked_by_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'best_competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_tagging_run_workspace_id_best_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_tagging_run_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tagging_run')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_tagging_run_workspace_id_id'))
    )
    with op.batch_alter_table('tagging_run', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tagging_run_workspace_id_activity_id'), ['workspace_id', 'activity_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tagging_run_workspace_id_asked_by_id'), ['workspace_id', 'asked_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tagging_run_workspace_id_best_competency_id'), ['workspace_id', 'best_competency_id'], unique=False)

    op.create_table('target',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('scale_value_id', big, nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('source_key', big, nullable=False),
    sa.Column('set_by_id', big, nullable=True),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_target_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_target_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'scale_value_id'], ['scale_value.workspace_id', 'scale_value.id'], name=op.f('fk_target_workspace_id_scale_value_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'set_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_target_workspace_id_set_by_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_target_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_target')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_target_workspace_id_id'))
    )
    with op.batch_alter_table('target', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_target_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_target_workspace_id_person_id'), ['workspace_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_target_workspace_id_person_id_competency_id_source_source_key_open'), ['workspace_id', 'person_id', 'competency_id', 'source', 'source_key'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.create_index(batch_op.f('ix_target_workspace_id_scale_value_id'), ['workspace_id', 'scale_value_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_target_workspace_id_set_by_id'), ['workspace_id', 'set_by_id'], unique=False)

    op.create_table('translation',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_translation_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_translation_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_translation')),
    sa.UniqueConstraint('workspace_id', 'competency_id', 'language', name=op.f('uq_translation_workspace_id_competency_id_language')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_translation_workspace_id_id'))
    )
    with op.batch_alter_table('translation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_translation_workspace_id_folded'), ['workspace_id', 'folded'], unique=False)

    op.create_table('achievement_path',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('path_set_id', big, nullable=False),
    sa.Column('position', big, nullable=False),
    sa.Column('scale_value_id', big, nullable=True),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'path_set_id'], ['path_set.workspace_id', 'path_set.id'], name=op.f('fk_achievement_path_workspace_id_path_set_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'scale_value_id'], ['scale_value.workspace_id', 'scale_value.id'], name=op.f('fk_achievement_path_workspace_id_scale_value_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_achievement_path_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_achievement_path')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_achievement_path_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'path_set_id', 'position', name=op.f('uq_achievement_path_workspace_id_path_set_id_position'))
    )
    with op.batch_alter_table('achievement_path', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_achievement_path_workspace_id_scale_value_id'), ['workspace_id', 'scale_value_id'], unique=False)

    op.create_table('competency_rules',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('policy', sa.Text(), nullable=False),
    sa.Column('path_set_id', big, nullable=True),
    sa.Column('set_by_id', big, nullable=True),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_competency_rules_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'path_set_id'], ['path_set.workspace_id', 'path_set.id'], name=op.f('fk_competency_rules_workspace_id_path_set_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'set_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_competency_rules_workspace_id_set_by_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_competency_rules_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_competency_rules')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_competency_rules_workspace_id_id'))
    )
    with op.batch_alter_table('competency_rules', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_competency_rules_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_competency_rules_workspace_id_competency_id_open'), ['workspace_id', 'competency_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.create_index(batch_op.f('ix_competency_rules_workspace_id_path_set_id'), ['workspace_id', 'path_set_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_competency_rules_workspace_id_set_by_id'), ['workspace_id', 'set_by_id'], unique=False)

    op.create_table('not_needed',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('qualification_id', big, nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('asked_by_id', big, nullable=True),
    sa.Column('asked_id', big, nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('stops', sa.Boolean(), nullable=True),
    sa.Column('answered_by_id', big, nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undo_id', big, nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'answered_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_not_needed_workspace_id_answered_by_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'asked_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_not_needed_workspace_id_asked_by_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'asked_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_not_needed_workspace_id_asked_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'qualification_id'], ['qualification.workspace_id', 'qualification.id'], name=op.f('fk_not_needed_workspace_id_qualification_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_not_needed_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_not_needed')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_not_needed_workspace_id_id'))
    )
    with op.batch_alter_table('not_needed', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_not_needed_workspace_id_answered_by_id'), ['workspace_id', 'answered_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_not_needed_workspace_id_asked_by_id'), ['workspace_id', 'asked_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_not_needed_workspace_id_asked_id'), ['workspace_id', 'asked_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_not_needed_workspace_id_qualification_id'), ['workspace_id', 'qualification_id'], unique=False)

    op.create_table('notice_hold',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('qualification_id', big, nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('made_by_id', big, nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undo_id', big, nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'made_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_notice_hold_workspace_id_made_by_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'qualification_id'], ['qualification.workspace_id', 'qualification.id'], name=op.f('fk_notice_hold_workspace_id_qualification_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_notice_hold_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_hold')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_notice_hold_workspace_id_id'))
    )
    with op.batch_alter_table('notice_hold', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notice_hold_workspace_id_made_by_id'), ['workspace_id', 'made_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_notice_hold_workspace_id_qualification_id'), ['workspace_id', 'qualification_id'], unique=False)

    op.create_table('notice_schedule',
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('qualification_id', big, nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'qualification_id'], ['qualification.workspace_id', 'qualification.id'], name=op.f('fk_notice_schedule_workspace_id_qualification_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_notice_schedule_workspace_id')),
    sa.PrimaryKeyConstraint('workspace_id', 'qualification_id', name=op.f('pk_notice_schedule'))
    )
    with op.batch_alter_table('notice_schedule', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notice_schedule_workspace_id_next_at'), ['workspace_id', 'next_at'], unique=False)

    op.create_table('qualification_document',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('qualification_id', big, nullable=False),
    sa.Column('document_id', big, nullable=False),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'document_id'], ['document.workspace_id', 'document.id'], name=op.f('fk_qualification_document_workspace_id_document_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'qualification_id'], ['qualification.workspace_id', 'qualification.id'], name=op.f('fk_qualification_document_workspace_id_qualification_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_qualification_document_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_qualification_document')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_qualification_document_workspace_id_id'))
    )
    with op.batch_alter_table('qualification_document', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_qualification_document_workspace_id_document_id'), ['workspace_id', 'document_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_qualification_document_workspace_id_qualification_id'), ['workspace_id', 'qualification_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_qualification_document_workspace_id_qualification_id_document_id_open'), ['workspace_id', 'qualification_id', 'document_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))

    op.create_table('qualification_draft',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('thread', sa.Text(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=True),
    sa.Column('waits_for_id', big, nullable=True),
    sa.Column('saved_id', big, nullable=True),
    sa.Column('undo_id', big, nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_qualification_draft_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'saved_id'], ['qualification.workspace_id', 'qualification.id'], name=op.f('fk_qualification_draft_workspace_id_saved_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'undo_id'], ['undoable.workspace_id', 'undoable.id'], name=op.f('fk_qualification_draft_workspace_id_undo_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'waits_for_id'], ['catalogue_proposal.workspace_id', 'catalogue_proposal.id'], name=op.f('fk_qualification_draft_workspace_id_waits_for_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_qualification_draft_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_qualification_draft')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_qualification_draft_workspace_id_id'))
    )
    with op.batch_alter_table('qualification_draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_qualification_draft_workspace_id_person_id_thread'), ['workspace_id', 'person_id', 'thread'], unique=False)
        batch_op.create_index(batch_op.f('ix_qualification_draft_workspace_id_saved_id'), ['workspace_id', 'saved_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_qualification_draft_workspace_id_undo_id'), ['workspace_id', 'undo_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_qualification_draft_workspace_id_waits_for_id'), ['workspace_id', 'waits_for_id'], unique=False)

    op.create_table('qualification_revocation',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('qualification_id', big, nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('revoked_by_id', big, nullable=True),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'qualification_id'], ['qualification.workspace_id', 'qualification.id'], name=op.f('fk_qualification_revocation_workspace_id_qualification_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'revoked_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_qualification_revocation_workspace_id_revoked_by_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_qualification_revocation_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_qualification_revocation')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_qualification_revocation_workspace_id_id'))
    )
    with op.batch_alter_table('qualification_revocation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_qualification_revocation_workspace_id_qualification_id'), ['workspace_id', 'qualification_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_qualification_revocation_workspace_id_revoked_by_id'), ['workspace_id', 'revoked_by_id'], unique=False)

    op.create_table('qualification_verification',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('qualification_id', big, nullable=False),
    sa.Column('asked_by_id', big, nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reviewer_id', big, nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('goes_on_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'asked_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_qualification_verification_workspace_id_asked_by_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'qualification_id'], ['qualification.workspace_id', 'qualification.id'], name=op.f('fk_qualification_verification_workspace_id_qualification_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'reviewer_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_qualification_verification_workspace_id_reviewer_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_qualification_verification_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_qualification_verification')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_qualification_verification_workspace_id_id'))
    )
    with op.batch_alter_table('qualification_verification', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_qualification_verification_workspace_id_asked_by_id'), ['workspace_id', 'asked_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_qualification_verification_workspace_id_goes_on_at'), ['workspace_id', 'goes_on_at'], unique=False, sqlite_where=sa.text('goes_on_at IS NOT NULL'), postgresql_where=sa.text('goes_on_at IS NOT NULL'))
        batch_op.create_index(batch_op.f('ix_qualification_verification_workspace_id_qualification_id'), ['workspace_id', 'qualification_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_qualification_verification_workspace_id_qualification_id_open'), ['workspace_id', 'qualification_id'], unique=True, sqlite_where=sa.text("state IN ('waiting', 'in_review')"), postgresql_where=sa.text("state IN ('waiting', 'in_review')"))
        batch_op.create_index(batch_op.f('ix_qualification_verification_workspace_id_reviewer_id'), ['workspace_id', 'reviewer_id'], unique=False)

    op.create_table('qualification_version',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('qualification_id', big, nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('scale_value_id', big, nullable=True),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.Column('issuer', sa.Text(), nullable=True),
    sa.Column('number', sa.Text(), nullable=True),
    sa.Column('public_note', sa.Text(), nullable=True),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('links', sa.JSON(), nullable=False),
    sa.Column('verified_by_id', big, nullable=True),
    sa.Column('verified_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_by_id', big, nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'qualification_id'], ['qualification.workspace_id', 'qualification.id'], name=op.f('fk_qualification_version_workspace_id_qualification_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'recorded_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_qualification_version_workspace_id_recorded_by_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'scale_value_id'], ['scale_value.workspace_id', 'scale_value.id'], name=op.f('fk_qualification_version_workspace_id_scale_value_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'verified_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_qualification_version_workspace_id_verified_by_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_qualification_version_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_qualification_version')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_qualification_version_workspace_id_id'))
    )
    with op.batch_alter_table('qualification_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_qualification_version_workspace_id_expires_on'), ['workspace_id', 'expires_on'], unique=False, sqlite_where=sa.text("superseded_at IS NULL AND effective_until IS NULL AND state = 'current'"), postgresql_where=sa.text("superseded_at IS NULL AND effective_until IS NULL AND state = 'current'"))
        batch_op.create_index(batch_op.f('ix_qualification_version_workspace_id_qualification_id'), ['workspace_id', 'qualification_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_qualification_version_workspace_id_qualification_id_open'), ['workspace_id', 'qualification_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.create_index(batch_op.f('ix_qualification_version_workspace_id_recorded_by_id'), ['workspace_id', 'recorded_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_qualification_version_workspace_id_scale_value_id'), ['workspace_id', 'scale_value_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_qualification_version_workspace_id_verified_by_id'), ['workspace_id', 'verified_by_id'], unique=False)

    op.create_table('reminder',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('qualification_id', big, nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=False),
    sa.Column('day', big, nullable=False),
    sa.Column('recipient_id', big, nullable=False),
    sa.Column('outbox_id', big, nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'outbox_id'], ['outbox_message.workspace_id', 'outbox_message.id'], name=op.f('fk_reminder_workspace_id_outbox_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'qualification_id'], ['qualification.workspace_id', 'qualification.id'], name=op.f('fk_reminder_workspace_id_qualification_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'recipient_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_reminder_workspace_id_recipient_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_reminder_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_reminder_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'qualification_id', 'expires_on', 'day', 'recipient_id', name=op.f('uq_reminder_workspace_id_qualification_id_expires_on_day_recipient_id'))
    )
    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reminder_workspace_id_outbox_id'), ['workspace_id', 'outbox_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_reminder_workspace_id_recipient_id'), ['workspace_id', 'recipient_id'], unique=False)

    op.create_table('review_step',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('review_id', big, nullable=False),
    sa.Column('round', big, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('by_id', big, nullable=True),
    sa.Column('to_id', big, nullable=True),
    sa.Column('scale_value_id', big, nullable=True),
    sa.Column('judgement_id', big, nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undo_id', big, nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_review_step_workspace_id_by_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'judgement_id'], ['judgement.workspace_id', 'judgement.id'], name=op.f('fk_review_step_workspace_id_judgement_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'review_id'], ['review.workspace_id', 'review.id'], name=op.f('fk_review_step_workspace_id_review_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'scale_value_id'], ['scale_value.workspace_id', 'scale_value.id'], name=op.f('fk_review_step_workspace_id_scale_value_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'to_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_review_step_workspace_id_to_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_review_step_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_step')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_review_step_workspace_id_id'))
    )
    with op.batch_alter_table('review_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_review_step_workspace_id_by_id'), ['workspace_id', 'by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_step_workspace_id_judgement_id'), ['workspace_id', 'judgement_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_step_workspace_id_review_id'), ['workspace_id', 'review_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_step_workspace_id_to_id'), ['workspace_id', 'to_id'], unique=False)

    op.create_table('suggestion',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('run_id', big, nullable=False),
    sa.Column('activity_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('confidence', sa.Double(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('decided_by_id', big, nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'activity_id'], ['activity.workspace_id', 'activity.id'], name=op.f('fk_suggestion_workspace_id_activity_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_suggestion_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'decided_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_suggestion_workspace_id_decided_by_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'run_id'], ['tagging_run.workspace_id', 'tagging_run.id'], name=op.f('fk_suggestion_workspace_id_run_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_suggestion_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suggestion')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_suggestion_workspace_id_id'))
    )
    with op.batch_alter_table('suggestion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_suggestion_workspace_id_activity_id_competency_id'), ['workspace_id', 'activity_id', 'competency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_suggestion_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_suggestion_workspace_id_decided_by_id'), ['workspace_id', 'decided_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_suggestion_workspace_id_run_id'), ['workspace_id', 'run_id'], unique=False)

    op.create_table('path_criterion',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('path_id', big, nullable=False),
    sa.Column('position', big, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('activity_id', big, nullable=True),
    sa.Column('course_id', big, nullable=True),
    sa.Column('competency_id', big, nullable=True),
    sa.Column('scale_value_id', big, nullable=True),
    sa.Column('count', big, nullable=True),
    sa.Column('raters', sa.JSON(), nullable=False),
    sa.Column('verified', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'activity_id'], ['activity.workspace_id', 'activity.id'], name=op.f('fk_path_criterion_workspace_id_activity_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_path_criterion_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'course_id'], ['course.workspace_id', 'course.id'], name=op.f('fk_path_criterion_workspace_id_course_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'path_id'], ['achievement_path.workspace_id', 'achievement_path.id'], name=op.f('fk_path_criterion_workspace_id_path_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'scale_value_id'], ['scale_value.workspace_id', 'scale_value.id'], name=op.f('fk_path_criterion_workspace_id_scale_value_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_path_criterion_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_path_criterion')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_path_criterion_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'path_id', 'position', name=op.f('uq_path_criterion_workspace_id_path_id_position'))
    )
    with op.batch_alter_table('path_criterion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_path_criterion_workspace_id_activity_id'), ['workspace_id', 'activity_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_path_criterion_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_path_criterion_workspace_id_course_id'), ['workspace_id', 'course_id'], unique=False)

    op.create_table('qualification_verification_asked',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('verification_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_qualification_verification_asked_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'verification_id'], ['qualification_verification.workspace_id', 'qualification_verification.id'], name=op.f('fk_qualification_verification_asked_workspace_id_verification_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_qualification_verification_asked_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_qualification_verification_asked')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_qualification_verification_asked_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'verification_id', 'person_id', name=op.f('uq_qualification_verification_asked_workspace_id_verification_id_person_id'))
    )
    with op.batch_alter_table('qualification_verification_asked', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_qualification_verification_asked_workspace_id_person_id'), ['workspace_id', 'person_id'], unique=False)

    op.create_table('rating',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('person_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('scale_value_id', big, nullable=True),
    sa.Column('cause', sa.Text(), nullable=False),
    sa.Column('source_id', big, nullable=True),
    sa.Column('rated_by_id', big, nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('path', sa.Text(), nullable=True),
    sa.Column('path_id', big, nullable=True),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_rating_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'path_id'], ['achievement_path.workspace_id', 'achievement_path.id'], name=op.f('fk_rating_workspace_id_path_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'person_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_rating_workspace_id_person_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'rated_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_rating_workspace_id_rated_by_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'scale_value_id'], ['scale_value.workspace_id', 'scale_value.id'], name=op.f('fk_rating_workspace_id_scale_value_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_rating_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rating')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_rating_workspace_id_id'))
    )
    with op.batch_alter_table('rating', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rating_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_rating_workspace_id_person_id'), ['workspace_id', 'person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_rating_workspace_id_person_id_competency_id_open'), ['workspace_id', 'person_id', 'competency_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.create_index(batch_op.f('ix_rating_workspace_id_rated_by_id'), ['workspace_id', 'rated_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_rating_workspace_id_scale_value_id'), ['workspace_id', 'scale_value_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_rating_workspace_id_source_id'), ['workspace_id', 'source_id'], unique=False)

    op.create_table('skill_link',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('activity_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('suggestion_id', big, nullable=True),
    sa.Column('linked_by_id', big, nullable=True),
    sa.Column('effective_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effective_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'activity_id'], ['activity.workspace_id', 'activity.id'], name=op.f('fk_skill_link_workspace_id_activity_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_skill_link_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'linked_by_id'], ['person.workspace_id', 'person.id'], name=op.f('fk_skill_link_workspace_id_linked_by_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'suggestion_id'], ['suggestion.workspace_id', 'suggestion.id'], name=op.f('fk_skill_link_workspace_id_suggestion_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_skill_link_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_skill_link')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_skill_link_workspace_id_id'))
    )
    with op.batch_alter_table('skill_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_skill_link_workspace_id_activity_id'), ['workspace_id', 'activity_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_skill_link_workspace_id_activity_id_competency_id_open'), ['workspace_id', 'activity_id', 'competency_id'], unique=True, sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.create_index(batch_op.f('ix_skill_link_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_skill_link_workspace_id_linked_by_id'), ['workspace_id', 'linked_by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_skill_link_workspace_id_suggestion_id'), ['workspace_id', 'suggestion_id'], unique=False)

    op.create_table('criterion_points',
    sa.Column('id', big, nullable=False),
    sa.Column('workspace_id', big, nullable=False),
    sa.Column('criterion_id', big, nullable=False),
    sa.Column('competency_id', big, nullable=False),
    sa.Column('points', big, nullable=False),
    sa.Column('required', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'competency_id'], ['competency.workspace_id', 'competency.id'], name=op.f('fk_criterion_points_workspace_id_competency_id')),
    sa.ForeignKeyConstraint(['workspace_id', 'criterion_id'], ['path_criterion.workspace_id', 'path_criterion.id'], name=op.f('fk_criterion_points_workspace_id_criterion_id')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name=op.f('fk_criterion_points_workspace_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_criterion_points')),
    sa.UniqueConstraint('workspace_id', 'criterion_id', 'competency_id', name=op.f('uq_criterion_points_workspace_id_criterion_id_competency_id')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_criterion_points_workspace_id_id'))
    )
    with op.batch_alter_table('criterion_points', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_criterion_points_workspace_id_competency_id'), ['workspace_id', 'competency_id'], unique=False)



def downgrade() -> None:
    """Change them back."""
    with op.batch_alter_table('criterion_points', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_criterion_points_workspace_id_competency_id'))

    op.drop_table('criterion_points')
    with op.batch_alter_table('skill_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_skill_link_workspace_id_suggestion_id'))
        batch_op.drop_index(batch_op.f('ix_skill_link_workspace_id_linked_by_id'))
        batch_op.drop_index(batch_op.f('ix_skill_link_workspace_id_competency_id'))
        batch_op.drop_index(batch_op.f('ix_skill_link_workspace_id_activity_id_competency_id_open'), sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_skill_link_workspace_id_activity_id'))

    op.drop_table('skill_link')
    with op.batch_alter_table('rating', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rating_workspace_id_source_id'))
        batch_op.drop_index(batch_op.f('ix_rating_workspace_id_scale_value_id'))
        batch_op.drop_index(batch_op.f('ix_rating_workspace_id_rated_by_id'))
        batch_op.drop_index(batch_op.f('ix_rating_workspace_id_person_id_competency_id_open'), sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_rating_workspace_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_rating_workspace_id_competency_id'))

    op.drop_table('rating')
    with op.batch_alter_table('qualification_verification_asked', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_qualification_verification_asked_workspace_id_person_id'))

    op.drop_table('qualification_verification_asked')
    with op.batch_alter_table('path_criterion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_path_criterion_workspace_id_course_id'))
        batch_op.drop_index(batch_op.f('ix_path_criterion_workspace_id_competency_id'))
        batch_op.drop_index(batch_op.f('ix_path_criterion_workspace_id_activity_id'))

    op.drop_table('path_criterion')
    with op.batch_alter_table('suggestion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_suggestion_workspace_id_run_id'))
        batch_op.drop_index(batch_op.f('ix_suggestion_workspace_id_decided_by_id'))
        batch_op.drop_index(batch_op.f('ix_suggestion_workspace_id_competency_id'))
        batch_op.drop_index(batch_op.f('ix_suggestion_workspace_id_activity_id_competency_id'))

    op.drop_table('suggestion')
    with op.batch_alter_table('review_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_review_step_workspace_id_to_id'))
        batch_op.drop_index(batch_op.f('ix_review_step_workspace_id_review_id'))
        batch_op.drop_index(batch_op.f('ix_review_step_workspace_id_judgement_id'))
        batch_op.drop_index(batch_op.f('ix_review_step_workspace_id_by_id'))

    op.drop_table('review_step')
    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reminder_workspace_id_recipient_id'))
        batch_op.drop_index(batch_op.f('ix_reminder_workspace_id_outbox_id'))

    op.drop_table('reminder')
    with op.batch_alter_table('qualification_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_qualification_version_workspace_id_verified_by_id'))
        batch_op.drop_index(batch_op.f('ix_qualification_version_workspace_id_scale_value_id'))
        batch_op.drop_index(batch_op.f('ix_qualification_version_workspace_id_recorded_by_id'))
        batch_op.drop_index(batch_op.f('ix_qualification_version_workspace_id_qualification_id_open'), sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_qualification_version_workspace_id_qualification_id'))
        batch_op.drop_index(batch_op.f('ix_qualification_version_workspace_id_expires_on'), sqlite_where=sa.text("superseded_at IS NULL AND effective_until IS NULL AND state = 'current'"), postgresql_where=sa.text("superseded_at IS NULL AND effective_until IS NULL AND state = 'current'"))

    op.drop_table('qualification_version')
    with op.batch_alter_table('qualification_verification', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_qualification_verification_workspace_id_reviewer_id'))
        batch_op.drop_index(batch_op.f('ix_qualification_verification_workspace_id_qualification_id_open'), sqlite_where=sa.text("state IN ('waiting', 'in_review')"), postgresql_where=sa.text("state IN ('waiting', 'in_review')"))
        batch_op.drop_index(batch_op.f('ix_qualification_verification_workspace_id_qualification_id'))
        batch_op.drop_index(batch_op.f('ix_qualification_verification_workspace_id_goes_on_at'), sqlite_where=sa.text('goes_on_at IS NOT NULL'), postgresql_where=sa.text('goes_on_at IS NOT NULL'))
        batch_op.drop_index(batch_op.f('ix_qualification_verification_workspace_id_asked_by_id'))

    op.drop_table('qualification_verification')
    with op.batch_alter_table('qualification_revocation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_qualification_revocation_workspace_id_revoked_by_id'))
        batch_op.drop_index(batch_op.f('ix_qualification_revocation_workspace_id_qualification_id'))

    op.drop_table('qualification_revocation')
    with op.batch_alter_table('qualification_draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_qualification_draft_workspace_id_waits_for_id'))
        batch_op.drop_index(batch_op.f('ix_qualification_draft_workspace_id_undo_id'))
        batch_op.drop_index(batch_op.f('ix_qualification_draft_workspace_id_saved_id'))
        batch_op.drop_index(batch_op.f('ix_qualification_draft_workspace_id_person_id_thread'))

    op.drop_table('qualification_draft')
    with op.batch_alter_table('qualification_document', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_qualification_document_workspace_id_qualification_id_document_id_open'), sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_qualification_document_workspace_id_qualification_id'))
        batch_op.drop_index(batch_op.f('ix_qualification_document_workspace_id_document_id'))

    op.drop_table('qualification_document')
    with op.batch_alter_table('notice_schedule', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notice_schedule_workspace_id_next_at'))

    op.drop_table('notice_schedule')
    with op.batch_alter_table('notice_hold', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notice_hold_workspace_id_qualification_id'))
        batch_op.drop_index(batch_op.f('ix_notice_hold_workspace_id_made_by_id'))

    op.drop_table('notice_hold')
    with op.batch_alter_table('not_needed', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_not_needed_workspace_id_qualification_id'))
        batch_op.drop_index(batch_op.f('ix_not_needed_workspace_id_asked_id'))
        batch_op.drop_index(batch_op.f('ix_not_needed_workspace_id_asked_by_id'))
        batch_op.drop_index(batch_op.f('ix_not_needed_workspace_id_answered_by_id'))

    op.drop_table('not_needed')
    with op.batch_alter_table('competency_rules', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_competency_rules_workspace_id_set_by_id'))
        batch_op.drop_index(batch_op.f('ix_competency_rules_workspace_id_path_set_id'))
        batch_op.drop_index(batch_op.f('ix_competency_rules_workspace_id_competency_id_open'), sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_competency_rules_workspace_id_competency_id'))

    op.drop_table('competency_rules')
    with op.batch_alter_table('achievement_path', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_achievement_path_workspace_id_scale_value_id'))

    op.drop_table('achievement_path')
    with op.batch_alter_table('translation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_translation_workspace_id_folded'))

    op.drop_table('translation')
    with op.batch_alter_table('target', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_target_workspace_id_set_by_id'))
        batch_op.drop_index(batch_op.f('ix_target_workspace_id_scale_value_id'))
        batch_op.drop_index(batch_op.f('ix_target_workspace_id_person_id_competency_id_source_source_key_open'), sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_target_workspace_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_target_workspace_id_competency_id'))

    op.drop_table('target')
    with op.batch_alter_table('tagging_run', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tagging_run_workspace_id_best_competency_id'))
        batch_op.drop_index(batch_op.f('ix_tagging_run_workspace_id_asked_by_id'))
        batch_op.drop_index(batch_op.f('ix_tagging_run_workspace_id_activity_id'))

    op.drop_table('tagging_run')
    op.drop_table('tag')
    with op.batch_alter_table('synonym', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_synonym_workspace_id_folded'))

    op.drop_table('synonym')
    with op.batch_alter_table('streak_state', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_streak_state_workspace_id_competency_id'))

    op.drop_table('streak_state')
    with op.batch_alter_table('rules_draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rules_draft_workspace_id_made_by_id'))
        batch_op.drop_index(batch_op.f('ix_rules_draft_workspace_id_competency_id'))

    op.drop_table('rules_draft')
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_review_workspace_id_state'))
        batch_op.drop_index(batch_op.f('ix_review_workspace_id_reviewer_id'))
        batch_op.drop_index(batch_op.f('ix_review_workspace_id_goes_on_at'), sqlite_where=sa.text('goes_on_at IS NOT NULL'), postgresql_where=sa.text('goes_on_at IS NOT NULL'))
        batch_op.drop_index(batch_op.f('ix_review_workspace_id_competency_id'))

    op.drop_table('review')
    with op.batch_alter_table('related', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_related_workspace_id_other_id'))

    op.drop_table('related')
    with op.batch_alter_table('reevaluation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reevaluation_workspace_id_started_by_id'))
        batch_op.drop_index(batch_op.f('ix_reevaluation_workspace_id_competency_id'), sqlite_where=sa.text('finished_at IS NULL'), postgresql_where=sa.text('finished_at IS NULL'))

    op.drop_table('reevaluation')
    with op.batch_alter_table('quiz_answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_quiz_answer_workspace_id_question_id'))

    op.drop_table('quiz_answer')
    op.drop_table('qualification_type')
    with op.batch_alter_table('qualification', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_qualification_workspace_id_person_id_competency_id'))
        batch_op.drop_index(batch_op.f('ix_qualification_workspace_id_competency_id'))

    op.drop_table('qualification')
    with op.batch_alter_table('path_set', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_path_set_workspace_id_made_by_id'))
        batch_op.drop_index(batch_op.f('ix_path_set_workspace_id_competency_id'))

    op.drop_table('path_set')
    with op.batch_alter_table('parent_edge', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_parent_edge_workspace_id_parent_id_child_id_open'), sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_parent_edge_workspace_id_parent_id'))
        batch_op.drop_index(batch_op.f('ix_parent_edge_workspace_id_child_id'))

    op.drop_table('parent_edge')
    with op.batch_alter_table('judgement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_judgement_workspace_id_person_id_competency_id'))
        batch_op.drop_index(batch_op.f('ix_judgement_workspace_id_given_by_id'))
        batch_op.drop_index(batch_op.f('ix_judgement_workspace_id_competency_id'))

    op.drop_table('judgement')
    with op.batch_alter_table('field_value', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_field_value_workspace_id_field_id'))

    op.drop_table('field_value')
    with op.batch_alter_table('field_set_use', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_field_set_use_workspace_id_field_set_id'))

    op.drop_table('field_set_use')
    with op.batch_alter_table('exemption', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_exemption_workspace_id_person_id_competency_id_open'), sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_exemption_workspace_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_exemption_workspace_id_granted_by_id'))
        batch_op.drop_index(batch_op.f('ix_exemption_workspace_id_competency_id'))

    op.drop_table('exemption')
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_evidence_workspace_id_competency_id'))
        batch_op.drop_index(batch_op.f('ix_evidence_workspace_id_added_by_id'))

    op.drop_table('evidence')
    with op.batch_alter_table('course_competency', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_course_competency_workspace_id_course_id_competency_id_open'), sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_course_competency_workspace_id_course_id'))
        batch_op.drop_index(batch_op.f('ix_course_competency_workspace_id_competency_id'))

    op.drop_table('course_competency')
    with op.batch_alter_table('competency_state', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_competency_state_workspace_id_competency_id_open'), sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_competency_state_workspace_id_competency_id'))

    op.drop_table('competency_state')
    with op.batch_alter_table('catalogue_proposal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_catalogue_proposal_workspace_id_proposed_by_id'))
        batch_op.drop_index(batch_op.f('ix_catalogue_proposal_workspace_id_competency_id'))

    op.drop_table('catalogue_proposal')
    with op.batch_alter_table('acquisition', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_acquisition_workspace_id_person_id_competency_id_open'), sqlite_where=sa.text('voided_at IS NULL'), postgresql_where=sa.text('voided_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_acquisition_workspace_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_acquisition_workspace_id_competency_id'))
        batch_op.drop_index(batch_op.f('ix_acquisition_workspace_id_cause_source_id'))

    op.drop_table('acquisition')
    with op.batch_alter_table('unmatched_result', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_unmatched_result_workspace_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_unmatched_result_workspace_id_person_hash'))
        batch_op.drop_index(batch_op.f('ix_unmatched_result_workspace_id_activity_key'))
        batch_op.drop_index(batch_op.f('ix_unmatched_result_workspace_id_activity_id'))

    op.drop_table('unmatched_result')
    with op.batch_alter_table('result', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_result_workspace_id_person_id_activity_id'))
        batch_op.drop_index(batch_op.f('ix_result_workspace_id_module_id'))
        batch_op.drop_index(batch_op.f('ix_result_workspace_id_activity_id'))

    op.drop_table('result')
    with op.batch_alter_table('quiz_attempt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_quiz_attempt_workspace_id_person_id_activity_id_open'), sqlite_where=sa.text('finished_at IS NULL'), postgresql_where=sa.text('finished_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_quiz_attempt_workspace_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_quiz_attempt_workspace_id_activity_id'))

    op.drop_table('quiz_attempt')
    op.drop_table('question')
    with op.batch_alter_table('outbox_subject', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outbox_subject_workspace_id_kind_subject_id'))

    op.drop_table('outbox_subject')
    with op.batch_alter_table('fact_person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_fact_person_workspace_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_fact_person_workspace_id_fact_id'))

    op.drop_table('fact_person')
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_enrolment_workspace_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_enrolment_workspace_id_course_id_person_id_open'), sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_enrolment_workspace_id_course_id'))

    op.drop_table('enrolment')
    with op.batch_alter_table('due_notice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_due_notice_workspace_id_outbox_id'))

    op.drop_table('due_notice')
    with op.batch_alter_table('course_module', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_course_module_workspace_id_module_id'))

    op.drop_table('course_module')
    with op.batch_alter_table('course_completion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_course_completion_workspace_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_course_completion_workspace_id_marked_by_id'))
        batch_op.drop_index(batch_op.f('ix_course_completion_workspace_id_course_id_person_id_open'), sqlite_where=sa.text('voided_at IS NULL'), postgresql_where=sa.text('voided_at IS NULL'))

    op.drop_table('course_completion')
    with op.batch_alter_table('competency', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_competency_workspace_id_scale_id'))
        batch_op.drop_index(batch_op.f('ix_competency_workspace_id_framework_id'))
        batch_op.drop_index(batch_op.f('ix_competency_workspace_id_folded_name'))

    op.drop_table('competency')
    with op.batch_alter_table('cohort_course', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cohort_course_workspace_id_course_id'))

    op.drop_table('cohort_course')
    with op.batch_alter_table('activity_module', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activity_module_workspace_id_module_id'))

    op.drop_table('activity_module')
    with op.batch_alter_table('activity_alias', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activity_alias_workspace_id_activity_id'))

    op.drop_table('activity_alias')
    with op.batch_alter_table('xapi_statement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_xapi_statement_workspace_id_person_id'))

    op.drop_table('xapi_statement')
    with op.batch_alter_table('xapi_key', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_xapi_key_workspace_id_created_by_id'))

    op.drop_table('xapi_key')
    with op.batch_alter_table('undoable', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_undoable_workspace_id_person_id'))

    op.drop_table('undoable')
    op.drop_table('scale_value')
    with op.batch_alter_table('role_capability', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_role_capability_workspace_id_role_id_capability_open'), sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_role_capability_workspace_id_role_id'))

    op.drop_table('role_capability')
    with op.batch_alter_table('role_assignment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_role_assignment_workspace_id_role_id'))
        batch_op.drop_index(batch_op.f('ix_role_assignment_workspace_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_role_assignment_workspace_id_over_person_id'))
        batch_op.drop_index(batch_op.f('ix_role_assignment_workspace_id_context_kind_context_id'))

    op.drop_table('role_assignment')
    with op.batch_alter_table('recorded_fact', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_recorded_fact_workspace_id_actor_id'))

    op.drop_table('recorded_fact')
    with op.batch_alter_table('person_state', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_state_workspace_id_person_id_open'), sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_person_state_workspace_id_person_id'))

    op.drop_table('person_state')
    with op.batch_alter_table('person_setting', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_setting_workspace_id_person_id'))

    op.drop_table('person_setting')
    op.drop_table('person_key')
    with op.batch_alter_table('person_alias', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_alias_workspace_id_person_id'))

    op.drop_table('person_alias')
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outbox_message_workspace_id_recipient_id'))
        batch_op.drop_index(batch_op.f('ix_outbox_message_workspace_id_copy_of_id'))
        batch_op.drop_index(batch_op.f('ix_outbox_message_workspace_id_carrier_id'))
        batch_op.drop_index(batch_op.f('ix_outbox_message_due_at'), sqlite_where=sa.text('due_at IS NOT NULL'), postgresql_where=sa.text('due_at IS NOT NULL'))

    op.drop_table('outbox_message')
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_membership_workspace_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_membership_workspace_id_group_id_person_id_open'), sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_membership_workspace_id_group_id'))

    op.drop_table('membership')
    with op.batch_alter_table('link_draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_link_draft_workspace_id_made_by_id'))

    op.drop_table('link_draft')
    with op.batch_alter_table('line', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_line_workspace_id_person_id_open'), sqlite_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'), postgresql_where=sa.text('superseded_at IS NULL AND effective_until IS NULL'))
        batch_op.drop_index(batch_op.f('ix_line_workspace_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_line_workspace_id_manager_id'))

    op.drop_table('line')
    with op.batch_alter_table('import_run', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_run_workspace_id_touched_at'))
        batch_op.drop_index(batch_op.f('ix_import_run_workspace_id_person_id'))

    op.drop_table('import_run')
    op.drop_table('framework_guide')
    with op.batch_alter_table('framework', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_framework_workspace_id_scale_id'))
        batch_op.drop_index(batch_op.f('ix_framework_workspace_id_category_id'))

    op.drop_table('framework')
    with op.batch_alter_table('evidence_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_evidence_link_workspace_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_evidence_link_workspace_id_added_by_id'))

    op.drop_table('evidence_link')
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_document_workspace_id_removed_at'), sqlite_where=sa.text('removed_at IS NOT NULL'), postgresql_where=sa.text('removed_at IS NOT NULL'))
        batch_op.drop_index(batch_op.f('ix_document_workspace_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_document_workspace_id_content_hash'))
        batch_op.drop_index(batch_op.f('ix_document_workspace_id_added_by_id'))

    op.drop_table('document')
    op.drop_table('custom_field')
    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_course_workspace_id_category_id'))

    op.drop_table('course')
    with op.batch_alter_table('capability_grant', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_capability_grant_workspace_id_reason'))
        batch_op.drop_index(batch_op.f('ix_capability_grant_workspace_id_person_id'))
        batch_op.drop_index(batch_op.f('ix_capability_grant_workspace_id_over_person_id'))

    op.drop_table('capability_grant')
    with op.batch_alter_table('ai_off_group', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ai_off_group_workspace_id_switched_by_id'))

    op.drop_table('ai_off_group')
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activity_workspace_id_created_by_id'))
        batch_op.drop_index(batch_op.f('ix_activity_folded_title'))

    op.drop_table('activity')
    with op.batch_alter_table('tombstone', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tombstone_erasure'))

    op.drop_table('tombstone')
    op.drop_table('text_vector')
    op.drop_table('scale')
    op.drop_table('role')
    op.drop_table('person_group')
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_workspace_id_name'))

    op.drop_table('person')
    op.drop_table('notice_round')
    op.drop_table('module')
    op.drop_table('installation')
    with op.batch_alter_table('inbox_delivery', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_inbox_delivery_due_at'), sqlite_where=sa.text('due_at IS NOT NULL'), postgresql_where=sa.text('due_at IS NOT NULL'))
        batch_op.drop_index(batch_op.f('ix_inbox_delivery_done_at'))

    op.drop_table('inbox_delivery')
    op.drop_table('field_set')
    op.drop_table('fact_chain')
    op.drop_table('conversion_run')
    with op.batch_alter_table('category', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_category_workspace_id_parent_id'))
        batch_op.drop_index(batch_op.f('ix_category_workspace_id_name_open'))

    op.drop_table('category')
    op.drop_table('catalogue_revision')
    op.drop_table('ai_spend')
    op.drop_table('workspace')

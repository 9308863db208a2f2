"""Run by Alembic: the connection, its transaction and the tables to compare with come from whoever called it."""

from alembic import context

from core.migrations.rendering import render_item

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes.get("metadata"),
    render_as_batch=True,
    render_item=render_item,
    transactional_ddl=True,
)
context.run_migrations()

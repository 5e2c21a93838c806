"""Alembic's entry: run the migrations on the connection that `migrations.upgrade` opened."""

from alembic import context

from crm_cli.models import load_all

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=load_all(), transaction_per_migration=False
)
with context.begin_transaction():
    context.run_migrations()
finish = context.config.attributes.get("finish")
if finish is not None:
    finish(connection)

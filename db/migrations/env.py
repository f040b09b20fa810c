"""What Alembic runs: the versions, on the connection that `db.migrations` holds.

Knows no URL: there is no other way to migrate than `db.migrations.upgrade`.
"""

from alembic import context

from db.kernel.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=context.config.attributes["version_table"],
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()

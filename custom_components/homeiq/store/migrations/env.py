"""What Alembic runs: the revisions, on the connection and in the transaction of the caller."""

from alembic import context

from custom_components.homeiq.store.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
)
context.run_migrations()

"""One module for each step from schema to schema; Alembic orders them by their `revision`."""

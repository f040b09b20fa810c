"""What every part of the database stands on: tables, sessions, errors, comparable text."""

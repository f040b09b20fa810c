"""The base of all database code: tables, sessions, errors, comparable text."""

"""The endpoints that widgets talk to, one module for each sort of question."""

from app.htmx import live, relate

BLUEPRINTS = (relate.bp, live.bp)

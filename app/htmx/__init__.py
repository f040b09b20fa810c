"""The endpoints that widgets talk to, one module for each sort of question."""

from app.htmx import live, options, relate

BLUEPRINTS = (relate.bp, options.bp, live.bp)

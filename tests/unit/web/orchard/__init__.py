"""A service as somebody outside of the host would write it: a page, a widget, a type, a table."""

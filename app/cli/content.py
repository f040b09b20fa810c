"""`rose-ash import`, `export` and `bulk`: posts in, out, and made up."""

COMMANDS = ()

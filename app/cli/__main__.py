"""`python -m app.cli` is `rose-ash`."""

from app.cli import main

main()

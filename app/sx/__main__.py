"""`python -m app.sx`: the command line of the language."""

import sys

from app.sx.tools import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

#!/bin/sh
# Prints the path of a Python >= 3.11 that can make virtual environments; else says in a sentence what is missing.
set -u

suits() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

found=
for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    path=$(command -v "$name" 2>/dev/null) || continue
    suits "$path" || continue
    found=$path
    if "$path" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        echo "$path"
        exit 0
    fi
done

if [ -n "$found" ]; then
    echo "$found has no venv module: install it (on Debian and Ubuntu: apt-get install python3-venv) and run make again." >&2
else
    echo "Rose Ash needs Python 3.11 or newer and found none: install one, or name it with make PYTHON=/path/to/python3." >&2
fi
exit 1

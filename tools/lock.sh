#!/bin/sh
# Writes requirements.txt and requirements-dev.txt: exact versions of everything pyproject.toml asks for,
# valid for every Python from 3.11 on (differences between Pythons stand behind markers).
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python

"$python" -m pip install --quiet 'uv>=0.13,<0.14'

lock() {
    target=$1
    shift
    "$python" -m uv pip compile pyproject.toml "$@" --quiet --universal --python-version 3.11 \
        --upgrade --custom-compile-command "make lock" --output-file "$target"
    echo "$target: $(grep -c '==' "$target") packages"
}

lock requirements.txt
lock requirements-dev.txt --extra dev --constraint requirements.txt

"""`python -m bench`: prints the engine beside its peers, a library, and the pages of the server."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from bench import editing, engines, faults, graph, library, server, serving, variants, writing

ROOT = Path(__file__).parents[1]
PEERS = "jinja2,jinja2_items,minijinja,wheezy_c,wheezy,mako,chameleon,htpy"


def peers(folder: Path, rounds: int) -> None:
    """Let a runner of other engines time ours beside them, on its own three pages."""
    path = os.pathsep.join((str(ROOT / "bench"), str(ROOT)))
    subprocess.run(
        [
            *(sys.executable, str(folder / "run_peers.py"), "--table", "--no-mem"),
            *("--extra", "our_adapter", "--engines", PEERS, "--rounds", str(rounds)),
        ],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.DEVNULL,
        check=True,
    )


def main() -> None:
    """Read the options and run the parts in order."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--peers", type=Path, help="folder with run_peers.py")
    parser.add_argument("--rounds", type=int, default=40, help="of each engine (default 40)")
    parser.add_argument("--posts", type=int, default=520, help="in the site (default 520)")
    options = parser.parse_args()
    print(engines.compare(options.rounds))
    if options.peers and (options.peers / "run_peers.py").exists():
        sys.stdout.flush()
        peers(options.peers, options.rounds)
    for line in variants.measure(options.rounds):
        print(line)
    for line in library.measure():
        print(line)
    for line in graph.measure():
        print(line)
    for line in server.measure(options.posts):
        print(line)
    for line in editing.measure():
        print(line)
    for part in (serving, writing, faults):
        for line in part.measure(options.posts):
            print(line, flush=True)


if __name__ == "__main__":
    main()

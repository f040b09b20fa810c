"""Benchmarks: the engine beside its peers, and the pages of the server. Run by `make bench`."""

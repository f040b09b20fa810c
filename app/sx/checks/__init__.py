"""Compiled nodes to faults: what no page may hold, judged before anything is generated."""

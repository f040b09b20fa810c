"""Compiled nodes to faults: what no page may hold, checked before code is generated."""

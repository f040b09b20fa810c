"""What compiler, checks and generator share: nodes, scopes, signatures, contexts of values."""

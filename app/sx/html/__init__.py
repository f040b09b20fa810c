"""Facts of HTML as data: names, contexts of attributes, which element may contain which.

Knows nothing of SX.
"""

"""Facts of HTML as data: names, contexts of attributes, what may stand in what.

Knows nothing of SX.
"""

"""HTTP itself: addresses, compression, limits, proxies, the access log.

Knows no page and no viewer.
"""

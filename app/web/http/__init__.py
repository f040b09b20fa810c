"""What HTTP itself asks for: addresses, compression, limits, proxies, the log of requests.

Knows no page and no viewer.
"""

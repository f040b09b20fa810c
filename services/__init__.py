"""Parts that can be mounted on a host, alone or together, one package each.

A service is a `Service` of `app.service` in its `service.py`. It stands on `app.service`,
`app.web`, `app.regions`, `app.sx` and `db`, and knows nothing of the host's pages or of
other services; its tables are in its `db`.
"""

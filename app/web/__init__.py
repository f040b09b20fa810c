"""Requests to responses: what pages and widgets share.

The viewer (`pages.viewer`), the kind of response (`http.htmx_request`), the one builder of
responses (`pages.respond`), requests that are refused before any page (`guards`), and error pages
(`pages.error_pages`). Knows Flask and the database, but no page: `app.pages` and `app.htmx` use it,
`app.factory` puts it together.
"""

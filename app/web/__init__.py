"""Requests to responses: what pages and widgets share.

Who looks (`viewer`), what kind of answer is wanted (`wanted`), the one builder
of responses (`respond`), what is refused before a page is asked (`guards`),
and the pages that say no (`error_pages`). Knows Flask and the database; knows no
page: `app.pages` and `app.htmx` stand on this, `app.factory` puts it together.
"""

"""Folders of Markdown to posts, tags and relations: `run` is the door.

    report = run(database, [Path("notes")], Options(folder_tags=True), progress)

Every Markdown file below the paths becomes a post; so does the README or index
file of a folder, under the folder's name: with `folder_tags` it is the page of
the folder's tag. The slug is that of the front matter, else the file's name. A
post remembers its file, so that a second run changes only what has changed.
Knows no web.
"""

from app.importing.plan import ImportOptions
from app.importing.report import Remark, Report
from app.importing.run import Progress, run

__all__ = ["ImportOptions", "Progress", "Remark", "Report", "run"]

"""What widgets talk to. Nothing yet: the pages that are edited come later."""

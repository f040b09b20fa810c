"""Folders of `.sx` files to a library of compiled components and pages."""

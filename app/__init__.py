"""The site: pages in SX, served by Flask.

Empty on purpose: `import app.sx` must load nothing of the web.
"""

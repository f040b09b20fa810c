"""What a WSGI server serves: `gunicorn wsgi:app`."""

from app.config import from_env
from app.factory import create_app, mount

settings = from_env()
app = create_app(settings, mount(settings.services))

"""What a WSGI server serves: `gunicorn wsgi:app`."""

from app.config import from_env
from app.factory import create_app

app = create_app(from_env())

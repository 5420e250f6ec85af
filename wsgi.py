"""The WSGI entry point: `gunicorn wsgi:app`."""

from openlab.app import create_app

app = create_app()

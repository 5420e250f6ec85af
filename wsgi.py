"""The WSGI entry point: `gunicorn wsgi:app`."""

from openlab.app import served

app = served()

"""`gunicorn tests.benchmarks.floor:openlab` and `:hello`: what load is put on, without a limit of requests."""

from flask import Flask
from werkzeug.wrappers import Response

from openlab.extensions import limiter


def openlab() -> Flask:
    """Return the application as it is, for one address that asks more often than any person does."""
    from openlab.app import served

    limiter.enabled = False
    return served()


def hello() -> Flask:
    """Return the least that answers."""
    app = Flask("hello")

    @app.get("/")
    def world() -> Response:
        return Response("hello, world", mimetype="text/plain")

    return app

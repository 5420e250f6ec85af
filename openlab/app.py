"""The application: settings → extensions → adapters → blueprints → error handlers; nothing else."""

from typing import Any

from apiflask import APIFlask
from flask import Response
from huey import Huey
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from openlab import __version__, wiring
from openlab.audit.access import keep_noted
from openlab.config import RESOURCES, Settings
from openlab.extensions import csrf, db, limiter
from openlab.identity import web as identity
from openlab.jobs import worker
from openlab.kit import compression, logs, memory, web
from openlab.kit.db import prepare_engine


class Openlab(APIFlask):
    """The Flask application whose every request is one transaction."""

    def dispatch_request(self) -> Response:
        """Run the view, then commit; an error raised by the commit is answered like one raised by the view."""
        web.refuse_unstorable()
        response = web.finish(db.session, self.make_response(super().dispatch_request()))
        keep_noted()  # an answer that shows people's data goes out only with the rows that say so
        return response


def create_app(settings: Settings | None = None, *, queue: Huey | None = None) -> Openlab:
    """Build the application; `queue` replaces the worker's queue in tests."""
    settings = settings or Settings.from_env()
    app = Openlab(
        "openlab",
        title="openlab API",
        version=__version__,
        docs_path=None,
        json_errors=False,
        spec_path="/api/v1/openapi.json",
        template_folder=str(RESOURCES / "templates"),
        static_folder=str(RESOURCES / "static"),
    )
    app.config.from_mapping(_flask_config(settings))
    app.extensions["openlab.settings"] = settings
    logs.configure(settings.log_format)
    db.init_app(app)
    csrf.init_app(app)
    compression.install(app)
    web.install(app)
    identity.install(app)
    limiter.init_app(app)  # after these two, so that a refusal has a request id and the reader's language
    with app.app_context():
        prepare_engine(db.engine)
    worker.bind(app, queue or worker.make_queue(settings))
    wiring.install(app)
    app.wsgi_app = _middleware(app, settings)  # type: ignore[method-assign]
    return app


def served() -> Openlab:
    """Build the application for processes that only serve it: `gunicorn --preload 'openlab.app:served()'`."""
    app = create_app()
    with app.app_context():
        db.engine.dispose()  # a connection must not be shared by the processes that are forked from this one
    memory.settle()
    return app


def _flask_config(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": settings.database_url.startswith("postgresql")},
        "SESSION_COOKIE_NAME": "openlab",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "PERMANENT_SESSION_LIFETIME": settings.session_hours * 3600,
        "MAX_CONTENT_LENGTH": (settings.upload_limit_mb + 1) * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,  # a form left open over lunch still sends; the token ends with the session
        "RATELIMIT_STORAGE_URI": settings.limiter_url,
        "RATELIMIT_STORAGE_OPTIONS": {"url": settings.counters_url} if settings.limiter_url == "database://" else {},
        "OPENAPI_VERSION": "3.1.0",
    }


def _middleware(app: Openlab, settings: Settings) -> Any:
    wsgi: Any = WhiteNoise(
        app.wsgi_app,
        root=str(RESOURCES / "static"),
        prefix="static/",
        max_age=31536000,
        allow_all_origins=False,
        add_headers_function=web.add_static_headers,
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        wsgi = ProxyFix(wsgi, x_for=hops, x_proto=hops, x_host=hops)
    return wsgi

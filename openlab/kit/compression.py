"""Gzip for answers that are text, except where compression could give a secret away (docs/decisions/0007)."""

import gzip

from flask import Flask, Response, g, request

TYPES = {"text/html", "text/plain", "application/json", "application/problem+json", "image/svg+xml"}
LEAST = 1000  # bytes; below, the answer fits into one packet anyway
LEVEL = 5  # most of the gain at a third of the time of 9


def compress(response: Response) -> Response:
    """Shrink a text answer for a client that takes gzip."""
    if response.mimetype not in TYPES or response.is_streamed or response.direct_passthrough:
        return response
    response.vary.add("Accept-Encoding")
    wanted = request.accept_encodings.quality("gzip") > 0 and "Content-Encoding" not in response.headers
    if wanted and response.content_length and response.content_length >= LEAST and not _could_leak():
        response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _could_leak() -> bool:
    """Say whether the answer holds a form's token beside what a stranger may have put into the request (BREACH)."""
    return "csrf_token" in g and (request.method not in {"GET", "HEAD"} or bool(request.query_string))


def install(app: Flask) -> None:
    """Compress the answers of an application."""
    app.after_request(compress)

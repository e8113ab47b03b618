"""Pages of a release: the application's own views, called without a server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, Request, Response

from publisher.addresses import file_of
from publisher.edition import Edition
from publisher.errors import StorageError
from publisher.jobs import Job, write
from publisher.languages import message
from website.app import create_app

_apps: list[tuple[Edition, Flask]] = []


def page(address: str, inputs: str) -> Job:
    """The job that renders the page at `address`, which depends on `inputs`."""
    return Job("public/" + file_of(address), inputs, render_page, (address,))


def render_page(edition: Edition, target: Path, address: str) -> bytes:
    """Write the page at `address` of `edition`."""
    return write(target, render(edition, address).encode())


def render(edition: Edition, address: str) -> str:
    """The page at `address`: what its view gives, whatever the status it is served with."""
    app = _app(edition)
    with app.request_context({**_ENVIRON, "PATH_INFO": address}) as context:
        shown = app.preprocess_request() or _view(app, context.request, address)
    body = shown[0] if isinstance(shown, tuple) else shown
    return body.get_data(as_text=True) if isinstance(body, Response) else str(body)


def _view(app: Flask, request: Request, address: str) -> Any:
    if request.routing_exception is not None or request.url_rule is None:
        raise StorageError(message("No view renders the page {address}.", address=address))
    return app.view_functions[request.url_rule.endpoint](**(request.view_args or {}))


_ENVIRON = {
    "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "QUERY_STRING": "", "SERVER_NAME": "localhost",
    "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "localhost",
    "wsgi.url_scheme": "http",
}  # fmt: skip
"""A request as a server would describe it. Pages never look at the host they are asked from."""


def _app(edition: Edition) -> Flask:
    """This process's application for `edition`; there is one edition at a time."""
    if not _apps or _apps[0][0] is not edition:
        _apps[:] = [(edition, create_app(lambda: edition))]
    return _apps[0][1]

"""The website as a server: a release's files, and Flask for all that must be live."""

from __future__ import annotations

import logging
import os
import re
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from publisher.errors import StorageError
from publisher.languages import message
from publisher.release.reader import CURRENT, RELEASES, Release, current
from website import health, released, security
from website.search.floods import SEARCHES, Floods, client_of, refusal
from website.static_files import PublicFolder

LIVE = re.compile(r"/[^/]+/data/[^/_][^/]*/[^/_][^/]*")
"""Addresses of tables: files as they stand, live with a query string."""

THREADS = 4
"""Threads of Python in each worker; more of them only wait for one another."""

HELD = 800
"""Connections that a worker holds at once, idle ones too: those beyond wait until one closes. A
process may often have no more than 1,024 files open."""

IDLE = 10
"""Seconds that a connection may be idle or take to ask."""

BACKLOG = 1024
ORPHAN_CHECK = 1.0
"""Seconds between looks whether the process that started a worker is still there."""

PATIENCE = 10
"""Seconds that a worker has to finish its answers when it is told to end."""

UNAVAILABLE = """<!doctype html>
<html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>网站暂时无法访问 · Temporarily unavailable</title>
<h1>网站暂时无法访问</h1><p>目前没有可以显示的版本，请稍后再试。</p>
<h1 lang="en">Temporarily unavailable</h1>
<p lang="en">There is nothing to show at this moment. Please try again soon.</p></html>
""".encode()

log = logging.getLogger(__name__)


class FrontDoor:
    """Answers with a file of the current release, else asks `app`.

    Which release is current is looked up once at the start of each request and stands in the
    environment under `released.KEY`, so that no answer mixes two.
    """

    def __init__(self, var: Path, app: WSGIApplication, *, proxy_header: str = "") -> None:
        self.var, self.app, self.proxy_header = var, app, proxy_header
        self.floods = Floods()
        self._link = str(var / CURRENT)
        self._known: tuple[str, PublicFolder] | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        folder = self._folder()
        environ[released.KEY] = folder.release if folder else None
        if folder is not None and folder.is_https:
            start_response = security.over_https(start_response)
        path = environ["PATH_INFO"]
        if path == health.ADDRESS:
            return health.answer(folder.release if folder else None, start_response)
        if folder is None:
            return _sorry(start_response)
        if SEARCHES.fullmatch(path):
            wait = self.floods.wait(client_of(environ, self.proxy_header))
            return refusal(path, wait, start_response) if wait else self.app(
                environ, start_response
            )
        if environ.get("QUERY_STRING") and LIVE.fullmatch(path):
            return self.app(environ, start_response)
        answer = folder.respond(environ, start_response)
        if answer is not None:
            return answer
        if not os.path.isdir(folder.root):  # noqa: PTH112 - asked for each request
            return _sorry(start_response)
        return self.app(environ, start_response)

    def _folder(self) -> PublicFolder | None:
        """The files of the release that is current now, None if there is no such release."""
        try:
            name = os.readlink(self._link)  # noqa: PTH115 - asked for each request
        except OSError:
            return None
        known = self._known
        if known is not None and known[0] == name:
            return known[1]
        try:
            folder = PublicFolder(Release(self.var / RELEASES / Path(name).name))
        except (OSError, ValueError):
            log.exception("the current release cannot be read")
            return None
        self._known = name, folder
        return folder


def _sorry(start_response: StartResponse) -> Iterable[bytes]:
    headers = [
        ("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(UNAVAILABLE))),
        ("Cache-Control", "no-store"), ("Retry-After", "30"), *security.HEADERS,
    ]  # fmt: skip
    start_response("503 Service Unavailable", headers)
    return [UNAVAILABLE]


def application(
    var: Path, *, proxy_header: str = "", database_url: str = "", dialogue_key: str = "",
    complete: bool = False,
) -> FrontDoor:  # fmt: skip
    """The whole website over the releases in `var`, for any WSGI server.

    `proxy_header` is the header in which a web server in front names the client, if there is one;
    `database_url` and `dialogue_key` are those of the dialogue where they are not kept in `var`.
    With `complete` it waits some seconds for what the first searches would otherwise go without.
    """
    from website.app import create_app
    from website.dialogue import live_index, office
    from website.search import views as searches

    app = create_app(released.released_edition)
    searches.install(app, var)
    desk = office.open_desk(var, database_url, dialogue_key, proxy_header)
    office.install(app, desk)
    keeper = live_index.Keeper(var, desk.database)
    live_index.install(app, keeper)
    if complete:
        keeper.begin()
    app.jinja_env.globals["asset"] = released.released_asset
    return FrontDoor(var, app, proxy_header=proxy_header)


def serve(var: Path, host: str = "127.0.0.1", *, port: int = 8000, workers: int = 1,
          proxy_header: str = "", database_url: str = "", dialogue_key: str = "",
          smtp_url: str = "") -> None:  # fmt: skip
    """Serve the current release until SIGTERM or SIGINT; says where on stderr.

    The database of the dialogue is brought to this version first. Each of `workers` is a process
    with THREADS threads, and one more for the dialogue's clock.

    Raises StorageError if nothing was published yet or the address is taken.
    """
    if current(var) is None:
        raise StorageError(
            message("Nothing has been published to {folder} yet. Run `lightwell publish` first.",
                    folder=var)
        )  # fmt: skip
    _check_free(host, port)
    from dialogue.upkeep.mail import post_of
    from website.dialogue import office

    office.prepare(var, database_url, dialogue_key)
    post_of(smtp_url, var)
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server import Server

    server = Server(
        "lightwell", address=host, port=port, interface=Interfaces.WSGI, workers=workers,
        http=HTTPModes.http1, websockets=False, blocking_threads=THREADS, backlog=BACKLOG,
        backpressure=HELD, workers_kill_timeout=PATIENCE, respawn_failed_workers=True,
        log_level=LogLevels.error, log_dictconfig=_logging(),
        http1_settings=HTTP1Settings(header_read_timeout=IDLE * 1_000),
    )  # fmt: skip
    server.on_startup(partial(_announce, host, port))
    loader = partial(
        _work, var.absolute(), os.getpid(), smtp_url, proxy_header=proxy_header,
        database_url=database_url, dialogue_key=dialogue_key,
    )  # fmt: skip
    server.serve(target_loader=loader, wrap_loader=False)


def _work(var: Path, parent: int, smtp_url: str, **given: str) -> FrontDoor:
    """The website in a worker, which ends by itself if its parent is killed.

    Each worker has the dialogue's clock; whoever comes first does a round, the others let it be.
    """

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(ORPHAN_CHECK)
        # The server can miss a signal that comes while it starts, so it is told again.
        for _ in range(PATIENCE):
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(1)
        os._exit(1)

    # A worker begins with the handlers of its parent, which would swallow a signal to end that
    # comes before the server sets its own.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=watch, daemon=True).start()
    threading.Thread(target=_warm, daemon=True).start()
    door = application(var, **given, complete=True)
    place = (var, given["database_url"], given["dialogue_key"], smtp_url)
    threading.Thread(target=_tick, args=place, daemon=True).start()
    return door


def _tick(var: Path, database_url: str, dialogue_key: str, smtp_url: str) -> None:
    """Keep the dialogue's clock going."""
    from website.dialogue.clockwork import Clockwork

    Clockwork(var, database_url, dialogue_key, smtp_url).keep()


def _warm() -> None:
    from website.search.readers import warm

    warm()


def _announce(host: str, port: int) -> None:
    shown = f"[{host}]" if ":" in host else host
    print(f"http://{shown}:{port}/", file=sys.stderr, flush=True)


def _check_free(host: str, port: int) -> None:
    """Raise StorageError if nobody can listen there; the server itself would only say so late."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        socket.create_server((host, port), family=family).close()
    except OSError as failure:
        raise StorageError(
            message("Nothing can be served at {host}:{port}: {what}.", host=host, port=port,
                    what=failure.strerror or failure)
        ) from failure  # fmt: skip


def _logging() -> dict[str, Any]:
    """Server messages on stderr: stdout belongs to data."""
    handler = {"class": "logging.StreamHandler", "stream": "ext://sys.stderr"}
    return {
        "handlers": {
            "console": {**handler, "formatter": "generic"},
            "access": {**handler, "formatter": "access"},
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
    }

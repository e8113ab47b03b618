"""Look at the source before it is published: drafts included, and anew after every change.

A preview is a release of its own in `var/preview`, built by the same code and served by the same
layer as the public one; only the pages reload themselves when a file changes.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import click

from publisher import publish as road
from publisher.errors import PublisherError
from publisher.findings import Finding
from publisher.languages import message
from publisher.publish import Workplace
from website import report
from website.serve import application
from website.terminal import LANG, tr

SCRIPT = "/-/reload.js"
STATE = "/-/state"
RELOAD = b"""\
const known = async () => (await fetch("/-/state", {cache: "no-store"})).text();
const first = await known();
while (true) {
  await new Promise((done) => setTimeout(done, 700));
  try { if ((await known()) !== first) { location.reload(); break; } } catch { continue; }
}
"""
REPLACED = frozenset({"Content-Length", "ETag", "Cache-Control", "Last-Modified"})
Writer = Callable[[bytes], object]
BODY = re.compile(rb"<body[^>]*>")
TAG = f'<script type="module" src="{SCRIPT}"></script></body>'.encode()


@runtime_checkable
class Closeable(Protocol):
    """An answer that wants to be told when it has been sent."""

    def close(self) -> None:
        """Let go of what the answer holds."""


class ReloadingPages:
    """Serves a preview and puts the reloading script into its pages."""

    def __init__(self, app: WSGIApplication, state: Callable[[], str]) -> None:
        self.app, self.state = app, state

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer one request, never compressed, so that the script can be put in."""
        path = environ.get("PATH_INFO", "")
        if path == SCRIPT:
            return _answer(start_response, "text/javascript; charset=utf-8", RELOAD)
        if path == STATE:
            return _answer(start_response, "text/plain; charset=utf-8", self.state().encode())
        environ["HTTP_ACCEPT_ENCODING"] = "identity"
        for name in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE"):
            environ.pop(name, None)
        answered: list[tuple[str, list[tuple[str, str]]]] = []

        def remember(status: str, headers: list[tuple[str, str]], *_: object) -> Writer:
            answered.append((status, headers))
            return lambda data: None

        answer = self.app(environ, remember)
        body = b"".join(answer)
        if isinstance(answer, Closeable):
            answer.close()
        status, headers = answered[-1]
        if any(name == "Content-Type" and "text/html" in value for name, value in headers):
            mark = tr("Preview: what you see here is not public.")
            bar = f'<p role="note" class="govuk-phase-banner"><strong>{mark}</strong></p>'
            body = BODY.sub(lambda found: found[0] + bar.encode(), body, count=1)
            body = body.replace(b"</body>", TAG, 1)
        headers = [(name, value) for name, value in headers if name not in REPLACED]
        start_response(status, [*headers, ("Content-Length", str(len(body))),
                                ("Cache-Control", "no-store")])  # fmt: skip
        return [body]


def _answer(start_response: StartResponse, kind: str, body: bytes) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(len(body))),
                              ("Cache-Control", "no-store")])  # fmt: skip
    return [body]


class Rebuilder:
    """Builds the preview, and again when the source changes."""

    def __init__(self, place: Workplace, now: Callable[[], dt.datetime]) -> None:
        self.place, self.now = place, now
        self.state = ""
        self._told: tuple[str, Sequence[Finding]] = ("", ())

    def build(self) -> None:
        """Build the preview and say on stderr how it stands. Raises PublisherError."""
        result, release = road.preview(self.place, now=self.now)
        if (release.id, result.findings) == self._told:
            return
        self._told = release.id, result.findings
        self.state = release.id
        for line in report.as_text(result.findings, LANG):
            click.echo(line, err=True)
        for line in report.summary(result.findings, None, LANG):
            click.echo(line, err=True)

    def watch(self, stop: threading.Event) -> None:
        """Build anew after every change of the sources, until `stop`.

        Once more at the start: something may have changed before the watch began.
        """
        from watchfiles import watch

        var = self.place.var
        folders = [
            folder for source in self.place.sources
            for folder in (source / "content", source / "datasets", source / "lightwell.toml")
            if folder.exists()
        ]  # fmt: skip
        fresh = True
        for changes in watch(
            *folders, stop_event=stop, debounce=200, step=50, rust_timeout=500,
            yield_on_timeout=True,
        ):  # fmt: skip
            if not fresh and all(Path(path).is_relative_to(var) for _, path in changes):
                continue
            fresh = False
            try:
                self.build()
            except PublisherError as failure:
                click.echo(tr("Error: ") + failure.message.text(LANG), err=True)


def preview(
    place: Workplace, *, host: str, port: int, now: Callable[[], dt.datetime],
    ready: Callable[[int], None] = lambda port: None,
) -> None:  # fmt: skip
    """Serve the preview until interrupted; `ready` is told the port once it is served."""
    from werkzeug.serving import make_server

    rebuilder = Rebuilder(place, now)
    click.echo(tr("Building the preview …"), err=True)
    rebuilder.build()
    app = ReloadingPages(application(place.var / "preview"), lambda: rebuilder.state)
    server = make_server(host, port, app, threaded=True)
    stop = threading.Event()
    watcher = threading.Thread(target=rebuilder.watch, args=(stop,), daemon=True)
    watcher.start()
    address = f"http://{host}:{server.server_port}/"
    click.echo(message("Preview at {address} (Ctrl+C ends it)", address=address).text(LANG),
               err=True)  # fmt: skip
    ready(server.server_port)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("", err=True)
    finally:
        stop.set()
        server.server_close()
        watcher.join(timeout=5)

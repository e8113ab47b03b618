"""Puts load on servers: Lightwell and nginx on the same public folder, asked by wrk.

Requests per second depend on what else runs here; the processor time of a request, read from
the kernel's account of the server's processes, hardly does.
"""

import contextlib
import getpass
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import processes
from peers import PeerUnavailable

CONNECTIONS = 16
WORKERS = 2

_DEPLOY = Path(__file__).resolve().parents[1] / "deploy" / "nginx.conf"
_START_S = 30.0
_STOP_S = 15.0

_MINIMAL = """\
user www-data;
worker_processes auto;
pid /run/nginx.pid;
error_log /var/log/nginx/error.log warn;
events { worker_connections 4096; }
http {
    sendfile on;
    gzip_static on;
    gzip_vary on;
    types { text/html html; }
    access_log /var/log/nginx/access.log;
    server {
        listen 80 default_server;
        root /var/lib/lightwell/current/public;
        location / { try_files $uri $uri.html $uri/ =404; }
    }
}
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A running web server: the process that was started and the address of its root."""

    name: str
    pid: int
    root: str

    def cpu_s(self) -> float:
        """Seconds of processor time so far, of the process and all that it started."""
        return processes.cpu_s(self.pid)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it came over the wire: the body is not unpacked."""

    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did under load: answers per second, CPU µs and 99th percentile of each."""

    rps: float
    cpu_us: float
    p99_ms: float


@contextlib.contextmanager
def lightwell(
    command: Path, source: Path, var: Path, *, log: Path,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Server]:  # fmt: skip
    """`lightwell serve` with two workers, as long as the context lasts."""
    port = free_port()
    arguments = (
        str(command), "--source", str(source), "--var", str(var), "serve",
        "--host", "127.0.0.1", "--port", str(port), "--workers", str(WORKERS),
    )  # fmt: skip
    with _running(
        "lightwell serve", arguments, port=port, log=log, environment=environment
    ) as server:
        yield server


@contextlib.contextmanager
def nginx(var: Path, folder: Path, *, log: Path) -> Iterator[Server]:
    """nginx with two workers and the configuration of `deploy/`, working in `folder`.

    Only places, ports and the access log differ from the deployed one: Lightwell writes none
    either. Raises `PeerUnavailable` where nginx is missing or refuses.
    """
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        raise PeerUnavailable("nginx is not installed (Debian package `nginx-light`)")
    folder.mkdir(parents=True)
    port = free_port()
    config = folder / "nginx.conf"
    config.write_text(_adapted(folder, var, port), encoding="utf-8")
    command = (program, "-p", str(folder), "-c", str(config), "-e", str(folder / "error.log"))
    check = subprocess.run(
        (*command, "-t"), capture_output=True, text=True, timeout=_START_S, check=False
    )
    if check.returncode:
        raise PeerUnavailable(f"nginx refuses its configuration: {check.stderr.strip()[-300:]}")
    with _running("nginx", (*command, "-g", "daemon off;"), port=port, log=log) as server:
        yield server


def ask(server: Server, address: str, *, headers: Mapping[str, str]) -> Answer:
    """One request, whatever the status of its answer."""
    request = urllib.request.Request(server.root + address, headers=dict(headers))
    try:
        with urllib.request.urlopen(request, timeout=_START_S) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as refusal:
        with refusal:
            return Answer(refusal.code, refusal.headers, refusal.read())


def press(server: Server, address: str, *, seconds: int, headers: Mapping[str, str]) -> Load:
    """Ask for one address over sixteen connections, after a second of warming up.

    Raises `PeerUnavailable` without wrk, and `RuntimeError` if an answer was an error.
    """
    if shutil.which("wrk") is None:
        raise PeerUnavailable("wrk is not installed (Debian package `wrk`)")
    _wrk(server, address, seconds=1, headers=headers)
    before = server.cpu_s()
    report = _wrk(server, address, seconds=seconds, headers=headers)
    spent = server.cpu_s() - before
    if "Non-2xx or 3xx" in report or "Socket errors" in report:
        raise RuntimeError(f"{server.name} answered with errors:\n{report}")
    answers = int(_found(r"(\d+) requests in", report)[1])
    percentile = _found(r"99%\s+([\d.]+)(us|ms|s)", report)
    scale = {"us": 0.001, "ms": 1.0, "s": 1000.0}[percentile[2]]
    return Load(
        rps=float(_found(r"Requests/sec:\s+([\d.]+)", report)[1]),
        cpu_us=spent / answers * 1e6,
        p99_ms=float(percentile[1]) * scale,
    )


def _wrk(server: Server, address: str, *, seconds: int, headers: Mapping[str, str]) -> str:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    done = subprocess.run(
        [*command, server.root + address],
        capture_output=True, text=True, timeout=seconds + 30, check=True,
    )  # fmt: skip
    return done.stdout


def _found(pattern: str, report: str) -> re.Match[str]:
    match = re.search(pattern, report)
    if match is None:
        raise RuntimeError(f"wrk does not say {pattern!r}:\n{report}")
    return match


@contextlib.contextmanager
def _running(
    name: str, command: tuple[str, ...], *, port: int, log: Path,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Server]:  # fmt: skip
    with log.open("ab") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=environment)
    try:
        wait(name, process, port=port, log=log)
        yield Server(name, process.pid, f"http://127.0.0.1:{port}")
    finally:
        processes.stop(process, patience_s=_STOP_S)


def wait(name: str, process: subprocess.Popen[bytes], *, port: int, log: Path) -> None:
    """Wait until a server listens. Raises RuntimeError with its last words if it does not."""
    until = time.monotonic() + _START_S
    while True:
        if process.poll() is not None or time.monotonic() > until:
            words = log.read_text(encoding="utf-8", errors="replace")[-1000:]
            raise RuntimeError(f"{name} does not listen: {words}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _logged(text: str) -> str:
    """The directive that writes the access log."""
    return _found(r"access_log [^;]+;", text)[0]


def _adapted(folder: Path, var: Path, port: int) -> str:
    text = _DEPLOY.read_text(encoding="utf-8") if _DEPLOY.is_file() else _MINIMAL
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = getpass.getuser()
    changes = {
        "user www-data;": f"user {user};" if user == "root" else "",
        "worker_processes auto;": f"worker_processes {WORKERS};",
        _logged(text): "access_log off;",
        "/run/nginx.pid": f"{folder}/nginx.pid",
        "/var/log/nginx": str(folder),
        "/var/lib/lightwell": str(var.resolve()),
        "listen 80 default_server;": f"listen 127.0.0.1:{port} default_server;",
        "http {": "http {\n" + temporary,
    }
    for before, after in changes.items():
        if before not in text:
            raise PeerUnavailable(f"{_DEPLOY.name} does not say {before!r} any more")
        text = text.replace(before, after)
    return text

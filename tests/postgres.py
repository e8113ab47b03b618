"""A PostgreSQL server of Debian's for the tests, started as a user of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "postgres"


def programs() -> Path | None:
    """The folder of the newest server's programs, None where none is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    return found[-1].parent if found else None


def _version(program: Path) -> int:
    return int(program.parts[-3].split(".")[0])


@contextmanager
def server(durable: bool = False) -> Iterator[str]:
    """A running server; gives the address of its database `postgres`, without one at its end.

    It listens on loopback and is stopped at the end. Without `durable` it does not wait for the
    disk, which only tests of crashes need.
    """
    bin_ = programs()
    if bin_ is None:
        raise LookupError("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="lightwell-postgres-"))
    try:
        _own(folder)
        data = folder / "data"
        _run([bin_ / "initdb", "--pgdata", data, "--username", "lightwell", "--auth", "trust",
              "--encoding", "UTF8", "--locale", "C", "--data-checksums", "--no-instructions"],
             folder)  # fmt: skip
        port = _free_port()
        settings = {
            "listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": "",
            "max_connections": "60",
            "fsync": "on" if durable else "off", "data_sync_retry": "off",
        }  # fmt: skip
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        _run([bin_ / "pg_ctl", "--pgdata", data, "--wait", "--log", folder / "log", "--options",
              options, "start"], folder)  # fmt: skip
        try:
            yield f"postgresql://lightwell@127.0.0.1:{port}/postgres"
        finally:
            _run([bin_ / "pg_ctl", "--pgdata", data, "--mode", "immediate", "--wait", "stop"],
                 folder)  # fmt: skip
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _own(folder: Path) -> None:
    if os.geteuid() == 0:
        user = pwd.getpwnam(USER)
        os.chown(folder, user.pw_uid, user.pw_gid)


def _run(command: list[str | Path], folder: Path) -> None:
    """Run a program of the server, never as root: it refuses."""
    user = USER if os.geteuid() == 0 else None
    with (folder / "out").open("ab") as out:
        done = subprocess.run(
            command, user=user, group=user, extra_groups=[] if user else None, cwd=folder,
            stdout=out, stderr=subprocess.STDOUT, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            timeout=60, check=False,
        )  # fmt: skip
    if done.returncode:
        raise RuntimeError((folder / "out").read_text(errors="replace")[-2000:])


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
    return port


def restart(data: Path) -> None:
    """Stop the server whose files are in `data` without notice, and begin it again."""
    bin_ = programs()
    if bin_ is None:
        raise LookupError("PostgreSQL is not installed")
    folder = data.parent
    _run([bin_ / "pg_ctl", "--pgdata", data, "--mode", "immediate", "--wait", "--log",
          folder / "log", "restart"], folder)  # fmt: skip

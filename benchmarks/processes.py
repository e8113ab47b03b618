"""The kernel's account of running processes (Linux)."""

import contextlib
import os
import signal
import subprocess
from pathlib import Path

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")


def tree(root: int) -> list[int]:
    """The process `root` and all that descend from it, as far as they still run."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (fields := _stat(int(folder.name))):
            children.setdefault(int(fields[1]), []).append(int(folder.name))
    found = [root]
    for pid in found:
        found += children.get(pid, ())
    return found


def cpu_s(root: int) -> float:
    """Seconds of processor time so far, user and system, of `root` and all it started."""
    # Fields 11 to 14 include children that have ended, so none is lost between two looks.
    return _TICK_S * sum(int(ticks) for pid in tree(root) for ticks in _stat(pid)[11:15])


def peak_mb(pid: int) -> float:
    """The largest resident memory so far of one running process, in MB."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def stop(process: subprocess.Popen[bytes], *, patience_s: float) -> None:
    """End a process that we started, and, if it does not obey, all that it started itself."""
    family = tree(process.pid)
    process.terminate()
    try:
        process.wait(patience_s)
    except subprocess.TimeoutExpired:
        for pid in family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()


def _stat(pid: int) -> list[str]:
    """The fields of `/proc/<pid>/stat` from the state on; none if the process has ended."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return []
    return text.rpartition(")")[2].split()  # a program's name may hold anything

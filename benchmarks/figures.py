"""What a benchmark found: a table to read, and the figures as one last line of JSON."""

import contextlib
import json
import os
import platform
import sys
from collections.abc import Iterable
from pathlib import Path

from peers import Timing


class Table:
    """Rows in sections, in the order of measuring, and figures by key (null until measured)."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.figures: dict[str, float | None] = dict.fromkeys(keys)
        self._rows: list[tuple[str, str, str, str]] = []

    def title(self, text: str, *columns: str) -> None:
        """Begin a section; `columns` name its one or two columns."""
        first, second = (*columns, "", "")[:2]
        self._rows.append((text, first, second, ""))
        print(text, file=sys.stderr, flush=True)

    def add(self, what: str, first: str, second: str = "", remark: str = "") -> None:
        """A row of the section; people who wait see it at once."""
        row = (f"  {what}", first, second, remark)
        self._rows.append(row)
        print("  ".join(cell for cell in row if cell), file=sys.stderr, flush=True)

    def timing(self, what: str, timing: Timing, remark: str = "") -> None:
        """A row for a run."""
        self.add(what, f"{timing.wall_s:.2f} s", f"{timing.cpu_s:.2f} s", remark)

    def print(self) -> None:
        """Everything on stdout: the machine, the table, the last line."""
        print(_machine())
        rows = [row for row in self._rows if row[0].startswith(" ")]
        widths = [max((len(row[column]) for row in self._rows), default=0) for column in (1, 2)]
        label = max((len(row[0]) for row in rows), default=0)
        for what, first, second, remark in self._rows:
            if not what.startswith(" "):
                print()
                if len(what) > label:  # a long title keeps a line of its own
                    print(what)
                    what = ""
            cells = (what.ljust(label), first.rjust(widths[0]), second.rjust(widths[1]), remark)
            print("  ".join(cells).rstrip())
        figures = {
            key: round(value, 3) if isinstance(value, float) else value
            for key, value in self.figures.items()
        }
        print("\n" + json.dumps(figures), flush=True)


def _machine() -> str:
    model = platform.processor() or platform.machine()
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
    return f"{os.cpu_count()} × {model}, Python {platform.python_version()}"

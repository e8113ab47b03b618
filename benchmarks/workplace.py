"""Where a benchmark keeps what it makes."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def work_folder(keep: Path | None) -> Iterator[Path]:
    """The folder `keep`, which stays, or one that is removed in the end."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="lightwell-bench-") as folder:
        yield Path(folder)

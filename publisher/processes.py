"""Work spread over the machine's processors, where there is enough of it to be worth it."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain, islice
from types import TracebackType
from typing import Self, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

WORTH_IT = 200
"""A new process costs about 0.3 s of imports; fewer items than this are faster done here."""

CHUNK = 50


class Processes:
    """A pool of processes, started at the first piece of work that is large enough.

    Processes are spawned, never forked: libraries with threads of their own break after a fork.
    """

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def map(
        self, function: Callable[[Sequence[Item]], list[Result]], items: Sequence[Item]
    ) -> Iterator[Result]:
        """Results of `function` over chunks of `items`, in their order.

        The work begins at once and goes on beside the caller's. `function` and the items must be
        picklable.
        """
        if len(items) < WORTH_IT:
            return iter(function(items))
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                os.cpu_count() or 1, mp_context=multiprocessing.get_context("spawn"),
                initializer=end_with_parent,
            )  # fmt: skip
        return chain.from_iterable(self._pool.map(function, list(_chunks(items))))


def end_with_parent() -> None:
    """End this process as soon as the one that started it has ended, however it ended.

    Otherwise a publisher that is killed would leave processes behind that go on writing into the
    next one's stage.
    """
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _chunks(items: Sequence[Item]) -> Iterator[list[Item]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk

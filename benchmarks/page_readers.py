"""People who ask for pages, each over a connection from an address of its own (127.x.y.z).

All run in one thread on a protocol of asyncio's, with requests made beforehand, so that on a
machine that also serves they take little from the server: how much is counted.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit

CONNECTIONS = 16
PEOPLE = 128
"""Readers who take turns where pages are asked for at a rate."""

LONGEST = 60.0
"""Seconds that the last answers may take."""

PATIENCE = 20
"""Questions that a reader asks before another one takes the place."""


@dataclass
class Seen:
    """What readers saw: times in ms by status (0: no answer), and what processor time in s they
    took themselves."""

    times: dict[int, list[float]] = field(default_factory=dict)
    own_cpu_s: float = 0.0

    def add(self, status: int, began: float) -> None:
        self.times.setdefault(status, []).append((time.perf_counter() - began) * 1e3)

    def count(self, status: int = 200) -> int:
        return len(self.times.get(status, ()))

    def percentile(self, share: float) -> float:
        times = sorted(self.times.get(200, [0.0]))
        return times[max(0, round(share * len(times)) - 1)]

    def p95(self) -> float:
        return self.percentile(0.95)


def request(address: str) -> bytes:
    """A page's request as it goes over the wire."""
    return f"GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


class Reader(asyncio.Protocol):
    """One connection, asked one question at a time."""

    def __init__(self) -> None:
        self.asked = 0
        self._head = bytearray()
        self._missing = self._status = 0
        self._then: Callable[[int], None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def ask(self, question: bytes, then: Callable[[int], None]) -> None:
        """Call `then` with the status of a page, once it is here in full; 0: it never came."""
        self.asked += 1
        self._then = then
        if self._transport.is_closing():
            self._tell(0)
        self._transport.write(question)

    async def answer(self, question: bytes) -> int:
        """The status of a page, once it is here in full."""
        found: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.ask(question, found.set_result)
        return await found

    def data_received(self, data: bytes) -> None:
        if self._missing:
            self._missing -= len(data)
        else:
            self._head += data
            end = self._head.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(self._head[:end]).lower()
            self._status = int(head[9:12])
            length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
            self._missing = length - (len(self._head) - end - 4)
            self._head.clear()
        if not self._missing:
            self._tell(self._status)

    def connection_lost(self, exc: Exception | None) -> None:
        self._tell(0)

    def _tell(self, status: int) -> None:
        then, self._then = self._then, None
        if then is not None:
            then(status)

    def leave(self) -> None:
        """Close the connection."""
        self._transport.close()


class Door:
    """Where readers come in, each by its number."""

    def __init__(self, root: str, first: int) -> None:
        parts = urlsplit(root)
        self._to = str(parts.hostname), int(parts.port or 80)
        self._numbers = itertools.count(first)

    async def next(self) -> Reader:
        """The next reader, connected."""
        return await self.number(next(self._numbers))

    async def number(self, number: int) -> Reader:
        """Another connection of this reader."""
        own = f"127.{1 + number // 62_500 % 250}.{number // 250 % 250}.{1 + number % 250}"
        loop = asyncio.get_running_loop()
        _, made = await loop.create_connection(Reader, *self._to, local_addr=(own, 0))
        return made


@asynccontextmanager
async def _seen() -> AsyncIterator[Seen]:
    seen, cpu = Seen(), time.process_time()
    yield seen
    seen.own_cpu_s = time.process_time() - cpu


async def capacity(root: str, pages: Iterator[str], *, seconds: float, first: int) -> Seen:
    """As many pages as come over sixteen connections."""
    door = Door(root, first)
    async with _seen() as seen:
        ends = time.perf_counter() + seconds

        async def line() -> None:
            while time.perf_counter() < ends:
                reader = await door.next()
                for address in itertools.islice(pages, PATIENCE):
                    began = time.perf_counter()
                    if began < ends:
                        seen.add(await reader.answer(request(address)), began)
                reader.leave()

        await asyncio.gather(*(line() for _ in range(CONNECTIONS)))
    return seen


async def offered(
    root: str, pages: Iterator[str], *, rate: float, seconds: float, first: int
) -> Seen:
    """Pages asked for at a steady rate, whether or not the last ones are there yet.

    A page is asked for by the reader who waited longest; where none is free, it waits for one,
    and that counts: times run from when the page was due.
    """
    door = Door(root, first)
    questions = [request(address) for address in itertools.islice(pages, int(rate * seconds))]
    idle = deque([await door.next() for _ in range(PEOPLE)])
    waiting: deque[tuple[bytes, float]] = deque()
    coming: set[asyncio.Task[None]] = set()
    done, left = asyncio.Event(), len(questions)
    async with _seen() as seen:

        def ask(reader: Reader, question: bytes, due: float) -> None:
            def answered(status: int) -> None:
                seen.add(status, due)
                nonlocal left
                left -= 1
                if not left:
                    done.set()
                if status and reader.asked < PATIENCE:
                    free(reader)
                else:
                    reader.leave()
                    task = asyncio.create_task(follow())
                    coming.add(task)
                    task.add_done_callback(coming.discard)

            reader.ask(question, answered)

        def free(reader: Reader) -> None:
            if waiting:
                ask(reader, *waiting.popleft())
            else:
                idle.append(reader)

        async def follow() -> None:
            free(await door.next())

        began = time.perf_counter()
        for number, question in enumerate(questions):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            if idle:
                ask(idle.popleft(), question, due)
            else:
                waiting.append((question, due))
        await asyncio.wait_for(done.wait(), seconds + LONGEST)
    await asyncio.gather(*coming)
    for reader in idle:
        reader.leave()
    return seen


async def flooded(
    root: str, flood_pages: Iterator[str], pages: Iterator[str], *, seconds: float
) -> tuple[Seen, Seen]:
    """One client that asks as fast as it can over eight connections; others at fifty a second."""
    door, flood, ends = Door(root, 0), Seen(), time.perf_counter() + seconds

    async def rush() -> None:
        reader = await door.number(0)
        while (began := time.perf_counter()) < ends:
            flood.add(await reader.answer(request(next(flood_pages))), began)
        reader.leave()

    async def rushes() -> None:
        await asyncio.gather(*(rush() for _ in range(8)))

    calm = offered(root, pages, rate=50, seconds=seconds, first=500_000)
    others, _ = await asyncio.gather(calm, rushes())
    return flood, others

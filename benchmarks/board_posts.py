"""Posts to the board as citizens send them, with receipts noted outside, and a server that dies.

Forms and proofs of work are made beforehand, as browsers of many people would have made them. Each
post comes from an address of its own (127.x.y.z). Whoever gets no answer sends the same form once
more, as people do; a receipt counts as acknowledged when its page arrived in full.
"""

import asyncio
import contextlib
import dataclasses
import datetime as dt
import itertools
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import altcha
import loads
from prose import Prose

from dialogue.gate import challenge, forms
from dialogue.keys import receipts
from dialogue.matter.matters import Domain, Type
from dialogue.reading import own
from dialogue.rules import Office
from website.dialogue.message_form import PROOF

CONNECTIONS = 32
FILLED_IN = dt.timedelta(seconds=30)
"""So long ago the forms were opened."""


@dataclass(frozen=True, slots=True)
class Post:
    """A form ready to be sent, and the receipt that its writer noted from the preview."""

    body: bytes
    receipt: str
    client: str


@dataclass
class Posted:
    """What became of posts: receipts acknowledged, in the order of their answers, and times."""

    acknowledged: list[str] = field(default_factory=list)
    times_ms: list[float] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    again: int = 0
    kills: int = 0

    def p95(self) -> float:
        """The 95th percentile of the answers' times."""
        times = sorted(self.times_ms) or [0.0]
        return times[max(0, round(0.95 * len(times)) - 1)]


def clients() -> Iterator[str]:
    """Addresses of loopback, no two alike."""
    for number in itertools.count(1):
        yield f"127.{10 + number // 62_500 % 200}.{number // 250 % 250}.{1 + number % 250}"


def prepared(office: Office, count: int, prose: Prose, *, seed: int) -> list[Post]:
    """Forms of different people. Their puzzles are as easy as can be: only solving is cheaper."""
    rng, found = random.Random(seed), []
    before = dataclasses.replace(office, now=lambda: office.now() - FILLED_IN)
    usual, challenge.MOST_TRIES = challenge.MOST_TRIES, (1,) * len(challenge.MOST_TRIES)
    try:
        for client in itertools.islice(clients(), count):
            token = forms.new_form(before)
            secret = forms.read_form(before, token)
            found.append(Post(
                _body(office, token, _proof(office, client, secret), rng, prose),
                receipts.made_for(secret, office.vault.pepper), client,
            ))  # fmt: skip
    finally:
        challenge.MOST_TRIES = usual
    return found


def _proof(office: Office, client: str, secret: bytes) -> str:
    puzzle = altcha.Challenge.from_dict(challenge.new_challenge(office, client, secret))
    solution = altcha.solve_challenge(puzzle)
    return altcha.Payload(puzzle, solution).to_base64()


def _body(office: Office, token: str, proof: str, rng: random.Random, prose: Prose) -> bytes:
    text = "\n\n".join(prose.sentence(rng, "zh") for _ in range(4))
    return urlencode({
        "board": rng.choice(list(office.rules.boards)), "type": rng.choice(list(Type)),
        "domain": rng.choice(list(Domain)), "title": prose.sentence(rng, "zh")[:60],
        "body": text, "public": "yes", "form": token, PROOF: proof,
    }).encode()  # fmt: skip


class Mortal:
    """`lightwell serve` with two workers, killed as a whole and begun again."""

    def __init__(self, command: tuple[str, ...], port: int, log: Path, env: dict[str, str]) -> None:
        self._command, self.port, self._log, self._env = command, port, log, env
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin, and wait until it listens."""
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                self._command, stdout=output, stderr=output, env=self._env, start_new_session=True
            )
        loads.wait("lightwell serve", self._process, port=self.port, log=self._log)

    def kill(self) -> None:
        """End every process of it at once, without a word (SIGKILL)."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=30)

    def stop(self) -> None:
        """End it in peace."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.kill()


async def sent(posts: list[Post], server: Mortal, *, rate: float, kill_at: list[float]) -> Posted:
    """Send all posts at a steady rate while the server is killed at these seconds."""
    found, began = Posted(), time.perf_counter()
    queue: asyncio.Queue[Post | None] = asyncio.Queue()

    async def offer() -> None:
        for number, post in enumerate(posts):
            await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            queue.put_nowait(post)
        for _ in range(CONNECTIONS):
            queue.put_nowait(None)

    async def line() -> None:
        while (post := await queue.get()) is not None:
            await _until_acknowledged(post, server.port, found)

    async def deaths() -> None:
        for moment in kill_at:
            await asyncio.sleep(max(0.0, began + moment - time.perf_counter()))
            await asyncio.to_thread(server.kill)
            found.kills += 1
            await asyncio.to_thread(server.start)

    await asyncio.gather(offer(), deaths(), *(line() for _ in range(CONNECTIONS)))
    return found


async def _until_acknowledged(post: Post, port: int, found: Posted) -> None:
    for _ in range(200):
        asked = time.perf_counter()
        try:
            status = await asyncio.wait_for(_send(post, port), timeout=30)
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            found.again += 1
            await asyncio.sleep(0.2)
            continue
        if status == 200:
            found.acknowledged.append(post.receipt)
            found.times_ms.append((time.perf_counter() - asked) * 1e3)
            return
        found.refused.append(status)
        await asyncio.sleep(0.5)
    raise RuntimeError(f"never answered: {found.refused[-3:]}")


async def _send(post: Post, port: int) -> int:
    """Send a form; the status, once a page with its receipt is here in full (0 without it)."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(post.client, 0))
    try:
        host = f"127.0.0.1:{port}"
        writer.write(
            f"POST /zh/dialogue/new/send HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n"
            f"Content-Length: {len(post.body)}\r\n\r\n".encode() + post.body
        )
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        page = (await reader.readexactly(length)).decode()
        status = int(head.split(b" ", 2)[1])
        if status == 200 and receipts.shown(post.receipt) not in page:
            return 0
        return status
    finally:
        writer.close()


def unreadable(office: Office, acknowledged: list[str]) -> int:
    """How many acknowledged receipts open no matter with its text."""
    lost = 0
    for receipt in acknowledged:
        mine = own.look_up(office, receipt)
        if not isinstance(mine, own.Own) or not any(one.content for one in mine.written):
            lost += 1
    return lost

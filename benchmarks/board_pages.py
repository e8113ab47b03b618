"""Asks a served board for its pages, those of citizens and those of the desk, and times them."""

import random
import re
import time
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from figures import Table
from loads import Server
from sqlalchemy import Row, select

from dialogue.desk import accounts, sessions
from dialogue.desk.accounts import CONSOLE, Account
from dialogue.desk.passwords import Hashing
from dialogue.desk.piles import piles
from dialogue.matter.matters import Type
from dialogue.matter.states import Role
from dialogue.rules import Office
from dialogue.storage import tables

LANGUAGES = ("zh", "en")
DEEP = "none.H000000000"
"""A place about in the middle of those whose day is not due, which are the most."""


@dataclass(frozen=True, slots=True)
class Board:
    """What there is to ask for: boards, public threads, and a cookie for each role of the staff."""

    boards: tuple[str, ...]
    threads: Sequence[Row[tuple[str, str]]]
    cookies: dict[Role, str]

    def some(self, rng: random.Random, count: int) -> list[str]:
        """Addresses of threads in Chinese, no two alike."""
        chosen = rng.sample(self.threads, min(count, len(self.threads)))
        return [f"/zh/dialogue/{row.board}/{row.id}" for row in chosen]


def prepared(office: Office, hashing: Hashing, rng: random.Random) -> Board:
    """The board of an office, with a new account for each role that is signed in."""
    rules = office.rules
    unit = rng.choice(list(rules.units))
    staff = [
        Account(name=f"bench-{role}", shown=role, role=role,
                unit=unit if role is Role.OFFICER else "",
                boards=frozenset(list(rules.boards)[:1] if role is Role.LEADER else ()))
        for role in (Role.MODERATOR, Role.OFFICER, Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR)
    ]  # fmt: skip
    cookies = {account.role: _signed_in(office, account, hashing) for account in staff}
    thread = tables.thread
    with office.database.reading() as connection:
        rows = connection.execute(
            select(thread.c.id, thread.c.board).where(thread.c.visibility == "public")
        ).all()
    return Board(tuple(rules.boards), rows, cookies)


def _signed_in(office: Office, account: Account, hashing: Hashing) -> str:
    """The cookie of a new account that has shown its second factor."""
    accounts.add(office, hashing, account, "a password for this benchmark only", CONSOLE)
    with office.database.writing() as connection:
        connection.execute(
            tables.account.update().where(tables.account.c.name == account.name)
            .values(temporary=False, totp_cipher=b"enrolled")
        )  # fmt: skip
        identity = sessions.begin(connection, office, account.name, second_factor=True, lang="zh")
    return f"__Host-lightwell={identity}"


@dataclass
class Visit:
    """Pages that were asked for one after the other over connections of their own."""

    cookie: str = ""
    milliseconds: list[float] = field(default_factory=list)
    cpu_s: float = 0.0

    def ask(self, server: Server, addresses: Iterable[str]) -> None:
        """Ask for pages; whoever walks from page to page gives the addresses one by one."""
        before = server.cpu_s()
        for address in addresses:
            began = time.perf_counter()
            _fetch(server, address, self.cookie)
            self.milliseconds.append((time.perf_counter() - began) * 1e3)
        self.cpu_s += server.cpu_s() - before

    def p95(self) -> float:
        """The 95th percentile."""
        return sorted(self.milliseconds)[max(0, round(0.95 * len(self.milliseconds)) - 1)]

    def show(self, table: Table, what: str) -> None:
        """A row of a table: what the pages took, and the server's processor for each of them."""
        count = len(self.milliseconds)
        median, each = sorted(self.milliseconds)[count // 2], self.cpu_s / count * 1e3
        table.add(what, f"{self.p95():.1f} ms", f"{median:.1f} ms",
                  f"{count} pages, {each:.1f} ms of the processor each")  # fmt: skip


def measure(table: Table, server: Server, board: Board, *, quick: bool) -> dict[str, float]:
    """Ask a board for all kinds of pages; the 95th percentiles of threads, boards and queues."""
    rng = random.Random(3)
    count = 40 if quick else 400
    Visit().ask(server, board.some(rng, 20))
    shown = board.some(rng, count)
    threads, again, boards = Visit(), Visit(), Visit()
    threads.ask(server, shown)
    threads.show(table, "thread pages, each once")
    again.ask(server, shown)
    again.show(table, "the same from the cache")
    boards.ask(server, [
        *(f"/{lang}/dialogue/{one}/" for one in board.boards for lang in LANGUAGES),
        *(address for one in board.boards
          for address in _walk(server, f"/zh/dialogue/{one}/", count // len(board.boards) // 2)),
    ])  # fmt: skip
    boards.show(table, "board pages, newest and older")
    queues = [
        _queue(table, server, role, cookie, count // 4)
        for role, cookie in board.cookies.items()
    ]  # fmt: skip
    _desk(table, server, board, shown[: count // 4])
    return {"p95_ms_thread": threads.p95(), "p95_ms_board": boards.p95(),
            "p95_ms_queue": max(queues)}  # fmt: skip


def _queue(table: Table, server: Server, role: Role, cookie: str, count: int) -> float:
    """The queue of a role: its first page, and the pages behind; the first one's percentile."""
    first, behind = Visit(cookie), Visit(cookie)
    first.ask(server, ["/staff/"] * count)
    first.show(table, f"queue: {role}")
    names = [pile.name for pile in piles(role)]
    for name in names:
        address = f"/staff/?pile={name}"
        pages = list(_walk(server, address, max(2, count // 2 // len(names)), cookie))
        behind.ask(server, [*pages, f"{address}&after={DEEP}"])
    if names:
        behind.show(table, f"queue: {role}, each pile and further back")
    return first.p95()


def _desk(table: Table, server: Server, board: Board, shown: list[str]) -> None:
    """Other pages of the desk: what a moderator narrows down, opens or takes along."""
    cookie = board.cookies[Role.MODERATOR]
    narrowed, matters, lists, laid_down = (Visit(cookie) for _ in range(4))
    narrowed.ask(server, (
        f"/staff/?pile={pile}&board={one}&type={kind}"
        for pile in ("", "promises", "ended") for one in board.boards for kind in Type
    ))  # fmt: skip
    narrowed.show(table, "queue: moderator, one board and type")
    matters.ask(server, (f"/staff/matter/{address.rpartition('/')[2]}" for address in shown))
    matters.show(table, "matters on the desk, each once")
    laid_down.ask(server, ["/staff/boards"] * 10)
    laid_down.show(table, "boards and calendar on the desk")
    lists.ask(server, ["/staff/queue.csv?pile=promises"] * 2)
    lists.show(table, "5,000 promises as CSV")


def _walk(server: Server, address: str, count: int, cookie: str = "") -> Iterator[str]:
    """Pages one behind the other, as their links lead, the first one included."""
    here = address.split("?")[0]
    for _ in range(count):
        yield address
        link = re.search(r'href="([^"]*[?&;]after=[^"]+)"', _fetch(server, address, cookie))
        if link is None:
            return
        address = link[1].replace("&amp;", "&")
        if address.startswith("?"):
            address = here + address


def _fetch(server: Server, address: str, cookie: str) -> str:
    """A page in full. Raises RuntimeError where the server leads elsewhere."""
    request = urllib.request.Request(server.root + address, headers={"Cookie": cookie})
    with urllib.request.urlopen(request, timeout=60) as answer:
        page: str = answer.read().decode()
        if urllib.parse.urlsplit(answer.url).path != address.split("?")[0]:
            raise RuntimeError(f"{address} led to {answer.url}")
    return page

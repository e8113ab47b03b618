"""Every public address, made in one place: pages, files, feeds and media."""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import quote, unquote

COLUMNS = ("news", "notices", "cases", "exemplars", "rules", "pages")
"""The columns of articles, in the order of the navigation."""

REPORT = "report"
"""The slug of the page of official report channels, which has an address of its own."""

RESERVED = frozenset({"datapackage", "validation"})
"""Names that no resource may take: its files would collide with the dataset's own."""


def home(lang: str) -> str:
    """The front page."""
    return f"/{lang}/"


def column(lang: str, name: str, page: int = 1) -> str:
    """A column's list; pages count from 1."""
    return f"/{lang}/{name}/" if page == 1 else f"/{lang}/{name}/_page/{page}"


def article(lang: str, column_name: str, slug: str) -> str:
    """An article's page."""
    if column_name == "pages" and slug == REPORT:
        return f"/{lang}/report/"
    return f"/{lang}/{column_name}/{slug}"


def catalogue(lang: str) -> str:
    """The list of all datasets."""
    return f"/{lang}/data/"


def dataset(lang: str, name: str) -> str:
    """A dataset's page."""
    return f"/{lang}/data/{name}/"


def field(lang: str, dataset_name: str, resource: str, place: int) -> str:
    """What a dataset's page says of a column; places count from 1."""
    return f"{dataset(lang, dataset_name)}#{resource}.{place}"


def table_of_field(identity: str) -> tuple[str, str] | None:
    """The dataset and the table of the column with this address, None if it is no column's."""
    found = _FIELD.fullmatch(identity)
    return (found["dataset"], found["resource"]) if found else None


_FIELD = re.compile(r"/[^/]+/data/(?P<dataset>[^/]+)/#(?P<resource>.+)\.\d+")


def validation(lang: str, name: str) -> str:
    """A dataset's validation report."""
    return f"/{lang}/data/{name}/_validation"


def table(lang: str, dataset_name: str, resource: str) -> str:
    """A table's page; with a query string it is live."""
    return f"/{lang}/data/{dataset_name}/{resource}"


class Row(NamedTuple):
    """A row of a table: its key's values as texts, or its number, from 1, where it has no key."""

    dataset: str
    resource: str
    key: tuple[str, ...] = ()
    number: int = 0


ROW: Final = "row:"


def row_id(row: Row) -> str:
    """The name of a row in no language: row:dataset/resource/key, or row:dataset/resource#number.

    The parts of a key are percent-encoded, with commas between them.
    """
    start = f"{ROW}{row.dataset}/{row.resource}"
    if not row.key:
        return f"{start}#{row.number}"
    return f"{start}/{','.join(quote(part, safe='') for part in row.key)}"


def read_row_id(identity: str) -> Row | None:
    """The row that has the id `identity`, None if it is no row's."""
    if not identity.startswith(ROW):
        return None
    dataset_name, _, rest = identity.removeprefix(ROW).partition("/")
    resource, slash, key = rest.partition("/")
    if not slash:
        resource, _, number = rest.partition("#")
        return Row(dataset_name, resource, number=int(number))
    return Row(dataset_name, resource, tuple(map(unquote, key.split(","))))


def units(lang: str) -> str:
    """The list of units."""
    return f"/{lang}/units/"


def unit(lang: str, org_id: str) -> str:
    """A unit's page."""
    return f"/{lang}/units/{org_id}"


def obligations(lang: str) -> str:
    """Who must publish what by when, and whether they did."""
    return f"/{lang}/obligations/"


def obligation(lang: str, name: str) -> str:
    """One obligation and every duty under it."""
    return f"/{lang}/obligations/{name}"


def obligations_file(extension: str) -> str:
    """All duties as a file; extensions: json, csv."""
    return f"/obligations.{extension}"


def checks(lang: str) -> str:
    """The integrity checks."""
    return f"/{lang}/checks/"


def check(lang: str, check_id: str) -> str:
    """An integrity check and its public flags."""
    return f"/{lang}/checks/{check_id.lower()}"


def flag(lang: str, flag_id: str) -> str:
    """A public flag, on the page of its check."""
    return f"{check(lang, flag_id.partition('-')[0])}#{flag_id}"


def unit_flags(lang: str, org_id: str) -> str:
    """The public flags of a unit."""
    return f"/{lang}/checks/units/{org_id}"


def dialogue(lang: str) -> str:
    """The boards of the dialogue."""
    return f"/{lang}/dialogue/"


def board(lang: str, name: str) -> str:
    """A board and its threads."""
    return f"/{lang}/dialogue/{name}/"


def thread(lang: str, board_name: str, identity: str) -> str:
    """A thread of a board."""
    return f"/{lang}/dialogue/{board_name}/{identity}"


THREAD: Final = "thread:"


def thread_id(board_name: str, identity: str) -> str:
    """The name of a thread in no language: thread:board/id."""
    return f"{THREAD}{board_name}/{identity}"


def read_thread_id(name: str) -> tuple[str, str] | None:
    """The board and id of the thread that has a name, None if it is no thread's."""
    if not name.startswith(THREAD):
        return None
    board_name, _, identity = name.removeprefix(THREAD).partition("/")
    return board_name, identity


def new_message(lang: str) -> str:
    """The form for a message to a leader."""
    return f"/{lang}/dialogue/new"


def send_message(lang: str) -> str:
    """Where the form is sent to, with files, once its preview was seen."""
    return f"/{lang}/dialogue/new/send"


def challenge(lang: str) -> str:
    """Where a form gets the puzzle that proves some work of the browser's."""
    return f"/{lang}/dialogue/challenge"


def similar_messages(lang: str) -> str:
    """Public threads like a title, as JSON: `?q=` holds what was typed."""
    return f"/{lang}/dialogue/similar"


def receipt(lang: str) -> str:
    """Where a receipt is typed in, to see one's own matter."""
    return f"/{lang}/dialogue/receipt"


def dialogue_statistics(lang: str) -> str:
    """How fast and how well boards and units answer."""
    return f"/{lang}/dialogue/statistics/"


def dialogue_statistics_file(extension: str) -> str:
    """The statistics as a file; extensions: json, csv."""
    return f"/dialogue/statistics.{extension}"


def live_sessions(lang: str) -> str:
    """Announced hours with leaders."""
    return f"/{lang}/dialogue/sessions/"


def live_session(lang: str, identity: str) -> str:
    """One announced hour with a leader."""
    return f"/{lang}/dialogue/sessions/{identity}"


def attachment(identity: str, name: str) -> str:
    """The public copy of a file that came with a message."""
    return f"/dialogue/files/{identity}/{quote(name)}"


def dialogue_feed(lang: str, kind: str, name: str, extension: str) -> str:
    """A feed of the dialogue; kinds: board (`all` for all boards), thread, statistics."""
    return f"/{lang}/feeds/{kind}/{name}.{extension}"


def staff(page: str = "") -> str:
    """A page of the staff desk."""
    return f"/staff/{page}"


def search(lang: str) -> str:
    """The search page."""
    return f"/{lang}/search"


def suggest(lang: str) -> str:
    """Words to complete what is being typed, as JSON: `?q=` holds what was typed."""
    return f"/{lang}/search/suggest"


def search_feed(lang: str, extension: str) -> str:
    """The feed of a search, which its query string names; extensions: atom, rss, json."""
    return f"/{lang}/feeds/search.{extension}"


def search_api() -> str:
    """Search as JSON."""
    return "/api/v1/search"


def column_feed(lang: str, name: str, extension: str) -> str:
    """A column's feed; extensions: atom, rss."""
    return f"/{lang}/feeds/column/{name}.{extension}"


def whole_feed(lang: str, extension: str) -> str:
    """The feed of everything."""
    return f"/{lang}/feeds/all.{extension}"


def check_feed(lang: str, check_id: str, extension: str) -> str:
    """The feed of an integrity check; extensions: atom, rss."""
    return f"/{lang}/feeds/check/{check_id.lower()}.{extension}"


def opml(lang: str) -> str:
    """The list of all feeds of a language."""
    return f"/{lang}/feeds.opml"


def download(dataset_name: str, resource: str, extension: str) -> str:
    """A table's data file; extensions: csv, json, parquet, xlsx."""
    return f"/data/{dataset_name}/{resource}.{extension}"


def package(dataset_name: str) -> str:
    """A dataset's machine-readable description."""
    return f"/data/{dataset_name}/datapackage.json"


def report(dataset_name: str) -> str:
    """A dataset's machine-readable validation report."""
    return f"/data/{dataset_name}/validation.json"


def archive(dataset_name: str) -> str:
    """A dataset as one zip."""
    return f"/data/{dataset_name}/{dataset_name}.zip"


def checks_file() -> str:
    """All integrity checks and their public flags, for programs."""
    return "/checks.json"


def openapi() -> str:
    """What programs can ask for, described for programs."""
    return "/openapi.json"


def media(name: str) -> str:
    """A picture."""
    return f"/media/{name}"


def file_of(address: str) -> str:
    """The file below `public/` that holds `address`.

    An address ending in / is a folder's `index.html`; one without an extension is an HTML page.
    """
    path = address.removeprefix("/")
    if path == "" or path.endswith("/"):
        return f"{path}index.html"
    name = path.rsplit("/", 1)[-1]
    return path if "." in name else f"{path}.html"

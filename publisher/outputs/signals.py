"""What pages, feeds and files say of a flag: neutral titles, names of parties, links to rows."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from publisher import addresses
from publisher.edition import Edition
from publisher.languages import Localised, Message, message, pick
from publisher.source.answers import Answer
from publisher.supervision.answering import SITE
from publisher.supervision.life import FlagRecord, State, Supervision
from publisher.supervision.model import Evidence, Flag, Source, Value

SIGNAL = message("A flag is a signal, never a verdict: it says that figures call for a look, not "
                 "that anybody did wrong.")  # fmt: skip
NOT_RUN = message("It could not be run this time; its flags stay as they stood.")
YES, NO = message("Yes"), message("No")
THIRDS: Mapping[float, str] = {1 / 3: "1/3", 2 / 3: "2/3"}
LEAST = 0.0001
"""What is smaller than this is said to be so: four decimals would make it 0."""

CORRECTED = message("corrected")
STATES: Mapping[State, Message] = {
    State.NEW: message("not answered"),
    State.ANSWERED: message("answered"),
    State.CORRECTED: message("said to be put right"),
    State.REFUTED: message("said to be a false alarm"),
}
"""What is known of a flag that is still raised."""

SOURCES: Mapping[Source, Message] = {
    Source.VERIFIED: message("read in the text of the rule"),
    Source.PUBLIC: message("as a public document reports it; the rule itself was not seen"),
    Source.LOCAL: message("a setting of this site, not law"),
}


def about(supervision: Supervision, check: str) -> Message:
    """The name of a check; its id where the check is no longer there."""
    found = supervision.about(check)
    return found.name if found else Message("{check}", (("check", check),))


def title(edition: Edition, flag: Flag, lang: str) -> str:
    """A title that says what was seen where, and judges nothing.

    A flag of what is missing rests on no row: none are counted.
    """
    name, unit = about(edition.supervision, flag.check), unit_name(edition, flag.unit, lang)
    if not flag.rows:
        return message("{check} {name}: {unit}", check=flag.check, name=name, unit=unit).text(lang)
    return message(
        "{check} {name}: {unit}, {rows}", check=flag.check, name=name, unit=unit,
        rows=rows(flag.rows),
    ).text(lang)  # fmt: skip


def state_name(record: FlagRecord) -> Message:
    """How a flag stands, in words: only the data themselves show that it is corrected."""
    if record.state is State.CORRECTED and record.gone and not record.gone.by_parameters:
        return CORRECTED
    return STATES[record.state]


def rows(number: int) -> Message:
    """A number of rows."""
    return message("1 row") if number == 1 else message("{number} rows", number=f"{number:,}")


def names(edition: Edition, org_id: str) -> Localised:
    """A unit's names by language; its id where it is not in the directory.

    Flags about the site as a whole are the publisher's.
    """
    if org_id in ("", SITE):
        return edition.settings.publisher
    unit = edition.units.get(org_id)
    return unit.name if unit else {"": org_id}


def unit_name(edition: Edition, org_id: str, lang: str) -> str:
    """A unit's name; its id where it is not in the directory."""
    return pick(names(edition, org_id), lang)


def speaker(edition: Edition, record: FlagRecord, answer: Answer, lang: str) -> str:
    """Who gives an answer: the name in the answer, else the party's own."""
    if answer.by:
        return answer.by
    named = {party.key: party.name for party in record.flag.parties}
    return named.get(answer.party) or unit_name(edition, answer.party, lang)


def where(edition: Edition, entry: Evidence) -> tuple[tuple[str, str], ...]:
    """The row of an evidence as (field, value) of its table's key; nothing if that is unclear."""
    package = edition.packages.get(entry.dataset)
    resource = package.resource(entry.resource) if package else None
    if resource is None:
        return ()
    key, parts = resource.schema.primary_key, entry.key.split(" / ")
    return tuple(zip(key, parts, strict=True)) if len(key) == len(parts) else ()


def row_address(edition: Edition, entry: Evidence, lang: str) -> str:
    """Where the row of an evidence can be read in its table, "" if its table is not there."""
    found = where(edition, entry)
    if not found:
        return ""
    return f"{addresses.table(lang, entry.dataset, entry.resource)}?{urlencode(found)}"


def written(value: Value, lang: str) -> str:
    """A figure as people read it: thirds as fractions, the smallest numbers as less than one."""
    if isinstance(value, bool):
        return (YES if value else NO).text(lang)
    if isinstance(value, float):
        if value in THIRDS:
            return THIRDS[value]
        if 0 < value < LEAST:
            return f"< {LEAST}"
        if value.is_integer():
            return f"{value:,.0f}"
        return f"{value:,.2f}" if abs(value) >= 100 else f"{value:.4f}".rstrip("0").rstrip(".")
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    return value

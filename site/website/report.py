"""Findings and outcomes as people read them on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import click

from publisher.checking.extent import Extent
from publisher.findings import Finding, Group, Severity, grouped, totals
from publisher.languages import Message, message, translate
from publisher.publish import Foresight, Outcome
from website import kinds
from website.monospace import flush_left, flush_right, width, wrapped

SHOWN = 10
"""So many findings of one kind in one file are printed; the rest is counted."""

LISTED = 20
"""So many items are named; the rest is counted."""

NARROWEST = 20
"""A text gets at least so many columns, however narrow the terminal is."""

NO_LIMIT = 1_000_000
"""The width of what is not printed on a terminal: lines do not break."""

HELD_BACK = message("Held back as invalid; the last valid version stays:")
GONE = message("Without a source any more; the address says so (better withdraw it first):")
COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
SEVERITIES = {
    Severity.ERROR: message("error"),
    Severity.WARNING: message("warning"),
    Severity.INFO: message("note"),
}


def as_text(findings: Iterable[Finding], lang: str, *, columns: int = NO_LIMIT) -> Iterator[str]:
    """Lines for people: by file, then by kind, each finding with its place and hint.

    Where a kind repeats, its head says how many there are and the first stand below.
    """
    for file, found in groupby(findings, key=lambda finding: finding.file):
        yield click.style(file, bold=True)
        for group in grouped(found):
            if group.number == 1:
                yield from _single(group.first, lang, columns)
            else:
                yield from _several(group, lang, columns)
        yield ""


def _single(finding: Finding, lang: str, columns: int) -> Iterator[str]:
    label = _label(finding.severity, lang)
    text = f"{finding.text(lang)} [{finding.code}]"
    indent = width(label) + 4
    for number, line in enumerate(_wrapped(text, columns - indent)):
        head = "  " + click.style(label, fg=COLOURS[finding.severity]) + "  "
        yield (head if number == 0 else " " * indent) + line
    yield from _below(finding, indent, lang, columns)


def _several(group: Group, lang: str, columns: int) -> Iterator[str]:
    """A group's head, its first findings, and how many more there are."""
    first = group.first
    label = _label(first.severity, lang)
    yield (
        "  " + click.style(label, fg=COLOURS[first.severity]) + "  "
        + click.style(head(group, lang), bold=True) + f" [{first.code}]"
    )  # fmt: skip
    indent = width(label) + 4
    yield from _below(group, indent, lang, columns)
    shown = group.listed(SHOWN)
    places = [finding.where.text(lang) if finding.where else "" for finding in shown]
    widest = max(map(width, places), default=0)
    for finding, place in zip(shown, places, strict=True):
        start = " " * indent + flush_right(place, widest) + "  "
        within = indent + widest + 2
        lines = _wrapped(finding.message.text(lang), columns - within)
        for number, line in enumerate(lines):
            yield (start if number == 0 else " " * within) + line
        yield from _below(finding, within, lang, columns)
    if group.number > len(shown):
        yield " " * indent + more(group, len(shown)).text(lang)


def head(group: Group, lang: str) -> str:
    """What a group's findings are called, where they stand, and how many there are."""
    called = group.first.heading or group.first.field
    number = f"{group.number:,}"
    title = kinds.title(group)
    if called is None:
        return message("{kind}: {number}", kind=title, number=number).text(lang)
    return message("{kind}, column {column}: {number}", kind=title, column=called,
                   number=number).text(lang)  # fmt: skip


def more(group: Group, shown: int) -> Message:
    """How many of a group's findings are not shown."""
    return message("… and {number} more", number=f"{group.number - shown:,}")


def _wrapped(text: str, columns: int) -> Iterator[str]:
    return wrapped(text, max(NARROWEST, columns))


def held_back(findings: Iterable[Finding]) -> set[str]:
    """The items that an error holds back."""
    return {finding.item for finding in findings if finding.severity is Severity.ERROR}


def _label(severity: Severity, lang: str) -> str:
    widest = max(width(text.text(lang)) for text in SEVERITIES.values())
    return flush_left(SEVERITIES[severity].text(lang), widest)


def _below(finding: Finding | Group, indent: int, lang: str, columns: int) -> Iterator[str]:
    if finding.hint is not None:
        yield from _dim("→ " + finding.hint.text(lang), indent, columns)
    if finding.rule is not None:
        yield from _dim(message("Rule: {rule}", rule=finding.rule).text(lang), indent, columns)


def _dim(text: str, indent: int, columns: int) -> Iterator[str]:
    for line in _wrapped(text, columns - indent):
        yield " " * indent + click.style(line, dim=True)


def summary(findings: Sequence[Finding], extent: Extent | None, lang: str) -> Iterator[str]:
    """How it stands; success must look like success."""
    found = totals(findings)
    text = message(
        "Errors: {errors}, warnings: {warnings}, notes: {notes}",
        errors=f"{found[Severity.ERROR]:,}", warnings=f"{found[Severity.WARNING]:,}",
        notes=f"{found[Severity.INFO]:,}",
    ).text(lang)  # fmt: skip
    if found[Severity.ERROR]:
        held = message("would be held back: {number}", number=f"{len(held_back(findings)):,}")
        yield click.style("✗ " + message("{one}; {other}", one=text, other=held).text(lang),
                          fg="red", bold=True)  # fmt: skip
    elif findings:
        good = translate("Everything can be published.", lang)
        yield click.style(f"✓ {good}", fg="green", bold=True)
        yield "  " + text
    else:
        yield click.style("✓ " + translate("No findings: everything is in order.", lang),
                          fg="green", bold=True)  # fmt: skip
    if extent is not None and not found[Severity.ERROR]:
        told = {name: f"{number:,}" for name, number in extent._asdict().items()}
        yield "  " + message(
            "Checked: articles {articles}, datasets {datasets}, tables {tables}, rows {rows}",
            **told,
        ).text(lang)  # fmt: skip


def outcome(done: Outcome, lang: str) -> Iterator[str]:
    """What a publication did, for people."""
    if done.release == done.before:
        yield message("Nothing has changed: release {id} stays.", id=done.release[:12]).text(lang)
    else:
        yield click.style("✓ ", fg="green") + message(
            "Release {id} is now current ({made} files made, {reused} taken over).",
            id=done.release[:12], made=done.made, reused=done.reused,
        ).text(lang)  # fmt: skip
    yield from _items(message("Published or changed:"), done.changed, lang)
    yield from _items(HELD_BACK, done.held_back, lang)
    yield from _items(GONE, done.gone, lang)
    yield from _new_flags(done, lang)


def _new_flags(done: Outcome, lang: str) -> Iterator[str]:
    """How many flags are new, and when they become public."""
    if not done.new_flags:
        return
    later = sorted(record.public_since for record in done.new_flags if not record.public)
    yield message("{number} new flags, {public} of them public at once.",
                  number=len(done.new_flags), public=len(done.new_flags) - len(later)
                  ).text(lang)  # fmt: skip
    for day, group in groupby(later):
        yield "  " + message("{number} will be public on {date} unless they are answered before.",
                             number=len(list(group)), date=day).text(lang)  # fmt: skip
    if later:
        yield "  " + translate("`lightwell flags` lists them, `lightwell flags notify` notes that "
                               "the units were asked.", lang)  # fmt: skip


def foreseen(result: Foresight, lang: str) -> Iterator[str]:
    """What a publication would do, for people."""
    yield from _items(message("Would be new:"), result.new, lang)
    yield from _items(message("Would change:"), result.changed, lang)
    yield from _items(HELD_BACK, result.held_back, lang)
    yield from _items(GONE, result.gone, lang)
    if not (result.new or result.changed or result.held_back or result.gone):
        yield translate("Nothing would change.", lang)


def _items(title: Message, items: Sequence[str], lang: str) -> Iterator[str]:
    if not items:
        return
    yield click.style(title.text(lang), bold=True)
    yield from (f"  {item}" for item in items[:LISTED])
    if len(items) > LISTED:
        yield "  " + message("… and {number} more", number=len(items) - LISTED).text(lang)

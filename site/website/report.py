"""Findings and outcomes as a terminal, a program or a code-review page reads them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import click

from publisher.checking.check import Report
from publisher.findings import Finding, Severity
from publisher.languages import Message, message, translate
from publisher.publish import Foresight, Outcome

SHOWN = 10
"""So many findings of one kind in one file are printed; the rest is counted."""

LISTED = 20
"""So many items are named; the rest is counted."""

HELD_BACK = message("Held back as invalid; the last valid version stays:")
GONE = message("Without a source any more; the address says so (better withdraw it first):")
COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
SEVERITIES = {
    Severity.ERROR: message("error"),
    Severity.WARNING: message("warning"),
    Severity.INFO: message("note"),
}


def as_text(findings: Sequence[Finding], lang: str) -> Iterator[str]:
    """Lines for people: by file, each finding with its place and hint, repetitions counted."""
    for file, group in groupby(findings, key=lambda finding: finding.file):
        yield click.style(file, bold=True)
        seen: dict[str, int] = {}
        for finding in group:
            seen[finding.code] = seen.get(finding.code, 0) + 1
            if seen[finding.code] <= SHOWN:
                yield from _lines(finding, lang)
        for code, number in seen.items():
            if number > SHOWN:
                more = message("… and {number} more of the kind {code}", number=number - SHOWN,
                               code=code)  # fmt: skip
                yield "    " + more.text(lang)
        yield ""


def _lines(finding: Finding, lang: str) -> Iterator[str]:
    place = finding.place.removeprefix(finding.file).removeprefix(":")
    label = click.style(SEVERITIES[finding.severity].text(lang), fg=COLOURS[finding.severity])
    where = f"{place:>8}  " if place else " " * 10
    code = click.style(f"[{finding.code}]", dim=True)
    yield f"{where}{label}  {finding.message.text(lang)} {code}"
    if finding.hint is not None:
        yield " " * 10 + click.style("→ " + finding.hint.text(lang), dim=True)


def as_json(report: Report, findings: Sequence[Finding], lang: str) -> str:
    """The findings as contract's JSON."""
    summary = {
        severity.value: sum(finding.severity is severity for finding in findings)
        for severity in Severity
    }
    summary["held_back"] = len(report.bad_items)
    value = {"findings": [finding.as_json(lang) for finding in findings], "summary": summary}
    return json.dumps(value, ensure_ascii=False, indent=2)


def as_github(findings: Iterable[Finding], lang: str) -> Iterator[str]:
    """Workflow commands that put each finding beside its line in a code review."""
    kinds = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
    for finding in findings:
        place = f"file={_escaped(finding.file)}"
        line = finding.line or finding.row
        if line is not None:
            place += f",line={line}"
        if finding.column is not None:
            place += f",col={finding.column}"
        text = finding.message.text(lang)
        if finding.hint is not None:
            text += " " + finding.hint.text(lang)
        yield f"::{kinds[finding.severity]} {place},title={finding.code}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def summary(report: Report, lang: str) -> str:
    """One line that says how it stands; success must look like success."""
    errors, warnings = report.count(Severity.ERROR), report.count(Severity.WARNING)
    if not report.findings:
        return click.style("✓ " + translate("No findings: everything is in order.", lang),
                           fg="green")  # fmt: skip
    text = message(
        "{errors} errors, {warnings} warnings, {notes} notes", errors=errors, warnings=warnings,
        notes=report.count(Severity.INFO),
    ).text(lang)  # fmt: skip
    if errors:
        held = message("{number} items would be held back", number=len(report.bad_items))
        return click.style(f"✗ {text}; {held.text(lang)}", fg="red")
    return click.style("✓ " + text + "; " + translate("nothing is held back.", lang), fg="green")


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

"""Findings as programs and code-review pages read them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence

from publisher.checking.extent import Extent
from publisher.findings import Finding, Severity, grouped, totals
from website.report import SHOWN, head, held_back, more


def as_json(findings: Sequence[Finding], extent: Extent | None, lang: str) -> str:
    """The findings as contract's JSON, and what was checked."""
    summary: dict[str, object] = {
        severity.value: number for severity, number in totals(findings).items()
    }
    summary["held_back"] = len(held_back(findings))
    if extent is not None:
        summary["checked"] = extent._asdict()
    value = {"findings": [finding.as_json(lang) for finding in findings], "summary": summary}
    return json.dumps(value, ensure_ascii=False, indent=2)


def as_github(
    findings: Iterable[Finding], lang: str, path: Callable[[str], str] = lambda file: file
) -> Iterator[str]:
    """Workflow commands that put findings beside their lines in a code review.

    Of each kind the same are listed as on a terminal, and one line counts the rest. `path` gives a
    file's path in the repository.
    """
    for group in grouped(findings):
        shown = [finding for finding in group.findings if finding.count == 1][:SHOWN]
        for finding in shown:
            text = finding.text(lang)
            if finding.hint is not None:
                text += " " + finding.hint.text(lang)
            yield _command(finding, text, path)
        if group.number > len(shown):
            rest = group.findings[len(shown)]
            yield _command(rest, f"{head(group, lang)} {more(group, len(shown)).text(lang)}", path)


def _command(finding: Finding, text: str, path: Callable[[str], str]) -> str:
    names = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
    place = f"file={_escaped(path(finding.file))}"
    line = finding.line or finding.row
    if line is not None:
        place += f",line={line}"
    if finding.column is not None:
        place += f",col={finding.column}"
    return f"::{names[finding.severity]} {place},title={_escaped(finding.code)}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

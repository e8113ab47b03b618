"""What was found wrong in a dataset and is published beside it, in its validation report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from publisher import addresses
from publisher.edition import Edition
from publisher.findings import Finding
from publisher.languages import message, pick, translate
from publisher.release.found import weights
from publisher.release.found.entries import DATA, Entry, joined, label, ready
from publisher.source.packages import DataPackage
from search_index import Document

TITLE: Final = message("{dataset}: what was found wrong")
LEFT_OUT: Final = "…"


def entries(edition: Edition) -> Iterator[Entry]:
    """The reports of those datasets about which there is something to report."""
    for package in edition.packages.values():
        findings = edition.findings.get(package.folder, ())
        if findings:
            for lang in edition.settings.languages:
                yield ready(_document(package, findings, lang))


def _document(package: DataPackage, findings: Sequence[Finding], lang: str) -> Document:
    """A report, found by what its findings say.

    They may quote cells, and no schema says that those may be searched: the quotations are left
    out.
    """
    said = dict.fromkeys((finding.field or "", finding.message.template) for finding in findings)
    return Document(
        id=addresses.validation(lang, package.name), kind="finding", lang=lang,
        title=TITLE._replace(values=(("dataset", pick(package.title, lang)),)).text(lang),
        body=joined(*(f"{_title(package, field, lang)} {_words(template, lang)}".strip()
                      for field, template in said)),
        category=DATA, unit=label(package.unit), collection=package.name,
        weight=weights.FINDING,
    )  # fmt: skip


def _title(package: DataPackage, field: str, lang: str) -> str:
    known = (resource.schema.field(field) for resource in package.resources)
    return next((pick(found.title, lang) or field for found in known if found), field)


def _words(template: str, lang: str) -> str:
    """A sentence without what fills it."""
    return translate(template, lang).format_map(_Nothing())


class _Nothing(dict[str, str]):
    """Fills every gap of a sentence with the same sign."""

    def __missing__(self, key: str) -> str:
        return LEFT_OUT

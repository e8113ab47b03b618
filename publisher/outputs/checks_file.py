"""`/checks.json`: all integrity checks and their public flags, for programs.

One object: `as_of` the day, `notice` what a flag is, `answer_days` how many working days a unit
has before a flag is public, `waiting` how many flags are still in that time, and

- `checks`: `id`, `name`, `about`, `cases` (what `population` counts), `basis`, `pages` (addresses),
  `parameters` (`name`, `about`, `value`, `default`, `basis`, `source`: V read in the text, P seen
  in a public document, M a local setting; `changes` with `on`, `from`, `to`), `needs` (schemas),
  `missing` (those without a table), `failure` (a sentence where it could not be run, else null),
  `population` (null where it did not run), `not_evaluated` (`reason`, `rows`), `flags` (`public`,
  `answered`);
- `flags`: `id`, `check`, `unit`, `unit_name`, `weight` (high, medium, low), `day`, `text`, `rows`
  (how many it rests on), `evidence` (the first ones: `dataset`, `resource`, `key`, `row`, `pages`),
  `figures` (`name`, `value` in yuan, days, shares of 1 or counts), `parties` (`kind`, `key`,
  `name`), `state` (new, answered, corrected, refuted), `first_seen`, `asked_on`, `public_since`,
  `no_longer_raised_since`, `because_of_parameters`, `pages`, and `answers` (`party`, `by`, `date`,
  `state`, `lang`, `text`, `taken_back_on`).

Texts (`name`, `about`, `cases`, `failure`, `reason`, `text`, `notice`, `unit_name`, `pages`,
…) are objects by language. Dates are ISO; what is not known is null.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterator
from typing import Any

from publisher import addresses
from publisher.edition import Edition
from publisher.languages import Message, pick
from publisher.outputs import signals
from publisher.supervision.life import About, FlagRecord, State
from publisher.supervision.model import Evidence, Value

Json = dict[str, Any]


def content(edition: Edition) -> bytes:
    """The file."""
    return (json.dumps(_Describer(edition).whole(), ensure_ascii=False, indent=1) + "\n").encode()


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _finite(value: Value) -> Value | None:
    """A figure as JSON can hold it."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


class _Describer:
    """Describes checks and flags as JSON values."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.supervision = edition.supervision
        self.languages = edition.settings.languages
        self.base = edition.settings.base_url

    def text(self, message: Message) -> Json:
        return {lang: message.text(lang) for lang in self.languages}

    def whole(self) -> Json:
        return {
            "as_of": self.edition.today.isoformat(),
            "notice": self.text(signals.SIGNAL),
            "answer_days": self.supervision.answer_days,
            "waiting": self.supervision.waiting,
            "checks": [self.check(about) for about in self.supervision.checks],
            "flags": [self.flag(record) for record in self.supervision.public],
        }

    def check(self, about: About) -> Json:
        result = self.supervision.results[about.id]
        outcome = result.outcome
        flags = self.supervision.of_check(about.id)
        return {
            "id": about.id, "name": self.text(about.name), "about": self.text(about.about),
            "cases": self.text(about.cases), "basis": about.basis,
            "pages": {lang: self.base + addresses.check(lang, about.id)
                      for lang in self.languages},
            "parameters": list(self.parameters(about)),
            "needs": list(about.needs), "missing": list(result.missing),
            "failure": self.text(signals.NOT_RUN) if result.failure else None,
            "population": outcome.population if outcome else None,
            "not_evaluated": [
                {"reason": self.text(entry.reason), "rows": entry.rows}
                for entry in (outcome.not_evaluated if outcome else ())
            ],
            "flags": {
                "public": len(flags),
                "answered": sum(record.state is not State.NEW for record in flags),
            },
        }  # fmt: skip

    def parameters(self, about: About) -> Iterator[Json]:
        values = self.supervision.results[about.id].values
        for parameter in about.parameters:
            yield {
                "name": parameter.name, "about": self.text(parameter.about),
                "value": values.get(parameter.name, parameter.default),
                "default": parameter.default, "basis": parameter.basis,
                "source": parameter.source.value,
                "changes": [
                    {"on": change.day.isoformat(), "from": change.before, "to": change.after}
                    for change in self.supervision.changes
                    if (change.check, change.name) == (about.id, parameter.name)
                ],
            }  # fmt: skip

    def flag(self, record: FlagRecord) -> Json:
        flag = record.flag
        return {
            "id": flag.id, "check": flag.check, "unit": flag.unit,
            "unit_name": {lang: pick(signals.names(self.edition, flag.unit), lang)
                          for lang in self.languages},
            "weight": flag.weight.value, "day": _day(flag.day), "text": self.text(flag.text),
            "rows": flag.rows, "evidence": [self.evidence(entry) for entry in flag.evidence],
            "figures": [{"name": self.text(title), "value": _finite(value)}
                        for title, value in flag.figures],
            "parties": [party._asdict() for party in flag.parties],
            "state": record.state.value, "first_seen": _day(record.first_seen),
            "asked_on": _day(record.notified), "public_since": _day(record.public_since),
            "no_longer_raised_since": _day(record.gone.since if record.gone else None),
            "because_of_parameters": bool(record.gone and record.gone.by_parameters),
            "pages": {lang: self.base + addresses.flag(lang, flag.id)
                      for lang in self.languages},
            "answers": [
                {"party": answer.party, "by": answer.by or None, "date": _day(answer.date),
                 "state": answer.state, "lang": answer.lang, "text": answer.text,
                 "taken_back_on": _day(answer.taken_back)}
                for answer in record.answers
            ],
        }  # fmt: skip

    def evidence(self, entry: Evidence) -> Json:
        found = signals.where(self.edition, entry)
        return {
            "dataset": entry.dataset, "resource": entry.resource,
            "key": dict(found) or entry.key, "row": entry.row,
            "pages": {lang: self.base + signals.row_address(self.edition, entry, lang)
                      for lang in self.languages} if found else None,
        }  # fmt: skip

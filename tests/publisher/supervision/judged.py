"""What a check with its default parameters finds in a county made by hand."""

from __future__ import annotations

from publisher.supervision.county import County
from publisher.supervision.model import Check, Flag, Outcome, Value
from publisher.supervision.run import values_of


def judge(check: Check, county: County, **changed: Value) -> Outcome:
    """The outcome with the default parameters, some of them changed."""
    return check.run(county, {**values_of(check, {}), **changed})


def subjects(check: Check, county: County, **changed: Value) -> list[tuple[str, ...]]:
    """The subjects of the flags, sorted."""
    return sorted(flag.subject for flag in judge(check, county, **changed).flags)


def skipped(outcome: Outcome) -> dict[str, int]:
    """How many rows were not evaluated, by reason."""
    return {entry.reason.text("en"): entry.rows for entry in outcome.not_evaluated}


def only(check: Check, county: County, **changed: Value) -> Flag:
    """The only flag."""
    (flag,) = judge(check, county, **changed).flags
    return flag


def lasting(check: Check, county: County, larger: County) -> bool:
    """Whether all flags of a county stay, word by word, when unrelated rows are added."""
    before = {f.id: (f.subject, f.unit, f.text, f.figures) for f in judge(check, county).flags}
    after = {f.id: (f.subject, f.unit, f.text, f.figures) for f in judge(check, larger).flags}
    return bool(before) and before.items() <= after.items()

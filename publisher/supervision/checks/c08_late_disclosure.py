"""C08: disclosures that came late or are missing."""

from __future__ import annotations

from collections.abc import Mapping

from publisher.languages import Message, message, words
from publisher.supervision import periods
from publisher.supervision.county import County
from publisher.supervision.duties import Duty, Status
from publisher.supervision.model import (
    Check,
    Flag,
    Outcome,
    Parameter,
    Source,
    Value,
    Weight,
)
from publisher.supervision.obligations import Obligation


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag the duties that were met more than `grace` days late or not at all."""
    grace = int(values["grace"])
    entries = {entry.id: entry for entry in county.duties.obligations if not entry.flagged_by}
    judged = [
        duty for duty in county.duties.all
        if duty.obligation in entries
        and duty.status in (Status.ON_TIME, Status.LATE, Status.MISSING)
    ]  # fmt: skip
    return Outcome(
        population=len(judged),
        not_evaluated=tuple(
            reason for name, reason in county.duties.not_evaluated if name in entries
        ),
        flags=tuple(
            _flag(duty, entries[duty.obligation])
            for duty in judged
            if duty.status is not Status.ON_TIME and duty.days > grace
        ),
    )


def _flag(duty: Duty, entry: Obligation) -> Flag:
    return Flag(
        check=CHECK.id, subject=duty.key, unit=duty.unit, weight=Weight.HIGH, day=duty.due_on,
        text=_text(duty, entry), evidence=(duty.evidence,) if duty.evidence else (),
        rows=1 if duty.evidence else 0, figures=((message("Days late"), duty.days),),
    )  # fmt: skip


def _text(duty: Duty, entry: Obligation) -> Message:
    values = {
        "what": words(entry.title), "period": periods.said(duty.period, entry.frequency),
        "due": duty.due_on,
    }  # fmt: skip
    if duty.status is Status.MISSING:
        return message("{what}, {period}: was due by {due} and is not there yet.", **values)
    if duty.backdated:
        return message("{what}, {period}: was due by {due} and appeared on {day}; the row says "
                       "{stated}, a day on which this site did not have it yet.", **values,
                       day=duty.published_on, stated=duty.stated_on)  # fmt: skip
    return message("{what}, {period}: was due by {due} and appeared on {day}.", **values,
                   day=duty.published_on)  # fmt: skip


CHECK = Check(
    id="C08",
    name=message("Late or missing disclosure"),
    about=message("The law says by when a county's units must publish what. The check computes "
                  "every due date from the obligations calendar and the calendar of working days, "
                  "and compares it with the day of the first publication. What is exempt on a "
                  "legal ground does not count; an exemption without a ground counts as missing. "
                  "Notices of contracts are left to check C14."),
    cases=message("disclosures that were due"),
    basis="政府信息公开条例 art.26; 预算法 art.14; 村民委员会组织法 art.30; OCP R001, R005, R063",
    parameters=(
        Parameter("grace", 0, message("Days of grace after the due date"), "local setting",
                  Source.LOCAL),
    ),
    needs=(),
    run=run,
    observes=True,
)  # fmt: skip

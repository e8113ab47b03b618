import datetime as dt
import re
from dataclasses import replace
from typing import Any

from publisher.supervision.checks.c08_late_disclosure import CHECK
from publisher.supervision.duties import Duties, Duty, Status
from publisher.supervision.kept import content_of, flag_of
from publisher.supervision.model import Evidence
from publisher.supervision.obligations import shipped
from tests.publisher.supervision.conftest import MakeCounty

D = dt.date.fromisoformat
VALUES = {"grace": 0}
ROW = Evidence("villages", "village_accounts", "V-1 / 2025Q3 / A01", 7)
DUTY = Duty("village-accounts", "V-1", "2025Q3", D("2025-10-15"), False, D("2025-10-16"),
            D("2025-10-16"), False, Status.LATE, 1, evidence=ROW)  # fmt: skip
MISSING = DUTY._replace(unit="V-2", published_on=None, stated_on=None, status=Status.MISSING,
                        days=167, evidence=None)  # fmt: skip


def run(make_county: MakeCounty, *found: Duty, **values: Any) -> Any:
    county = replace(make_county(), duties=Duties(shipped(), found))
    return CHECK.run(county, {**VALUES, **values})


def test_late_and_missing_are_flagged(make_county: MakeCounty) -> None:
    on_time = DUTY._replace(unit="V-3", status=Status.ON_TIME, days=0)
    outcome = run(
        make_county, DUTY, MISSING, on_time, on_time._replace(status=Status.NOT_DUE, days=3),
        on_time._replace(status=Status.EXEMPT),
    )  # fmt: skip
    assert outcome.population == 3
    late, missing = outcome.flags
    assert (late.subject, late.unit, late.day) == (
        ("village-accounts", "V-1", "2025Q3"), "V-1", D("2025-10-15"),
    )  # fmt: skip
    assert (late.evidence, late.rows, late.figures[0][1]) == ((ROW,), 1, 1)
    assert (missing.evidence, missing.rows, missing.figures[0][1]) == ((), 0, 167)
    assert late.text.text("en") == (
        "Village accounts, Q3 2025: was due by 2025-10-15 and appeared on 2025-10-16."
    )
    assert missing.text.text("en").endswith("and is not there yet.")


def test_grace_ends_with_its_last_day(make_county: MakeCounty) -> None:
    assert run(make_county, DUTY, grace=1).flags == ()
    assert len(run(make_county, DUTY._replace(days=2), grace=1).flags) == 1


def test_a_backdated_row_says_so(make_county: MakeCounty) -> None:
    found = run(make_county, DUTY._replace(stated_on=D("2025-10-09"), backdated=True)).flags
    assert "2025-10-09" in found[0].text.text("en")


def test_what_another_check_flags_is_left_to_it(make_county: MakeCounty) -> None:
    outcome = run(make_county, DUTY._replace(obligation="procurement-contract"))
    assert (outcome.population, outcome.flags) == (0, ())


def test_a_flag_keeps_its_name_when_it_grows_later(make_county: MakeCounty) -> None:
    first = run(make_county, MISSING).flags[0]
    later = run(make_county, DUTY, MISSING._replace(days=200)).flags[1]
    assert first.id == later.id


def test_a_flag_can_be_kept_and_read_again(make_county: MakeCounty) -> None:
    flag = run(make_county, DUTY).flags[0]
    kept = flag_of(content_of(flag))
    assert kept == flag
    assert kept.text.text("zh") == flag.text.text("zh")
    assert not re.search(r"\d{4}-\d", kept.text.text("zh")), "dates as Chinese writes them"

from publisher.supervision.checks.c09_short_tender import CHECK
from tests.publisher.supervision.conftest import MakeCounty
from tests.publisher.supervision.judged import judge, lasting, subjects

TENDER = {
    "contract_id": "HT-1", "org_id": "QY-JYJ", "method": "open",
    "docs_from": "2025-03-01", "bid_deadline": "2025-03-21",
}  # fmt: skip
VALUES = {"days": 20, "documents_days": 5}


def test_twenty_days_are_enough_and_nineteen_are_flagged(make_county: MakeCounty) -> None:
    county = make_county(
        contracts=[
            TENDER,
            {**TENDER, "contract_id": "HT-2", "bid_deadline": "2025-03-20"},
            {**TENDER, "contract_id": "HT-3", "method": "inquiry", "bid_deadline": "2025-03-02"},
            {**TENDER, "contract_id": "HT-4", "docs_from": None},
        ]
    )
    found = CHECK.run(county, VALUES)
    assert found.population == 2
    assert [entry.rows for entry in found.not_evaluated] == [1]
    assert [(flag.subject, flag.unit, flag.evidence[0].row) for flag in found.flags] == [
        (("HT-2",), "QY-JYJ", 3)
    ]
    assert "19" in found.flags[0].text.text("en")


def test_documents_need_five_working_days(make_county: MakeCounty) -> None:
    """2025-03-03 is a Monday: five working days later is the Monday after."""
    county = make_county(
        contracts=[
            {**TENDER, "docs_from": "2025-03-03", "bid_deadline": "2025-03-10"},
            {**TENDER, "contract_id": "HT-2", "docs_from": "2025-03-03",
             "bid_deadline": "2025-03-09"},
        ]
    )  # fmt: skip
    assert subjects(CHECK, county, days=0) == [("HT-2", "documents")]
    assert judge(CHECK, county, days=0).flags[0].figures[0][1] == 4


def test_flags_last(make_county: MakeCounty) -> None:
    short = {**TENDER, "bid_deadline": "2025-03-20"}
    other = {**short, "contract_id": "HT-0", "org_id": "QY-CZJ"}
    assert lasting(CHECK, make_county(contracts=[short]), make_county(contracts=[other, short]))

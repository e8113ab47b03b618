"""Every rule of the field's schemas, computed by hand: rows that keep it and rows that break it."""

from __future__ import annotations

from collections import Counter

import pytest

from publisher.languages import pick
from publisher.source import rules, schemas
from tests.publisher.checking.rules import finance, offices, oversight
from tests.publisher.checking.rules.made import judged, shipped

CASES = {**finance.CASES, **offices.CASES, **oversight.CASES}


def test_every_shipped_rule_has_its_case() -> None:
    assert set(CASES) == set(shipped())
    assert len(CASES) == len(finance.CASES) + len(offices.CASES) + len(oversight.CASES)


@pytest.mark.parametrize("code", CASES)
def test_a_rule_passes_what_is_right(code: str) -> None:
    assert [f.message.text("en") for f in judged(code, CASES[code][0])] == []


@pytest.mark.parametrize("code", CASES)
def test_a_rule_finds_what_is_wrong(code: str) -> None:
    found = judged(code, CASES[code][1])
    _, rule = shipped()[code]
    assert found
    assert {f.code for f in found} == {code}
    rows = CASES[code][1].count(" | ") + 2
    for finding in found:
        assert finding.row is not None
        assert 2 <= finding.row <= rows
        assert finding.column
        assert finding.field in rule.fields
        for lang in ("zh", "en"):
            assert "{" not in finding.text(lang).replace("{单位}", "")
            assert finding.rule is not None
            assert pick(rule.about, lang) in finding.rule.text(lang)


def test_codes_of_all_schemas_differ() -> None:
    codes = Counter(
        rule["code"]
        for name in schemas.shipped_names()
        if (document := schemas.shipped(name))
        for rule in document.value.get("rules") or ()
    )
    assert [code for code, count in codes.items() if count > 1] == []


@pytest.mark.parametrize("name", schemas.shipped_names())
def test_shipped_rules_are_well_formed_in_both_languages(name: str) -> None:
    document = schemas.shipped(name)
    assert document is not None
    assert [f.message.text("en") for f in schemas.findings(document.value, name, 1)] == []
    for rule in rules.rules_of(schemas.build(document.value, name)):
        assert set(rule.about) == {"zh", "en"}


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("three-public-total", "Total (total) is 12.50, but 3.00 + 9.00 + 0.00 = 12.00."),
        ("three-public-change-note", "Receptions (reception) is 2.01, above 2.00; Reason of "
         "change (change_note) must say "
                                     "why."),
        ("three-public-scale", "The figures 2, 3, 6, 11 look like the numbers of the columns, not "
                               "like amounts."),
        ("decision-votes", "Present (present_count) is 8, but 6 + 1 + 0 + 0 + 0 = 7."),
        ("contract-dates", "Signed (signed_on) 2025-01-29 must not be before Bid deadline "
         "(bid_deadline) 2025-01-30."),
        ("payment-negative", "As Amount (amount) is below 0: Reverses (reverses_id) must be "
         "filled in."),
        ("payment-individual", "As Kind of payee (payee_kind) is Individual: Summary (summary) "
         "must be written as the "
                               "rule says."),
        ("petition-small", "Overdue (overdue) is a count below 5, which could point to persons."),
        ("post-one-leader", "QY-CZJ: this period begins on 2024-01-01, before an earlier one ends "
                            "on 2024-01-02 (see row 2)."),
        ("village-balance", "QY-WJC / 2025Q3: 120.30 and 120.31 must be equal."),
        ("organisation-tree", "“QY-A” stands above itself: QY-A → QY-C → QY-B → QY-A."),
        ("risk-level", "Level (level) is Low, but 5 × 3 belongs to High."),
    ],
)  # fmt: skip
def test_findings_say_the_numbers(code: str, said: str) -> None:
    assert said in [f.message.text("en") for f in judged(code, CASES[code][1])]


def test_a_year_in_a_column_of_figures_is_found_where_it_stands() -> None:
    row = "overseas=1.5, vehicle_total=2019, reception=0, total=9"
    (found,) = judged("three-public-scale", row)
    assert found.field == "vehicle_total"
    assert found.message.text("en") == (
        "Vehicles in total (vehicle_total) is 2019: that is a year, not an amount."
    )
    assert found.hint is not None
    assert "column of years" in found.hint.text("en")
    assert "年度列" in found.hint.text("zh")


def test_people_are_not_named_where_they_must_not_be() -> None:
    row = "payee_kind=individual, payee_name=王某某, summary=付王某某, supplier_id=X"
    found = judged("payment-individual", row)
    assert {f.field for f in found} == {"payee_name", "summary", "supplier_id"}
    assert all("王" not in f.text(lang) for f in found for lang in ("zh", "en"))

import datetime as dt

import polars as pl

from publisher import workdays
from publisher.supervision.county import County
from publisher.supervision.thresholds import LIMIT, with_limit
from tests.publisher.supervision.conftest import MakeCounty, Written, table

VALUES = {"open_goods": 2_000_000, "open_works": 4_000_000, "open_services": 1_500_000}
BOUGHT = {"org_id": "QY-JYJ", "notice_on": "2025-03-01", "category_code": "A"}


def limits(county: County) -> list[float]:
    bought = county.tables["contracts"]
    return with_limit(county, bought, VALUES, day="notice_on")[LIMIT].to_list()


def test_parameters_by_category_where_there_is_no_table(make_county: MakeCounty) -> None:
    county = make_county(contracts=[{**BOUGHT, "category_code": c} for c in "CAB"])
    assert limits(county) == [1_500_000, 2_000_000, 4_000_000]


def test_the_table_goes_before_parameters_by_day_region_and_category() -> None:
    rows = [
        ("990000", "A", "open", 1_000_000, dt.date(2024, 1, 1), None),
        ("990000", "A", "open", 3_000_000, dt.date(2025, 3, 1), None),
        ("999921", "A", "open", 2_500_000, dt.date(2025, 6, 1), dt.date(2025, 6, 30)),
        ("999921", "A", "decentralised", 300_000, dt.date(2020, 1, 1), None),
        ("999900", "B", "open", 5_000_000, dt.date(2020, 1, 1), None),
    ]
    columns = ["region_code", "category", "kind", "amount", "effective_from", "effective_to"]
    contracts = [
        {**BOUGHT, "notice_on": "2025-06-01"},  # the county's own from its first day
        {**BOUGHT, "notice_on": "2025-06-30"},  # to its last
        {**BOUGHT, "notice_on": "2025-07-01"},  # and then the province's again
        {**BOUGHT, "notice_on": "2025-05-31"},  # the province's of March
        {**BOUGHT, "notice_on": "2025-02-28"},  # the province's first one
        {**BOUGHT, "notice_on": "2023-12-31"},  # none yet: the parameter
        {**BOUGHT, "category_code": "B"},  # the city's
        {**BOUGHT, "category_code": "C"},  # none: the parameter
    ]
    tables = {
        "contracts": table("contracts", contracts),
        "organisations": table("organisations", [{"org_id": "QY-JYJ", "region_code": "999921"}]),
        "thresholds": pl.DataFrame(rows, schema=columns, orient="row"),
    }
    county = County(Written(tables), dt.date(2026, 3, 31), workdays.shipped())
    assert limits(county) == [
        2_500_000, 2_500_000, 3_000_000,
        3_000_000, 1_000_000, 2_000_000, 5_000_000, 1_500_000,
    ]  # fmt: skip

"""Twenty thousand payments of 2024 and 2025, booked, numbered and reversed like real ones."""

import random
from datetime import date, timedelta
from typing import NamedTuple

from tests.demonstration import workdays
from tests.demonstration.functions import func_code
from tests.demonstration.instalments import contract_outlays
from tests.demonstration.odd_payments import plant
from tests.demonstration.outlays import Outlay, ordinary, three_public_outlays
from tests.demonstration.procurement import Market
from tests.demonstration.rows import Planted, Row, Table, publication, yuan
from tests.demonstration.three_public import BY_SIZE, Figures, Key

COUNT = 20_000
REVERSALS = 30
YEARS = (2024, 2025)
LAST_DAY = date(2025, 12, 31)


class Ledger(NamedTuple):
    """The table, the outlays it was made from and what was planted."""

    table: Table
    outlays: list[Outlay]
    planted: list[Planted]


def payments(found: dict[Key, Figures], market: Market) -> Ledger:
    """All payments in order of their days; exactly `COUNT` rows."""
    rng = random.Random("清源县 payments")
    fixed = three_public_outlays(rng, found) + contract_outlays(rng, market)
    odd = plant(rng)
    added = sum(len(o.outlays) for o in odd if o.added)
    rest = COUNT - REVERSALS - len(fixed) - added
    outlays = fixed + spread(rng, rest) + [x for o in odd if o.added for x in o.outlays]
    for o in odd:
        o.change(rng, outlays)
    outlays += reversals(rng, outlays)
    outlays.sort(key=lambda o: (o.paid_on, BY_SIZE.index(o.org_id)))
    number(outlays)
    table = Table("payments", "payments", [row(o) for o in outlays])
    return Ledger(table, outlays, [o.listed() for o in odd])


def spread(rng: random.Random, count: int) -> list[Outlay]:
    """The ordinary outlays, more for larger units, spread over all working days."""
    weights = [2.0 - place * 0.03 for place in range(len(BY_SIZE))]
    days = {year: workdays.open_days(date(year, 1, 2), date(year, 12, 31)) for year in YEARS}
    units = [BY_SIZE[n % len(BY_SIZE)] for n in range(len(BY_SIZE) * 8)]
    units += rng.choices(BY_SIZE, weights, k=count - len(units))
    return [ordinary(rng, org_id, rng.choice(days[YEARS[n % 2]])) for n, org_id in enumerate(units)]


def reversals(rng: random.Random, outlays: list[Outlay]) -> list[Outlay]:
    """Some transfers come back within days and are booked with the opposite sign."""
    able = [
        o
        for o in outlays
        if o.contract_id is None
        and o.supplier
        and not o.marked
        and o.econ_code not in ("30217", "30231", "30212", "31013")
        and date(2024, 2, 1) < o.paid_on < LAST_DAY - timedelta(days=30)
    ]
    return [
        Outlay(
            o.org_id,
            workdays.add(o.paid_on, rng.randint(2, 8)),
            -o.amount,
            o.econ_code,
            o.supplier,
            o.payee_kind,
            o.payee_name,
            f"退汇冲正：{o.summary}",
            reverses=o,
        )
        for o in rng.sample(able, REVERSALS)
    ]


def number(outlays: list[Outlay]) -> None:
    """Give payments their ids and vouchers their numbers within the unit's month."""
    counts: dict[tuple[str, int, int], int] = {}
    for place, outlay in enumerate(outlays, 1):
        outlay.payment_id = f"ZF{outlay.paid_on:%y}-{place:05d}"
        month = (outlay.org_id, outlay.paid_on.year, outlay.paid_on.month)
        counts[month] = counts.get(month, 0) + 1
        outlay.voucher_no = f"记{outlay.paid_on:%y%m}-{counts[month]:03d}"
    for outlay in outlays:
        if outlay.same_voucher_as:
            outlay.voucher_no = outlay.same_voucher_as.voucher_no


def row(outlay: Outlay) -> Row:
    """One payment as published on the tenth of the following month."""
    first = outlay.paid_on.replace(day=1) + timedelta(days=32)
    return {
        "payment_id": outlay.payment_id,
        "org_id": outlay.org_id,
        "paid_on": outlay.paid_on,
        "amount": yuan(outlay.amount),
        "econ_code": outlay.econ_code,
        "func_code": func_code(outlay.org_id, project=outlay.project),
        "supplier_id": outlay.supplier or None,
        "payee_kind": outlay.payee_kind,
        "payee_name": outlay.payee_name,
        "summary": outlay.summary,
        "method": outlay.method,
        "contract_id": outlay.contract_id,
        "voucher_no": outlay.voucher_no,
        "reverses_id": outlay.reverses.payment_id if outlay.reverses else None,
        **publication(
            outlay.org_id, workdays.add(first.replace(day=10), 0), f"{outlay.paid_on:%Y-%m}支付表"
        ),
    }

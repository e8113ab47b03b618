"""What is paid under contracts: instalments after signing, within the contract's amount."""

import random
from datetime import date, timedelta

from tests.demonstration import workdays
from tests.demonstration.outlays import Outlay, shares
from tests.demonstration.procurement import Market, first_payment, payable, supplier_of
from tests.demonstration.rows import Row


def contract_outlays(rng: random.Random, market: Market) -> list[Outlay]:
    """Two to four instalments of each contract; never in December, so that no rush arises."""
    made: list[Outlay] = []
    for contract in market.contracts.rows:
        overpaid = contract["contract_id"] in market.overpaid
        count = rng.randint(2, 4)
        start = first_payment(contract)
        planned = [
            workdays.add(start + timedelta(days=n * rng.randint(35, 80)), 0) for n in range(count)
        ]
        days = [d for d in planned if d <= date(2025, 11, 28) and d.month != 12]
        if not days:
            continue
        total = int(
            payable(contract) * (1.06 if overpaid else rng.uniform(0.9, 1) * len(days) / count)
        )
        made += instalments(rng, contract, days, total)
    return made


def instalments(rng: random.Random, contract: Row, days: list[date], total: int) -> list[Outlay]:
    """The contract's payments on the given days."""
    code = {"A": "31002", "B": "31005", "C": "30227"}[str(contract["category_code"])]
    supplier = supplier_of(contract)
    amounts = shares(total, [rng.uniform(0.7, 1.3) for _ in days])
    return [
        Outlay(
            str(contract["org_id"]),
            when,
            amount,
            code,
            supplier.supplier_id,
            "enterprise",
            supplier.name,
            f"{contract['project_name']}第{n}次付款",
            contract_id=str(contract["contract_id"]),
        )
        for n, (when, amount) in enumerate(zip(days, amounts, strict=True), 1)
    ]

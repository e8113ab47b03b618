"""C13: contracts and projects that cost more than was agreed or approved."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from publisher.languages import message
from publisher.supervision.cases import (
    HALF_CENT,
    Row,
    by_key,
    latest,
    listed,
    money,
    not_evaluated,
    percent,
    row_evidence,
)
from publisher.supervision.county import County, evidence
from publisher.supervision.model import Check, Flag, Outcome, Parameter, Source, Value, Weight
from publisher.supervision.procurement import Suppliers

SPENT = ("contract_total", "paid_total", "final_account")
"""What a project costs, as far as it is known; the largest counts."""


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag large amendments, payments beyond the contract, and projects beyond their budget."""
    contracts = county.tables["contracts"]
    limit = pl.col("amount") * values["amendments"] + HALF_CENT
    grown = contracts.filter(pl.col("amendments_amount") > limit)
    paid, strangers = _paid(county, contracts)
    overpaid = paid.filter(pl.col("_paid") > pl.col("_agreed") + HALF_CENT)
    projects = county.tables.find("projects")
    over, changed, unknown = _projects(projects, values)
    suppliers = Suppliers(county, pl.concat([grown["supplier_id"], overpaid["supplier_id"]]))
    payments = county.tables.find("payments")
    rows = {}
    if payments is not None:
        rows = by_key(payments, "contract_id", overpaid["contract_id"])
    return Outcome(
        population=contracts.height + (projects.height if projects is not None else 0),
        not_evaluated=not_evaluated(
            (message("an amount is missing"), contracts.filter(
                pl.col("amount").is_null() | pl.col("amendments_amount").is_null()).height),
            (message("no payment under the contract is published"),
             contracts.height - paid.height),
            (message("payments name a contract that is not published"), strangers),
            (message("the project's approved budget, costs or changes are missing"), unknown),
        ),
        flags=(
            *(_grown(row, suppliers, values) for row in grown.iter_rows(named=True)),
            *(_overpaid(row, rows[row["contract_id"]], suppliers)
              for row in overpaid.iter_rows(named=True)),
            *(_over(row) for row in over.iter_rows(named=True)),
            *(_changed(row, values) for row in changed.iter_rows(named=True)),
        ),
    )  # fmt: skip


def _paid(county: County, contracts: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Contracts with what was paid and agreed, and how many payments name unknown contracts."""
    payments = county.tables.find("payments")
    agreed = contracts.with_columns(
        (pl.col("amount") + pl.col("amendments_amount").fill_null(0)).alias("_agreed")
    )
    if payments is None:
        return agreed.clear().with_columns(_paid=pl.lit(0.0)), 0
    linked = payments.filter(pl.col("contract_id").is_not_null())
    sums = linked.group_by("contract_id").agg(pl.col("amount").sum().alias("_paid"))
    strangers = linked.join(contracts, on="contract_id", how="anti").height
    return agreed.join(sums, on="contract_id", maintain_order="left"), strangers


def _projects(
    projects: pl.DataFrame | None, values: Mapping[str, Value]
) -> tuple[pl.DataFrame, pl.DataFrame, int]:
    """Projects above their approved budget, projects with many changes, and those unknown."""
    if projects is None:
        return pl.DataFrame(), pl.DataFrame(), 0
    known = projects.with_columns(pl.max_horizontal(*SPENT).alias("_cost"))
    budget, changes = pl.col("approved_budget"), pl.col("change_orders_amount")
    over = known.filter(
        budget > 0, pl.col("_cost") > budget * (1 + float(values["project"])) + HALF_CENT
    )
    share = pl.col("contract_total") * values["changes"] + HALF_CENT
    changed = known.filter(pl.col("contract_total") > 0, changes > share)
    unknown = known.filter(
        pl.any_horizontal(
            budget.is_null(), pl.col("_cost").is_null(), changes.is_null(),
            pl.col("contract_total").is_null(),
        )
    )  # fmt: skip
    return over, changed, unknown.height


def _grown(row: Row, suppliers: Suppliers, values: Mapping[str, Value]) -> Flag:
    amount, extra = row["amount"], row["amendments_amount"]
    share = extra / amount if amount else 1.0
    return Flag(
        check=CHECK.id, subject=(row["contract_id"], "amendments"), unit=row["org_id"],
        weight=Weight.HIGH, day=row["signed_on"],
        text=message("Supplementary contracts come to {share} of the contract's amount; at most "
                     "{limit} is allowed.", share=percent(share),
                     limit=percent(float(values["amendments"]))),
        evidence=(row_evidence("contracts", row),), rows=1,
        figures=((message("Contract amount"), amount), (message("Amendments"), extra),
                 (message("Share of the contract"), share)),
        parties=suppliers(row["supplier_id"]),
    )  # fmt: skip


def _overpaid(row: Row, rows: pl.DataFrame, suppliers: Suppliers) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["contract_id"], "paid"), unit=row["org_id"],
        weight=Weight.HIGH, day=latest(rows["paid_on"]),
        text=message("{paid} yuan were paid under a contract that with its supplements comes to "
                     "{agreed} yuan.", paid=money(row["_paid"]), agreed=money(row["_agreed"])),
        evidence=listed((row_evidence("contracts", row),), evidence("payments", rows)),
        rows=1 + rows.height,
        figures=((message("Paid"), row["_paid"]),
                 (message("Contract with supplements"), row["_agreed"]),
                 (message("Difference"), row["_paid"] - row["_agreed"])),
        parties=suppliers(row["supplier_id"]),
    )  # fmt: skip


def _over(row: Row) -> Flag:
    share = row["_cost"] / row["approved_budget"] - 1
    return Flag(
        check=CHECK.id, subject=(row["project_id"], "budget"), unit=row["org_id"],
        weight=Weight.HIGH, day=row["published_on"],
        text=message("The project costs {share} more than its approved budget; more needs a new "
                     "approval.", share=percent(share)),
        evidence=(row_evidence("projects", row),), rows=1,
        figures=((message("Approved budget"), row["approved_budget"]),
                 (message("Cost"), row["_cost"])),
    )  # fmt: skip


def _changed(row: Row, values: Mapping[str, Value]) -> Flag:
    share = row["change_orders_amount"] / row["contract_total"]
    return Flag(
        check=CHECK.id, subject=(row["project_id"], "changes"), unit=row["org_id"],
        weight=Weight.HIGH, day=row["published_on"],
        text=message("Changes to the project come to {share} of its contracts; above {limit} an "
                     "explanation is asked.", share=percent(share),
                     limit=percent(float(values["changes"]))),
        evidence=(row_evidence("projects", row),), rows=1,
        figures=((message("Changes"), row["change_orders_amount"]),
                 (message("Contracts of the project"), row["contract_total"])),
    )  # fmt: skip


CHECK = Check(
    id="C13",
    name=message("Growth after award"),
    about=message("What is bought may become dearer after the award, within limits. The check "
                  "compares supplements with the contract, payments with what was agreed, and "
                  "the costs of projects with their approved budget."),
    cases=message("contracts and projects"),
    basis="政府采购法 art.49; 政府投资条例 art.23; OCP R059, R064, R068, R069",
    parameters=(
        Parameter("amendments", 0.1, message("Largest share of supplementary contracts"),
                  "政府采购法 art.49", Source.VERIFIED),
        Parameter("project", 0.0, message("Share by which a project may exceed its budget"),
                  "政府投资条例 art.23", Source.VERIFIED),
        Parameter("changes", 0.1, message("Largest share of changes in a project"),
                  "local setting", Source.LOCAL),
    ),
    needs=("contracts",),
    run=run,
)  # fmt: skip

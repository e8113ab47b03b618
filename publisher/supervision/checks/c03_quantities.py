"""The figures of the nine budget tables and the three public expenses that C03 compares."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from publisher.languages import Message, message

CASE = ["org_id", "year", "stage"]
STAGES = ("budget", "adjusted", "final")
THREE_PUBLIC_STAGES = ("budget", "final")


class Quantity(NamedTuple):
    """A figure of a unit, year and stage: the sum of `column` over the `rows` of a table."""

    label: Message
    schema: str
    rows: pl.Expr
    column: str


class Identity(NamedTuple):
    """Sums of quantities that must be equal, or, with `part`, the left one no larger."""

    name: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    part: bool = False
    stages: tuple[str, ...] = STAGES


def _line(label: Message, table: str, *, func: str = "-", econ: str = "-",
          column: str = "total") -> Quantity:  # fmt: skip
    rows = (
        (pl.col("table_code") == table)
        & (pl.col("func_code") == func)
        & (pl.col("econ_code") == econ)
    )
    return Quantity(label, "budget_lines", rows, column)


def _classes(label: Message, table: str, code: str, column: str = "total") -> Quantity:
    """The rows of classes, with three digits; the row that says a table is empty counts as 0."""
    digits = pl.col(code).str.len_chars() == 3
    empty = pl.col("empty_statement").is_not_null()
    rows = (pl.col("table_code") == table) & (digits | empty)
    return Quantity(label, "budget_lines", rows, column)


def _printed(label: Message, column: str) -> Quantity:
    return Quantity(label, "three_public", pl.lit(True), column)


CODES = {
    "overseas": ("30212", message("travel abroad in table T9"),
                 message("basic expenditure for travel abroad in table T8"),
                 message("travel abroad in the table of the three public expenses")),
    "vehicle_purchase": ("31013", message("the purchase of vehicles in table T9"),
                         message("basic expenditure for the purchase of vehicles in table T8"),
                         message("the purchase of vehicles in the table of the three public "
                                 "expenses")),
    "vehicle_operation": ("30231", message("the running of vehicles in table T9"),
                          message("basic expenditure for the running of vehicles in table T8"),
                          message("the running of vehicles in the table of the three public "
                                  "expenses")),
    "reception": ("30217", message("receptions in table T9"),
                  message("basic expenditure for receptions in table T8"),
                  message("receptions in the table of the three public expenses")),
}  # fmt: skip

QUANTITIES = {
    "t1_income": _line(message("income in table T1"), "T1", func="SR"),
    "t1_spending": _line(message("expenditure in table T1"), "T1", func="ZC"),
    "t2_income": _line(message("income in table T2"), "T2", func="SR"),
    "t3_spending": _line(message("expenditure in table T3"), "T3", func="ZC"),
    "t3_basic": _line(message("basic expenditure in table T3"), "T3", func="ZC", column="basic"),
    "t4_spending": _line(message("expenditure in table T4"), "T4", func="ZC"),
    "t5_classes": _classes(message("the classes of table T5"), "T5", "func_code"),
    "t6_classes": _classes(message("the classes of table T6"), "T6", "func_code"),
    "t7_classes": _classes(message("the classes of table T7"), "T7", "func_code"),
    "t8_classes": _classes(message("the classes of table T8"), "T8", "econ_code", "basic"),
    **{f"t9_{name}": _line(label, "T9", econ=code) for name, (code, label, _, _) in CODES.items()},
    **{f"t8_{name}": _line(label, "T8", econ=code, column="basic")
       for name, (code, _, label, _) in CODES.items()},
    **{f"own_{name}": _printed(label, name) for name, (_, _, _, label) in CODES.items()},
}  # fmt: skip

PARTS = tuple(
    Identity(f"t8-{name}", (f"t8_{name}",), (f"own_{name}",), part=True, stages=THREE_PUBLIC_STAGES)
    for name in CODES
)
IDENTITIES = (
    Identity("t1-t2-income", ("t1_income",), ("t2_income",)),
    Identity("t1-income-spending", ("t1_income",), ("t1_spending",)),
    Identity("t1-t3-spending", ("t1_spending",), ("t3_spending",)),
    Identity("t3-t5-spending", ("t3_spending",), ("t5_classes", "t6_classes", "t7_classes")),
    Identity("t4-t5-t6-t7", ("t4_spending",), ("t5_classes", "t6_classes", "t7_classes")),
    Identity("t3-t8-basic", ("t3_basic",), ("t8_classes",)),
    *(
        Identity(f"t9-{name}", (f"t9_{name}",), (f"own_{name}",), stages=THREE_PUBLIC_STAGES)
        for name in CODES
    ),
    *PARTS,
)


def wide(lines: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """All quantities as columns, in hundredths, by unit, year and stage; null where missing."""
    sides = [
        source.group_by(CASE).agg(
            pl.when(quantity.rows.any())
            .then((pl.col(quantity.column).filter(quantity.rows).sum() * 100).round())
            .cast(pl.Int64)
            .alias(name)
            for name, quantity in QUANTITIES.items()
            if quantity.schema == schema
        )
        for schema, source in (("budget_lines", lines), ("three_public", table))
    ]
    return sides[0].join(sides[1], on=CASE, how="full", coalesce=True).sort(CASE)

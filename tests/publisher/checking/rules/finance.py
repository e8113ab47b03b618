"""Money: for each rule rows that keep it, and rows of which the last breaks it."""

from __future__ import annotations

GOOD = "91999921MA0021828J"
WRONG = "91999921MA0021828K"
LINE = "org_id=QY-CZJ, year=2025, stage=final"


def line(code: str, total: str, *, econ: str = "-", func: str = "-", more: str = "") -> str:
    """A line of the budget."""
    end = f", {more}" if more else ""
    return f"{LINE}, table_code={code}, func_code={func}, econ_code={econ}, total={total}{end}"


def plain(code: str, total: str, *, econ: str = "-", func: str = "-") -> str:
    """A line with its functional code or its economic one alone."""
    which = f"econ_code={econ}" if econ != "-" else f"func_code={func}"
    return f"{LINE}, table_code={code}, {which}, total={total}"


def levels(*codes: tuple[str, str], econ: bool) -> str:
    """Lines of one table by code and total; basic expenditure is half of each total."""
    rows = []
    for code, total in codes:
        keys = f"econ_code={code}, func_code=-" if econ else f"func_code={code}, econ_code=-"
        half = float(total) / 2
        rows.append(f"{LINE}, table_code=T5, {keys}, basic={half}, project={half}, total={total}")
    return " | ".join(rows)


def joined(*rows: str) -> str:
    """Rows of one table."""
    return " | ".join(rows)


PUBLIC = "org_id=QY-CZJ, year=2024, overseas=5.00, vehicle_total=9.00, reception={r}, stage={s}"
VILLAGE = "org_id=QY-WJC, period={p}, income_or_expense={k}, amount={a}"


def quarter(period: str, opening: str, income: str, expense: str, closing: str) -> str:
    """The four lines of a village's quarter."""
    parts = {"opening": opening, "income": income, "expense": expense, "closing": closing}
    return joined(*(VILLAGE.format(p=period, k=k, a=a) for k, a in parts.items()))


BASIC = joined(
    f"{LINE}, table_code=T3, func_code=ZC, basic=70.00",
    f"{LINE}, table_code=T8, econ_code=301, total=50.00",
    f"{LINE}, table_code=T8, econ_code=30101, total=50.00",
)
CASES: dict[str, tuple[str, str]] = {
    "three-public-total": (
        "overseas=3.00, vehicle_total=9.00, reception=0.50, total=12.55",
        "overseas=3.00, vehicle_total=9.00, reception=0.00, total=12.50"),
    "three-public-vehicles": (
        "vehicle_total=9.00, vehicle_purchase=0.00, vehicle_operation=9.05",
        "vehicle_total=9.00, vehicle_purchase=1.00, vehicle_operation=9.00"),
    "three-public-purchase": (
        "vehicle_purchase=14.00, vehicles_purchased=1 | vehicle_purchase=0, vehicles_purchased=0",
        "vehicle_purchase=14.00, vehicles_purchased=0"),
    "three-public-purchased": (
        "vehicle_purchase=14.00, vehicles_purchased=1 | vehicle_purchase=0, vehicles_purchased=0",
        "vehicle_purchase=0.00, vehicles_purchased=1"),
    "three-public-reception": (
        "reception=1.20, reception_batches=3, reception_persons=20 | reception=0.00",
        "reception=1.20, reception_batches=0, reception_persons=20"),
    "three-public-change-note": (
        joined(PUBLIC.format(r="2.00", s="budget"), PUBLIC.format(r="2.00", s="final")),
        joined(PUBLIC.format(r="2.00", s="budget"), PUBLIC.format(r="2.01", s="final"))),
    "three-public-scale": (
        "overseas=1.50, vehicle_total=4, reception=2, total=7.50"
        " | overseas=0, vehicle_total=3, reception=2, total=5"
        " | overseas=2019, vehicle_total=3, reception=2, total=2024, change_note=数额无误",
        "overseas=2, vehicle_total=3, reception=6, total=11"),
    "budget-line-total": ("basic=1319.86, project=471.09, total=1790.95 | basic=1",
                          "basic=1319.86, project=471.09, total=1790.85"),
    "budget-balance": (joined(plain("T1", "90.00", func="SR"), plain("T1", "90.04", func="ZC")),
                       joined(plain("T1", "90.00", func="SR"), plain("T1", "90.06", func="ZC"))),
    "budget-basic": (joined(BASIC, plain("T8", "20.00", econ="302")),
                     joined(BASIC, plain("T8", "19.00", econ="302"))),
    "budget-functional": (
        joined(plain("T3", "90.00", func="ZC"), plain("T5", "80.00", func="201"),
               plain("T6", "10.00", func="212"), plain("T5", "80.00", func="20101")),
        joined(plain("T3", "90.00", func="ZC"), plain("T5", "80.00", func="201"))),
    "budget-appropriation": (
        joined(plain("T4", "90.00", func="ZC"), plain("T5", "80.00", func="201"),
               plain("T7", "10.00", func="223")),
        joined(plain("T4", "95.00", func="ZC"), plain("T5", "80.00", func="201"),
               plain("T7", "10.00", func="223"))),
    "budget-three-public": (
        joined(line("T9", "7.00", func="ZC"), line("T9", "3.00", econ="30217"),
               line("T9", "4.00", econ="30231"), line("T9", "99.00", func="JX")),
        joined(line("T9", "8.00", func="ZC"), line("T9", "3.00", econ="30217"),
               line("T9", "4.00", econ="30231"))),
    **{
        f"budget-line-{code}": (
            joined(plain("T8", "3.00", econ=code), plain("T9", "3.04", econ=code)),
            joined(plain("T8", "3.10", econ=code), plain("T9", "3.00", econ=code)))
        for code in ("30212", "30217", "30231", "31013")
    },
    "budget-functional-levels": (
        levels(("201", "10"), ("20101", "6"), ("20102", "4"), ("2010101", "6"), ("204", "3"),
               econ=False),
        levels(("201", "10"), ("20101", "6"), ("20102", "3"), econ=False)),
    "budget-economic-levels": (
        levels(("301", "10"), ("30101", "6"), ("30102", "4"), econ=True),
        levels(("301", "10"), ("30101", "6"), ("30102", "5"), econ=True)),
    "budget-empty": ("empty_statement=本表为空。 | total=3.00",
                     "empty_statement=本表为空。, total=3.00"),
    "budget-empty-unsaid": ("empty_statement=本表为空。 | total=3.00", "empty_statement="),
    "budget-placeholder": ("func_name=行政运行 | econ_name=办公费",
                           "empty_statement={单位}没有此项支出"),
    "payment-zero": ("amount=0.01 | amount=-5.00", "amount=0.00"),
    "payment-negative": ("amount=-5.00, reverses_id=ZF-00001 | amount=5.00", "amount=-5.00"),
    "payment-reversal": ("amount=-5.00, reverses_id=ZF-00001 | amount=5.00",
                         "amount=5.00, reverses_id=ZF-00001"),
    "payment-reversal-date": (
        "reverses_id.paid_on=2025-03-01, paid_on=2025-03-01 | paid_on=2025-01-01",
        "reverses_id.paid_on=2025-03-01, paid_on=2025-02-28"),
    "payment-reversal-amount": (
        "amount=-5.00, reverses_id=ZF-00001, reverses_id.amount=5.00",
        "amount=-5.01, reverses_id=ZF-00001, reverses_id.amount=5.00"),
    "payment-individual": (
        "payee_kind=individual, payee_name=个人, summary=差旅费报销（批次2401-13）"
        " | payee_kind=enterprise, payee_name=甲公司, summary=购纸",
        "payee_kind=individual, payee_name=个人, summary=付王某差旅费"),
    "payment-payee": ("payee_name=个人, payee_kind=individual"
                      " | payee_name=甲公司, payee_kind=enterprise",
                      "payee_name=个人, payee_kind=enterprise"),
    "payment-credit-code": (f"supplier_id={GOOD}", f"supplier_id={WRONG}"),
    "payments-after-abolition": (
        "paid_on=2025-03-01, org_id.abolished_on=2025-03-01 | paid_on=2025-05-01",
        "paid_on=2025-03-02, org_id.abolished_on=2025-03-01"),
    "contract-dates": (
        "notice_on=2025-01-02, bid_deadline=2025-01-30, result_on=2025-01-30, signed_on=2025-02-18",
        "notice_on=2025-01-02, bid_deadline=2025-01-30, signed_on=2025-01-29"),
    "contract-documents": ("docs_from=2025-01-02, bid_deadline=2025-01-30 | docs_from=2025-01-02",
                           "docs_from=2025-01-31, bid_deadline=2025-01-30"),
    "contract-published": ("signed_on=2025-02-18, contract_published_on=2025-02-18",
                           "signed_on=2025-02-18, contract_published_on=2025-02-17"),
    "contract-accepted": ("signed_on=2025-02-18, acceptance_on=2025-07-18",
                          "signed_on=2025-02-18, acceptance_on=2025-02-17"),
    "contract-credit-code": (f"supplier_id={GOOD}", f"supplier_id={WRONG}"),
    "contracts-after-abolition": (
        "signed_on=2025-03-01, org_id.abolished_on=2025-04-01",
        "signed_on=2025-05-01, org_id.abolished_on=2025-04-01"),
    "bid-valid": ("status=valid, rank=2 | status=withdrawn", "status=valid"),
    "bid-invalid": ("status=disqualified, reason=逾期 | status=valid, rank=1",
                    "status=disqualified, rank=3, reason=逾期"),
    "bid-winner": ("contract_id=A, rank=1 | contract_id=A, rank=2 | contract_id=B, rank=1",
                   "contract_id=A, rank=1 | contract_id=A, rank=1"),
    "supplier-credit-code": (f"supplier_id={GOOD}", f"supplier_id={WRONG}"),
    "receptions-after-abolition": (
        "date=2025-03-01, org_id.abolished_on=2025-04-01",
        "date=2025-05-01, org_id.abolished_on=2025-04-01"),
    "threshold-dates": ("effective_from=2024-01-01, effective_to=2024-12-31",
                        "effective_from=2024-01-01, effective_to=2023-12-31"),
    "threshold-overlap": (
        "region_code=999921, category=A, kind=open, effective_from=2023-01-01,"
        " effective_to=2024-01-01 | region_code=999921, category=A, kind=open,"
        " effective_from=2024-01-01 | region_code=999921, category=B, kind=open,"
        " effective_from=2023-06-01",
        "region_code=999921, category=A, kind=open, effective_from=2023-01-01"
        " | region_code=999921, category=A, kind=open, effective_from=2024-01-01"),
    "threshold-region": ("region_code=330782", "region_code=163078"),
    "village-balance": (quarter("2025Q3", "100.10", "50.20", "30.00", "120.30"),
                        quarter("2025Q3", "100.10", "50.20", "30.00", "120.31")),
    "village-carried": (
        joined(quarter("2025Q3", "0", "1", "0", "1.00"), quarter("2025Q4", "1.00", "1", "1", "1"),
               quarter("2026Q2", "9.00", "1", "1", "9")),
        joined(quarter("2025Q4", "0", "1", "0", "1.00"), quarter("2026Q1", "1.01", "1", "1", "1"))),
    "relief-small": ("recipients=5 | recipients=0", "recipients=4"),
    "relief-amount": ("recipients=7, amount=700.00 | recipients=0, amount=0", "amount=700.00"),
    "relief-paid": ("recipients=7, amount=700.00 | amount=0, recipients=0",
                    "recipients=0, amount=700.00"),
}  # fmt: skip

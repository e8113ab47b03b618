"""Generated payments of a county, as large as wanted: eleven columns, keys, and some mistakes."""

import datetime as dt
import random
from pathlib import Path

SUPPLIERS = 2_000
UNITS = 60
FIRST_DAY = dt.date(2019, 1, 1)
DAYS = 2_500
KINDS = ("goods", "services", "works")
METHODS = ("transfer", "card", "cash")
NOTES = ("办公用品采购", "道路养护", "“十四五”规划编制, 第二笔", "会议室租用", "信息系统运维服务")

DESCRIPTOR = """\
name: payments
title: {zh: 支付明细, en: Payments}
licenses: [{name: CC-BY-4.0}]
resources:
  - name: payments
    path: payments.csv
    schema:
      fields:
        - {name: payment_id, type: string,
           constraints: {required: true, unique: true, pattern: 'P[0-9]{8}'}}
        - {name: paid_on, type: date, constraints: {required: true, minimum: '2018-01-01'}}
        - {name: due_on, type: date}
        - {name: unit_id, type: string, constraints: {required: true, pattern: 'U[0-9]{3}'}}
        - {name: supplier_id, type: string, constraints: {required: true}}
        - {name: amount, type: number, constraints: {required: true, minimum: 0}}
        - {name: net, type: number, constraints: {minimum: 0, maximum: 1000000}}
        - {name: kind, type: string, constraints: {required: true, enum: [goods, services, works]}}
        - {name: method, type: string, constraints: {enum: [transfer, card, cash]}}
        - {name: quantity, type: integer, constraints: {minimum: 0, maximum: 10000}}
        - {name: note, type: string, constraints: {maxLength: 200}}
      primaryKey: [payment_id]
      foreignKeys:
        - {fields: [supplier_id], reference: {resource: suppliers, fields: [supplier_id]}}
  - name: suppliers
    path: suppliers.csv
    schema:
      fields:
        - {name: supplier_id, type: string, constraints: {required: true, pattern: 'S[0-9]{6}'}}
        - {name: name, type: string, constraints: {required: true}}
      primaryKey: [supplier_id]
"""
HEADER = ("payment_id,paid_on,due_on,unit_id,supplier_id,amount,net,kind,method,quantity,note\n")
MISTAKES = ("", "x", "2024-02-30", "1,5", '"', "-1", "S999999", "P00000001", "\n", " 5", "1_000")


def write(folder: Path, rows: int, *, wrong: bool = False) -> Path:
    """A dataset of so many payments in `folder`; gives the folder. One row in 200 may be wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "datapackage.yaml").write_text(DESCRIPTOR, encoding="utf-8")
    with (folder / "suppliers.csv").open("w", encoding="utf-8") as file:
        file.write("supplier_id,name\n")
        file.writelines(f"S{number:06d},供应商{number}\n" for number in range(SUPPLIERS))
    chance = random.Random(rows)
    days = [(FIRST_DAY + dt.timedelta(number)).isoformat() for number in range(DAYS)]
    with (folder / "payments.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        for number in range(rows):
            cells = _payment(number, chance, days)
            if wrong and chance.random() < 0.005:
                cells[chance.randrange(len(cells))] = chance.choice(MISTAKES)
            file.write(",".join(cells) + "\n")
    return folder


def _payment(number: int, chance: random.Random, days: list[str]) -> list[str]:
    draw = chance.random
    amount = int(draw() * 100_000_000)
    due = days[int(draw() * DAYS)] if draw() < 0.8 else ""
    note = f"{NOTES[int(draw() * len(NOTES))]}（{int(draw() * 100_000)}）"
    return [
        f"P{number:08d}", days[int(draw() * DAYS)], due,
        f"U{int(draw() * UNITS):03d}", f"S{int(draw() * SUPPLIERS):06d}", f"{amount / 100:.2f}",
        f"{amount * draw() / 100:.2f}", KINDS[int(draw() * 3)], METHODS[int(draw() * 3)],
        str(int(draw() * 1_000)), f'"{note}"' if "," in note else note,
    ]  # fmt: skip

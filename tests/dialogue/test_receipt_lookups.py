"""Looking a receipt up costs the same whether it opens something or nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from dialogue.gate import throttles
from dialogue.keys import receipts
from dialogue.reading.own import thread_of
from dialogue.rules import Office
from tests.dialogue.matters import sent


def looked_up(office: Office, receipt: str, client: str) -> str | None:
    """What the page of receipts does until it knows whether there is a matter."""
    digits = receipts.read(receipt)
    assert digits is not None
    assert throttles.receipt_wait(office, client) == 0
    with office.database.reading() as connection:
        return thread_of(connection, office, digits)


def test_known_and_unknown_receipts_ask_the_database_the_same(office: Office) -> None:
    asked: list[str] = []
    known = sent(office)
    unknown = receipts.with_check_digits("1" * 22)
    throttles.take(office, (throttles.RECEIPT, "makes the key of the day"))
    event.listen(office.database.engine, "before_cursor_execute",
                 lambda _c, _d, statement, *_: asked.append(statement))  # fmt: skip
    assert looked_up(office, known.receipt, "192.0.2.1") == known.thread
    first = list(asked)
    asked.clear()
    assert looked_up(office, unknown, "192.0.2.2") is None
    assert asked == first


@pytest.mark.parametrize("wrong", ["1" * 24, "1" * 23, "", "x" * 24])
def test_what_cannot_be_a_receipt_asks_nothing(wrong: str) -> None:
    assert receipts.read(wrong) is None

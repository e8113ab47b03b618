"""What an odd group of purchases is, and the small tools for making one."""

from dataclasses import dataclass

from tests.demonstration.purchase import Purchase
from tests.demonstration.rows import Cell
from tests.demonstration.suppliers import BY_TRADE, Supplier


@dataclass(frozen=True, slots=True)
class Odd:
    """A group of purchases that together show one sign."""

    check: str
    purchases: list[Purchase]
    what: str
    why: str
    overpaid: bool = False


def pool(trade: str, first: int = 0) -> list[Supplier]:
    """The suppliers of a trade, starting with the one that shall win."""
    return BY_TRADE[trade][first:] + BY_TRADE[trade][:first]


def moved(made: Purchase, **cells: Cell) -> Purchase:
    """The purchase with other cells in its contract."""
    made.contract.update(cells)
    return made

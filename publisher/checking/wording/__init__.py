"""What is wrong with a table, in plain words: frictionless' errors become findings."""

from publisher.checking.wording.columns import column_of, column_words, shown, table_words
from publisher.checking.wording.errors import finding
from publisher.checking.wording.expected import requirement
from publisher.checking.wording.rules import constraint_rules, key_rules

__all__ = [
    "column_of", "column_words", "constraint_rules", "finding", "key_rules", "requirement",
    "shown", "table_words",
]  # fmt: skip

"""Declared checks of tables: sums, orders, codes and periods that their schemas promise."""

from publisher.checking.rules.judge import check_package, check_references
from publisher.source.rules import Rule, rules_of

__all__ = ["Rule", "check_package", "check_references", "rules_of"]

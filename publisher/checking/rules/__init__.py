"""Declared checks of tables: sums, orders, codes and periods that their schemas promise."""

from __future__ import annotations

from collections.abc import Mapping

from publisher.findings import Finding
from publisher.source.packages import DataPackage
from publisher.source.rules import Rule, rules_of

__all__ = ["Rule", "check_package", "check_references", "rules_of"]


def check_package(package: DataPackage) -> list[Finding]:
    """Findings of the rules of a valid dataset's tables that need no other dataset."""
    from publisher.checking.rules import judge  # what it calculates with is slow to import

    return judge.check_package(package)


def check_references(package: DataPackage, packages: Mapping[str, DataPackage]) -> list[Finding]:
    """Findings of the rules that compare rows with those of the valid datasets `packages`."""
    from publisher.checking.rules import judge

    return judge.check_references(package, packages)

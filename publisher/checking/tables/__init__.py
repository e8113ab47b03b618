"""Tables against their schemas: exactly frictionless' errors, as findings."""

from publisher.checking.tables.check import check_package
from publisher.checking.tables.references import Columns, check_references

__all__ = ["Columns", "check_package", "check_references"]

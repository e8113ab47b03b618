"""Words for the codes that descriptors use."""

from __future__ import annotations

from collections.abc import Mapping

from publisher.languages import Message, message

CATEGORIES: Mapping[str, Message] = {
    "finance": message("Public money"),
    "procurement": message("Procurement"),
    "decisions": message("Major decisions"),
    "personnel": message("Officials"),
    "party": message("Party affairs"),
    "villages": message("Village affairs"),
    "organisation": message("Organisation"),
}
OTHER = message("Other data")

FREQUENCIES: Mapping[str, Message] = {
    "once": message("Published once"),
    "event": message("With every event"),
    "daily": message("Daily"),
    "monthly": message("Monthly"),
    "quarterly": message("Quarterly"),
    "annual": message("Annually"),
}

TYPES: Mapping[str, Message] = {
    "string": message("Text"),
    "number": message("Number"),
    "integer": message("Whole number"),
    "boolean": message("Yes or no"),
    "date": message("Date"),
    "datetime": message("Date and time"),
    "time": message("Time"),
    "year": message("Year"),
    "yearmonth": message("Year and month"),
    "duration": message("Duration"),
    "list": message("List"),
    "array": message("List"),
    "object": message("Object"),
    "geopoint": message("Place"),
    "geojson": message("Shape on a map"),
    "any": message("Anything"),
}


def category(code: str, lang: str) -> str:
    """A category in words; other codes stand for themselves."""
    if not code:
        return OTHER.text(lang)
    return CATEGORIES[code].text(lang) if code in CATEGORIES else code


def frequency(code: str, lang: str) -> str:
    """How often a dataset is updated, in words."""
    return FREQUENCIES[code].text(lang) if code in FREQUENCIES else code


def type_name(code: str, lang: str) -> str:
    """A field's type in words."""
    return TYPES[code].text(lang) if code in TYPES else code

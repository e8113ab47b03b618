"""How a file is written: the keys of a dialect, their values, and what excludes each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from publisher.languages import Message, message
from publisher.source.keys import suggestion
from publisher.source.package_keys import DIALECT
from publisher.source.places import Place

Test = Callable[[Any], bool]


def _is_mark(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 1 and value not in "\r\n\0"


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 200


def _is_switch(value: Any) -> bool:
    return isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 1_000_000


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and all(_is_number(entry) for entry in value)


_MARK: tuple[Test, Message] = (_is_mark, message("one character"))
_TEXT: tuple[Test, Message] = (_is_text, message("a text"))
_SWITCH: tuple[Test, Message] = (_is_switch, message("true or false"))
_ROWS: tuple[Test, Message] = (_is_rows, message("a list of row numbers"))

KINDS: Mapping[str, tuple[Test, Message]] = {
    "delimiter": _MARK, "quoteChar": _MARK, "escapeChar": _MARK,
    "commentChar": (_is_text, message("a text")),
    "lineTerminator": (lambda value: value in ("\n", "\r\n", "\r"), message("a line’s end")),
    "nullSequence": _TEXT, "sheetName": _TEXT, "property": _TEXT,
    "doubleQuote": _SWITCH, "skipInitialSpace": _SWITCH, "header": _SWITCH,
    "skipBlankRows": _SWITCH, "headerRows": _ROWS, "commentRows": _ROWS,
    "sheetNumber": (_is_number, message("a whole number from 1")),
}  # fmt: skip

SCHEMAS = (
    "https://datapackage.org/profiles/1.0/tabledialect.json",
    "https://datapackage.org/profiles/2.0/tabledialect.json",
)
"""Known values of a dialect's `$schema`; a name to us, never fetched."""


def check(value: Any, place: Place) -> Mapping[str, Any] | None:
    """The dialect without `$schema`; None where something in it is wrong."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        place.error("unsafe-path", message("A dialect must be written out in the descriptor."))
        return None
    before = len(place.findings)
    for key, entry in value.items():
        if key == "$schema":
            if entry not in SCHEMAS:
                place.error("unknown-profile",
                            message("“{key}” names a profile that is not known: {value}.", key=key,
                                    value=str(entry)[:100]), key)  # fmt: skip
        elif key not in DIALECT:
            place.error("unknown-key", message("The key “{key}” is not known here.", key=key[:60]),
                        key, hint=suggestion(key, DIALECT))  # fmt: skip
        elif key in KINDS and not KINDS[key][0](entry):
            place.error("wrong-value",
                        message("“{key}” must be {kind}; here it is “{value}”.", key=key,
                                kind=KINDS[key][1], value=repr(entry)[:60]), key)  # fmt: skip
    if len(place.findings) == before:
        _contradictions(value, place)
    if len(place.findings) > before:
        return None
    return {key: entry for key, entry in value.items() if key != "$schema"}


def _contradictions(value: Mapping[str, Any], place: Place) -> None:
    if value.get("header") is False and value.get("headerRows"):
        place.error("contradiction",
                    message("The file has no header (header: false), but headerRows names its "
                            "rows."), "headerRows",
                    hint=message("Leave one of the two out."))  # fmt: skip
    marks = [key for key in ("delimiter", "quoteChar", "escapeChar") if value.get(key)]
    marked = {"delimiter": ",", "quoteChar": '"'} | {key: value[key] for key in marks}
    for one, other in (("delimiter", "quoteChar"), ("delimiter", "escapeChar"),
                       ("quoteChar", "escapeChar")):  # fmt: skip
        if (one in marks or other in marks) and marked.get(one) == marked.get(other):
            place.error("contradiction",
                        message("{one} and {other} are the same character.", one=one,
                                other=other), other if other in marks else one)  # fmt: skip
    both = set(value.get("headerRows") or ()) & set(value.get("commentRows") or ())
    if both:
        place.error("contradiction", message("Row {row} is a header and a comment.",
                                             row=min(both)), "commentRows")  # fmt: skip

"""Schemas that contradict themselves: said at their line, before any row is read."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from publisher.languages import message
from publisher.source import constraints
from publisher.source.keys import suggestion
from publisher.source.places import Place
from publisher.source.schemas import TYPES, names

FIELDS = 1_000
NAME_LENGTH = 200

_DATES = ("default", "any", "%")
FORMATS: Mapping[str, tuple[str, ...]] = {
    "string": ("default", "email", "uri", "binary", "uuid", "wkt"),
    "geopoint": ("default", "array", "object"), "geojson": ("default", "topojson"),
    "date": _DATES, "datetime": _DATES, "time": _DATES,
}  # fmt: skip
"""The formats of types; "%" stands for a pattern such as %d.%m.%Y."""

MATCHES = ("exact", "equal", "subset", "superset", "partial")


def check(schema: Mapping[str, Any], place: Place, *, header: bool = True) -> None:
    """Note what is wrong in a schema whose fields have names and types.

    `header` says whether the file has a header.
    """
    fields = schema["fields"]
    if len(fields) > FIELDS:
        place.error("schema", message("The schema has more than {limit} fields.", limit=FIELDS),
                    "fields", hint=message("Tables so wide are better written as rows: one for "
                                           "each value."))  # fmt: skip
        return
    _names([field["name"] for field in fields], place)
    for position, field in enumerate(fields):
        _field(field, place.below("fields", position))
    known = {field["name"] for field in fields}
    _matching(schema, place, header=header)
    _missing(schema.get("missingValues"), place)
    _primary(schema, place)
    _unique(schema.get("uniqueKeys"), known, place)
    _lost_keys(schema, place)


def _names(found: Sequence[str], place: Place) -> None:
    seen: dict[str, str] = {}
    for position, name in enumerate(found):
        at = ("fields", position, "name")
        if len(name) > NAME_LENGTH or not name.isprintable():
            place.error("schema", message("“{name}” cannot be a field’s name: at most {limit} "
                                          "characters, all of them visible.",
                                          name=name[:40].encode("unicode_escape").decode()
                                          if not name.isprintable() else name[:40],
                                          limit=NAME_LENGTH), *at)  # fmt: skip
        same = unicodedata.normalize("NFKC", name).strip()
        if same in seen and seen[same] != name:
            place.error(
                "schema",
                message("The fields “{one}” and “{other}” differ only in how their characters are "
                        "encoded.", one=seen[same], other=name), *at,
                hint=message("Full-width and half-width letters, composed accents and spaces look "
                             "alike; give one of the fields another name."),
            )  # fmt: skip
        seen.setdefault(same, name)


def _field(field: Mapping[str, Any], place: Place) -> None:
    kind = field.get("type", "string")
    form = field.get("format", "default")
    known = FORMATS.get(kind, ("default",))
    if kind not in TYPES:
        return
    if not isinstance(form, str) or not (
        form in known or ("%" in known and "%" in form and len(form) < 60)
    ):
        place.error("schema", message("The type “{kind}” has no format “{form}”.", kind=kind,
                                      form=str(form)[:60]), "format",
                    hint=suggestion(str(form), known)
                    or message("It is one of: {known}.", known=", ".join(known)))  # fmt: skip
    constraints.check(field, kind, place)
    _missing(field.get("missingValues"), place)
    for key, test, wanted in (
        ("labels", dict, message("a group of keys")),
        ("bareNumber", bool, message("true or false")),
        ("floatNumber", bool, message("true or false")), ("decimalChar", str, message("a text")),
        ("groupChar", str, message("a text")), ("arrayItem", dict, message("a group of keys")),
        ("trueValues", list, message("a list of texts")),
        ("falseValues", list, message("a list of texts")), ("delimiter", str, message("a text")),
    ):  # fmt: skip
        value = field.get(key)
        if value is not None and not isinstance(value, test):
            place.error("wrong-value", message("“{key}” must be {kind}; here it is “{value}”.",
                                               key=key, kind=wanted, value=str(value)[:60]),
                        key)  # fmt: skip
    _marks(field, place)


def _marks(field: Mapping[str, Any], place: Place) -> None:
    """Values and marks that would mean two things at once."""
    true, false = (field.get(key) for key in ("trueValues", "falseValues"))
    for key, value in (("trueValues", true), ("falseValues", false)):
        if isinstance(value, list) and not all(isinstance(entry, str) for entry in value):
            place.error("wrong-value",
                        message("“{key}” must be {kind}; here it is “{value}”.", key=key,
                                kind=message("a list of texts"), value=str(value)[:60]), key,
                        hint=message("Put them in quotes."))  # fmt: skip
    if isinstance(true, list) and isinstance(false, list):
        for value in (entry for entry in true if entry in false):
            place.error("contradiction", message("“{value}” means true and false.",
                                                 value=str(value)[:40]), "falseValues")  # fmt: skip
    group = field.get("groupChar")
    if group is not None and group != "" and group == field.get("decimalChar", "."):
        place.error("contradiction", message("“{mark}” both groups digits and separates decimals.",
                                             mark=str(group)[:10]), "groupChar")  # fmt: skip
    categories = field.get("categories")
    if categories is not None and not (
        isinstance(categories, list) and categories
        and all("value" in entry if isinstance(entry, dict) else isinstance(entry, str | int)
                for entry in categories)
    ):  # fmt: skip
        place.error("wrong-value", message("“categories” must be a list of values, or of pairs of "
                                           "value and label."), "categories")  # fmt: skip


def _missing(value: Any, place: Place) -> None:
    if value is None:
        return
    entries = value if isinstance(value, list) else [None]
    if not all(isinstance(entry.get("value") if isinstance(entry, dict) else entry, str)
               for entry in entries):  # fmt: skip
        place.error("wrong-value", message("“missingValues” must be a list of texts."),
                    "missingValues", hint=message("Put them in quotes."))  # fmt: skip


def missing_values(owner: Mapping[str, Any]) -> set[str]:
    """The texts that count as missing, of a schema or field that was found in order."""
    value = owner.get("missingValues")
    return {
        str(entry.get("value") if isinstance(entry, dict) else entry)
        for entry in (value if isinstance(value, list) else [""])
    }


def _matching(schema: Mapping[str, Any], place: Place, *, header: bool) -> None:
    value = schema.get("fieldsMatch")
    found = value[0] if isinstance(value, list) and len(value) == 1 else value
    if found is None:
        return
    if found not in MATCHES:
        place.error("schema", message("“fieldsMatch” cannot be “{value}”; it is one of: {known}.",
                                      value=str(value)[:60], known=", ".join(MATCHES)),
                    "fieldsMatch")  # fmt: skip
    elif found != "exact" and not header:
        place.error(
            "contradiction",
            message("A file without a header has no names that “fieldsMatch: {value}” could go by.",
                    value=str(found)), "fieldsMatch",
            hint=message("Leave it out and list the fields in the file’s order, or give the file a "
                         "header."),
        )  # fmt: skip


def _primary(schema: Mapping[str, Any], place: Place) -> None:
    key = schema.get("primaryKey")
    if key is None:
        return
    if not _is_names(key):
        place.error("schema", message("A key must be the name of a field, or a list of them."),
                    "primaryKey")  # fmt: skip
        return
    parts = names(key)
    _repeated(parts, place, "primaryKey")
    by_name = {field["name"]: field for field in schema["fields"]}
    for part in parts:
        given = (by_name.get(part) or {}).get("constraints")
        required = given.get("required") if isinstance(given, dict) else None
        if required is False or (required is None and len(parts) > 1):
            place.warning(
                "key-not-required",
                message("“{field}” is part of the key but may be empty.", field=part), "primaryKey",
                hint=message("Write constraints: {{required: true}} for it."),
            )  # fmt: skip


def _is_names(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(entry, str) and entry for entry in value)
    return isinstance(value, str) and bool(value)


def _repeated(parts: Iterable[str], place: Place, *at: str | int) -> None:
    for name, times in Counter(parts).items():
        if times > 1:
            place.error("schema", message("The key names the field “{name}” twice.", name=name),
                        *at)  # fmt: skip


def _unique(keys: Any, known: set[str], place: Place) -> None:
    if keys is None:
        return
    if not isinstance(keys, list) or not all(_is_names(key) for key in keys):
        place.error("schema", message("“uniqueKeys” must be a list of lists of fields."),
                    "uniqueKeys")  # fmt: skip
        return
    for position, key in enumerate(keys):
        _repeated(names(key), place, "uniqueKeys", position)
        for name in names(key):
            if name not in known:
                place.error("schema",
                            message("A key names the field “{name}”, which does not exist.",
                                    name=name), "uniqueKeys", position,
                            hint=suggestion(name, known))  # fmt: skip


def foreign(keys: Any, key: str, place: Place) -> bool:
    """Note what is wrong in the shape of foreign keys; whether they can be used."""
    before = len(place.findings)
    _foreign(keys, key, place)
    return len(place.findings) == before


def _foreign(keys: Any, name: str, place: Place) -> None:
    if keys is None:
        return
    if not isinstance(keys, list):
        place.error("schema", message("“{key}” must be a list.", key=name), name)
        return
    for position, entry in enumerate(keys):
        at = (name, position)
        reference = entry.get("reference") if isinstance(entry, dict) else None
        if (
            not isinstance(entry, dict) or not isinstance(reference, dict)
            or not _is_names(entry.get("fields")) or not _is_names(reference.get("fields"))
            or not isinstance(reference.get("resource") or "", str)
        ):  # fmt: skip
            place.error("schema", message("A foreign key needs fields, and a reference with a "
                                          "resource and its fields."), *at)  # fmt: skip
            continue
        own, other = names(entry["fields"]), names(reference["fields"])
        _repeated(own, place, *at)
        if len(own) != len(other):
            place.error(
                "contradiction",
                message("The foreign key has {own} fields, what it refers to has {other}.",
                        own=len(own), other=len(other)), *at,
                hint=message("Each field needs its counterpart, in the same order."),
            )  # fmt: skip


def _lost_keys(schema: Mapping[str, Any], place: Place) -> None:
    """Values that could be a key or a member of an enumeration do not count as missing."""
    keys = set(names(schema.get("primaryKey")))
    for position, field in enumerate(schema["fields"]):
        given = field.get("constraints")
        given = given if isinstance(given, dict) else {}
        owner = field if field.get("missingValues") is not None else schema
        listed = {str(value) for name in (given.get("enum"), field.get("categories"))
                  if isinstance(name, list)
                  for value in (e.get("value") if isinstance(e, dict) else e for e in name)
                  }  # fmt: skip
        for value in sorted(missing_values(owner) - {""}):
            kind = field.get("type", "string")
            number = kind in ("integer", "number", "year")
            is_key = field["name"] in keys and number and constraints.read(value, kind) is not None
            if value in listed or is_key:
                place.error(
                    "contradiction",
                    message("“{value}” is a value of the field “{field}”, but counts as missing.",
                            value=value[:40], field=field["name"]), "fields", position,
                    hint=message("Take it out of missingValues, or give this field missingValues "
                                 "of its own."),
                )  # fmt: skip

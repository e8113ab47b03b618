"""Declared checks of a schema: what its rows and its table keep, beyond types and keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from publisher.languages import Localised, Message, message
from publisher.source.settings import localised

if TYPE_CHECKING:
    from publisher.source.schemas import Schema

CONDITIONS: Mapping[str, Message] = {
    "present": message("true: not blank; false: blank"),
    "above": message("more than the number or day"),
    "at_least": message("the number or day, or more"),
    "below": message("less than the number or day"),
    "at_most": message("the number or day, or less"),
    "matches": message("written as the pattern says, from its beginning to its end"),
    "never": message("the pattern is nowhere in it"),
    "not": message("neither the value nor one of the values"),
}
"""What may be required of a column beside one value or a list of values."""


class RuleKey(NamedTuple):
    """A key of a kind of rule: its name, the form of its value, what it is for."""

    name: str
    form: str
    about: Message
    required: bool = True
    choices: tuple[str, ...] = ()


class Kind(NamedTuple):
    """A kind of rule, and the keys that a rule of this kind has."""

    about: Message
    keys: tuple[RuleKey, ...]


def _optional(name: str, form: str, about: Message, *choices: str) -> RuleKey:
    return RuleKey(name, form, about, required=False, choices=choices)


BY = RuleKey("by", "fields", message("Columns that rows are taken together by."))
TOLERANCE = _optional("tolerance", "number",
                      message("By how much the sums may differ; 0 if not given."))  # fmt: skip
COMMON = (
    RuleKey("code", "code", message("The code of the rule's findings, such as total-of-parts.")),
    RuleKey("kind", "kind", message("The kind of the rule.")),
    RuleKey("about", "localised", message("The rule in one sentence.")),
    _optional("source", "text", message("Where the rule comes from.")),
    _optional("hint", "localised", message("What to do about a finding.")),
    _optional("where", "where", message("Only rows for which this holds.")),
)
KINDS: Mapping[str, Kind] = {
    "sum": Kind(message("A column is the sum of others."), (
        RuleKey("whole", "number field", message("The column of the sum.")),
        RuleKey("parts", "terms", message("The columns that are added; -name subtracts.")),
        TOLERANCE)),
    "part": Kind(message("A sum of columns is at most another sum."), (
        RuleKey("parts", "terms", message("The columns of the smaller sum; -name subtracts.")),
        RuleKey("whole", "terms", message("The columns of the larger sum; -name subtracts.")),
        TOLERANCE)),
    "order": Kind(message("Days or numbers do not fall from column to column; blanks are passed "
                          "over."), (
        RuleKey("fields", "ordered fields", message("The columns in their order.")),
        _optional("strict", "yes-no", message("Whether equal ones are wrong, too.")))),
    "when": Kind(message("Rows for which something holds keep something else."), (
        RuleKey("then", "where", message("What holds for these rows.")),)),
    "some": Kind(message("At least one of several columns is not blank."), (
        RuleKey("fields", "fields", message("The columns.")),)),
    "working-days": Kind(message("So many working days lie between two days, where a table is "
                                 "made so. What the law limits is for the integrity checks."), (
        RuleKey("from", "date field", message("The first day, which is not counted.")),
        RuleKey("to", "date field", message("The last day, which is counted.")),
        _optional("at_least", "whole number", message("Least number of working days.")),
        _optional("at_most", "whole number", message("Greatest number of working days.")))),
    "bands": Kind(message("A level agrees with the product of columns."), (
        RuleKey("field", "text field", message("The column of the level.")),
        RuleKey("product", "number fields", message("The columns that are multiplied.")),
        RuleKey("bands", "bands", message("For each level the least and the greatest product.")))),
    "scale": Kind(message("Numbers of columns and years were not taken for figures."), (
        RuleKey("fields", "number fields", message("The columns of figures.")),
        RuleKey("columns", "whole number", message("A row of whole numbers from 1 to this one "
                                                   "holds numbers of columns.")),
        RuleKey("years", "range", message("A whole number in this range is a year.")))),
    "listed": Kind(message("A number is that of the entries of a list in a text."), (
        RuleKey("count", "number field", message("The column of the number.")),
        RuleKey("field", "text field", message("The column of the text, an entry a line.")))),
    "suppression": Kind(message("Small counts are hidden and cannot be calculated."), (
        RuleKey("fields", "number fields", message("The columns of the counts.")),
        RuleKey("least", "whole number", message("The least count, zero apart, that is shown.")),
        _optional("whole", "number field", message("The column that is the sum of the counts.")))),
    "checksum": Kind(message("A code is one that can exist."), (
        RuleKey("field", "text field", message("The column of the code.")),
        RuleKey("of", "text", message("What kind of code it is."),
                choices=("credit-code", "region-code")))),
    "unique": Kind(message("No two rows have the same values; blanks are passed over."), (
        RuleKey("fields", "fields", message("The columns of these values.")),)),
    "balance": Kind(message("Sums over groups of rows are equal, or one at most the other."), (
        BY,
        RuleKey("left", "sides", message("What is added: sum (a column), where, times; or value, a "
                                         "number.")),
        RuleKey("right", "sides", message("What is added on the other side.")),
        _optional("relation", "text", message("Whether the left is equal to the right or at most "
                                              "the right."), "equal", "at-most"),
        TOLERANCE)),
    "children": Kind(message("A code's figures are the sums of those of the codes below it."), (
        BY,
        RuleKey("field", "text field", message("The column of the codes.")),
        RuleKey("step", "whole number", message("How many characters a code is longer than the one "
                                                "above it.")),
        RuleKey("fields", "number fields", message("The columns of figures.")), TOLERANCE)),
    "carry": Kind(message("A period opens with what the last one closed with."), (
        BY,
        RuleKey("period", "field", message("The column of the period: 2025, 2025Q3 or 2025-07.")),
        RuleKey("field", "number field", message("The column of the balance.")),
        RuleKey("closing", "where", message("The rows of closing balances.")),
        RuleKey("opening", "where", message("The rows of opening balances.")), TOLERANCE)),
    "explained": Kind(message("A figure above its counterpart in another row is explained."), (
        BY,
        RuleKey("rows", "where", message("The rows that are compared.")),
        RuleKey("against", "where", message("The rows they are compared with.")),
        RuleKey("fields", "number fields", message("The columns of figures.")),
        RuleKey("note", "field", message("The column of the explanation.")), TOLERANCE)),
    "no-cycle": Kind(message("No row stands above itself."), (
        RuleKey("id", "field", message("The column that identifies a row.")),
        RuleKey("parent", "field", message("The column that names the row above.")))),
    "one-root": Kind(message("Exactly one row has no row above it."), (
        RuleKey("id", "field", message("The column that identifies a row.")),
        RuleKey("parent", "field", message("The column that names the row above.")),
        _optional("root", "where", message("What holds for that row.")))),
    "no-overlap": Kind(message("Periods do not overlap; a blank end is open. They may touch."), (
        BY,
        RuleKey("from", "date field", message("The column of the first day.")),
        RuleKey("to", "date field", message("The column of the last day.")))),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """A declared check: its code is that of its findings; `parts` are the keys of its kind."""

    code: str
    kind: str
    about: Localised
    source: str
    hint: Localised
    parts: Mapping[str, Any]

    @property
    def fields(self) -> tuple[str, ...]:
        """The columns that the rule looks at; `key.column` is one of the row that a key names."""
        found = [
            name
            for key in (*COMMON, *KINDS[self.kind].keys) if key.name in self.parts
            for name in fields_in(key.form, self.parts[key.name])
        ]  # fmt: skip
        return tuple(dict.fromkeys(found))


def rules_of(schema: Schema) -> tuple[Rule, ...]:
    """The declared checks of a schema."""
    return schema.rules


def build(entries: Any) -> tuple[Rule, ...]:
    """The rules of a schema without findings."""
    own = {"code", "kind", "about", "source", "hint"}
    return tuple(
        Rule(
            code=entry["code"], kind=entry["kind"], about=localised(entry["about"]),
            source=str(entry.get("source") or ""), hint=localised(entry.get("hint")),
            parts={key: value for key, value in entry.items() if key not in own},
        )
        for entry in entries or ()
    )  # fmt: skip


def fields_in(form: str, value: Any) -> Iterator[str]:
    """The names of columns in a value of that form."""
    if form.endswith("fields"):
        yield from value
    elif form.endswith("field"):
        yield value
    elif form == "terms":
        yield from (term.removeprefix("-") for term in value)
    elif form == "where":
        yield from value
    elif form == "sides":
        for side in value:
            if "sum" in side:
                yield side["sum"]
            yield from side.get("where") or ()

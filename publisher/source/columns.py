"""The keys of front matter: those of every article, and those of each column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from publisher.languages import Message, message
from publisher.source.kept_versions import VERSIONS
from publisher.source.keys import Key

COMMON = (
    Key("title", "text", message("The article's title."), required=True),
    Key("date", "date", message("The day the article bears."), required=True),
    Key("summary", "text", message("One or two sentences for lists and feeds.")),
    Key("unit", "text", message("The org_id of the unit the article is about or by.")),
    Key("tags", "texts", message("Words to find the article by.")),
    Key("draft", "yes-no", message("Not published while true.")),
    Key("publish_at", "instant", message("Not published before.")),
    Key("expires", "instant", message("No longer current from then on; the page says so.")),
    Key("contact", "text",
        message("Whom to ask. Mobile numbers, e-mail addresses and number plates in it are "
                "official and may stand in the text, too.")),
    Key("corrections", "mappings", message("What was corrected, when, and how much it matters.")),
    Key("withdrawn", "mapping", message("When and why the article was withdrawn.")),
    Key("related", "texts",
        message("Paths of related articles (column/slug) or datasets (data/name).")),
    Key("prepared_by", "text", message("Who wrote it; never shown to the public.")),
    Key("approved_by", "text", message("Who approved it; never shown to the public.")),
    Key("secrecy_reviewed", "yes-no", message("Whether the secrecy review was done.")),
    VERSIONS,
)  # fmt: skip
CORRECTION = (
    Key("date", "date", message("The day of the correction."), required=True),
    Key("note", "text", message("What was wrong and what is right."), required=True),
    Key("kind", "text", message("How much it matters."), choices=("minor", "major")),
)
WITHDRAWAL = (
    Key("date", "date", message("The day of the withdrawal."), required=True),
    Key("reason", "text", message("Why it was withdrawn."), required=True),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, what belongs there, and its own keys."""

    name: str
    title: Message
    about: Message
    keys: tuple[Key, ...] = ()


NOTICE_KINDS: Mapping[str, Message] = {
    "appointment": message("Appointment"),
    "hearing": message("Hearing"),
    "recruitment": message("Recruitment"),
    "land": message("Land"),
    "reminder": message("Reminder"),
    "consultation": message("Consultation"),
    "procurement": message("Procurement"),
    "finance": message("Finance"),
    "village": message("Village affairs"),
}
CASE_KINDS: Mapping[str, Message] = {
    "corruption": message("Corruption"),
    "eight_rules": message("Eight-point rules"),
    "masses": message("Harm to people's interests"),
    "duty": message("Neglect of duty"),
    "personnel": message("Appointments of officials"),
}
RULE_STATUS: Mapping[str, Message] = {
    "in_force": message("In force"),
    "amended": message("Amended"),
    "repealed": message("Repealed"),
}
LABELS: Mapping[tuple[str, str], Mapping[str, Message]] = {
    ("notices", "kind"): NOTICE_KINDS,
    ("cases", "kind"): CASE_KINDS,
    ("rules", "status"): RULE_STATUS,
}
"""What readers see for the coded values of a column's key."""

COLUMNS: Mapping[str, Column] = {
    column.name: column
    for column in (
        Column("news", message("News"), message("What happened.")),
        Column(
            "notices", message("Notices"), message("What is open for objection or takes place."),
            (
                Key("kind", "text", message("What the notice is about."),
                    choices=tuple(NOTICE_KINDS)),
                Key("opens", "date", message("The first day.")),
                Key("closes", "date", message("The last day.")),
                Key("phone", "text", message("The number to call about it.")),
            ),
        ),
        Column(
            "cases", message("Typical cases"), message("Concluded cases, as a warning."),
            (
                Key("kind", "text", message("What the case is about."), choices=tuple(CASE_KINDS)),
                Key("name_until", "date", message("Until when a name may be shown.")),
                Key("sanctions", "texts", message("What followed.")),
            ),
        ),
        Column(
            "exemplars", message("Good examples"), message("People and units that set one."),
            (Key("honour", "text", message("The honour awarded.")),),
        ),
        Column(
            "rules", message("Rules"), message("Regulations and documents in force."),
            (
                Key("number", "text", message("The document's number.")),
                Key("issuer", "text", message("Who issued it.")),
                Key("status", "text", message("Whether it is in force."),
                    choices=tuple(RULE_STATUS)),
                Key("in_force", "date", message("Since when it is in force.")),
                Key("replaces", "text", message("What it replaces.")),
            ),
        ),
        Column(
            "pages", message("About"), message("Lasting pages."),
            (Key("order", "whole number", message("The place in lists.")),),
        ),
    )
}  # fmt: skip

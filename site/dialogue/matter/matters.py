"""What matters are about, and the coded reasons for declining, hiding and redacting."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from publisher.languages import Message, message


class Type(StrEnum):
    """What a citizen wants (the types of schema `messages`)."""

    QUESTION = "question"
    SUGGESTION = "suggestion"
    HELP = "help"
    COMPLAINT = "complaint"
    THANKS = "thanks"


TYPES: Final[Mapping[Type, Message]] = {
    Type.QUESTION: message("Question"),
    Type.SUGGESTION: message("Suggestion"),
    Type.HELP: message("Request for help"),
    Type.COMPLAINT: message("Complaint"),
    Type.THANKS: message("Thanks"),
}


class Domain(StrEnum):
    """The field of life that a matter belongs to (the domains of schema `messages`)."""

    TRANSPORT = "transport"
    EDUCATION = "education"
    HEALTH = "health"
    HOUSING = "housing"
    ENVIRONMENT = "environment"
    AGRICULTURE = "agriculture"
    EMPLOYMENT = "employment"
    ENTERPRISE = "enterprise"
    SECURITY = "security"
    GOVERNMENT = "government"
    OTHER = "other"


DOMAINS: Final[Mapping[Domain, Message]] = {
    Domain.TRANSPORT: message("Transport"),
    Domain.EDUCATION: message("Education"),
    Domain.HEALTH: message("Health"),
    Domain.HOUSING: message("Housing"),
    Domain.ENVIRONMENT: message("Environment"),
    Domain.AGRICULTURE: message("Farming and villages"),
    Domain.EMPLOYMENT: message("Work"),
    Domain.ENTERPRISE: message("Business"),
    Domain.SECURITY: message("Public safety"),
    Domain.GOVERNMENT: message("Government services"),
    Domain.OTHER: message("Other"),
}


class Channel(StrEnum):
    """How a matter came in."""

    WEB = "web"
    PHONE = "phone"
    LETTER = "letter"
    VISIT = "visit"


CHANNELS: Final[Mapping[Channel, Message]] = {
    Channel.WEB: message("Website"),
    Channel.PHONE: message("Phone"),
    Channel.LETTER: message("Letter"),
    Channel.VISIT: message("Visit"),
}


class Decline(StrEnum):
    """Why a matter was not accepted."""

    NO_MATTER = "no-matter"
    ABUSE = "abuse"
    ADVERTISING = "advertising"
    IN_COURT = "in-court"
    DECIDED = "decided"
    OTHER_LEVEL = "other-level"
    REPEATED = "repeated"
    SECRET = "secret"  # noqa: S105 - a reason, not a password


DECLINES: Final[Mapping[Decline, Message]] = {
    Decline.NO_MATTER: message("It says nothing that could be answered."),
    Decline.ABUSE: message("It insults or threatens somebody."),
    Decline.ADVERTISING: message("It is advertising."),
    Decline.IN_COURT: message("A court, arbitrator or reconsideration body is dealing with it."),
    Decline.DECIDED: message("It was finally decided after review and re-examination."),
    Decline.OTHER_LEVEL: message("It belongs to another place or level."),
    Decline.REPEATED: message("The same writer's same question is being answered already."),
    Decline.SECRET: message("It contains matters that the law keeps secret."),
}


class Hiding(StrEnum):
    """Why a whole matter was taken off the public page, or words of it were hidden."""

    PERSONAL = "personal"
    THIRD_PARTY = "third-party"
    WRITER = "writer"
    INSULT = "insult"
    UNPROVEN = "unproven"
    TRADE_SECRET = "trade-secret"  # noqa: S105 - a reason, not a password
    COURT_ORDER = "court-order"


HIDINGS: Final[Mapping[Hiding, Message]] = {
    Hiding.PERSONAL: message("Personal data"),
    Hiding.THIRD_PARTY: message("Concerns somebody else's private life"),
    Hiding.WRITER: message("At the writer's wish"),
    Hiding.INSULT: message("Insult or threat"),
    Hiding.UNPROVEN: message("Accusation that nobody has examined"),
    Hiding.TRADE_SECRET: message("Business secret"),
    Hiding.COURT_ORDER: message("By order of a court"),
}


class Part(StrEnum):
    """Which text of a matter something is."""

    TITLE = "title"
    BODY = "body"
    QUESTION = "clarification-question"
    ANSWER = "clarification-answer"
    DRAFT = "draft"
    REPLY = "reply"
    COMMENT = "rating-comment"
    REOPENING = "reopening"
    REASON = "reason"
    NOTE = "note"
    CONTACT = "contact"


PARTS: Final[Mapping[Part, Message]] = {
    Part.TITLE: message("The title"),
    Part.BODY: message("The text"),
    Part.QUESTION: message("The question to the writer"),
    Part.ANSWER: message("The writer's details"),
    Part.DRAFT: message("The draft"),
    Part.REPLY: message("The reply"),
    Part.COMMENT: message("The comment on the reply"),
    Part.REOPENING: message("What is still missing"),
    Part.REASON: message("The reason given"),
    Part.NOTE: message("The note"),
    Part.CONTACT: message("How to reach the writer"),
}

PUBLIC_PARTS: Final = frozenset({
    Part.TITLE, Part.BODY, Part.QUESTION, Part.ANSWER, Part.REPLY, Part.COMMENT, Part.REOPENING,
    Part.REASON,
})  # fmt: skip
"""Texts that the public reads once they are published, less what was redacted.

Drafts, notes among staff and how to reach the writer are never published.
"""

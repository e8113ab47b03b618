"""The tables of the board's database, the same in SQLite and PostgreSQL.

Instants are UTC without a zone; days are those of the site's time zone. Nothing that a citizen
wrote stands here in clear but `public_text`, which holds exactly what everybody may read.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

NAMING = {
    "ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s", "pk": "pk_%(table_name)s",
}  # fmt: skip
metadata = MetaData(naming_convention=NAMING)

NO_PASSWORD: Final = ""
"""What stands in place of a hash where an account has no password: nothing fits it."""

thread = Table(
    "thread", metadata,
    Column("id", String(20), primary_key=True),
    Column("board", String(40), nullable=False),
    Column("type", String(20), nullable=False),
    Column("domain", String(20), nullable=False),
    Column("lang", String(20), nullable=False),
    Column("channel", String(10), nullable=False),
    Column("state", String(20), nullable=False),
    Column("visibility", String(20), nullable=False),
    Column("received_at", DateTime, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("changed_at", DateTime, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("wants_public", Boolean, nullable=False),
    Column("consents", Boolean, nullable=False),
    Column("complex", Boolean, nullable=False),
    Column("unit", String(40), nullable=False),
    Column("recused", JSON, nullable=False),
    Column("round", Integer, nullable=False),
    Column("due_on", Date),
    Column("moderated_on", Date),
    Column("returned_on", Date),
    Column("accepted_on", Date),
    Column("assigned_on", Date),
    Column("disputed_on", Date),
    Column("unassigned_on", Date),
    Column("transferred", Boolean, nullable=False),
    Column("redacted", Boolean, nullable=False),
    Column("asked_on", Date),
    Column("clarified_on", Date),
    Column("reply_from", Date),
    Column("reply_days", Integer),
    Column("reply_due_on", Date),
    Column("extended_to", Date),
    Column("replied_on", Date),
    Column("in_time", Boolean),
    Column("second_replied_on", Date),
    Column("reopened_on", Date),
    Column("closed_on", Date),
    Column("erased_on", Date),
    Column("draft_outcome", String(20)),
    Column("draft_until", Date),
    Column("draft_referred_to", Text, nullable=False),
    Column("draft_signer", String(80), nullable=False),
    Column("outcome", String(20)),
    Column("promised_on", Date),
    Column("promise_kept", Boolean),
    Column("promise_checked_on", Date),
    Column("referred_to", Text, nullable=False),
    Column("signed_by", String(80), nullable=False),
    Column("merged_into", String(20), nullable=False),
    Column("code", String(20), nullable=False),
    Column("hidden_for", String(20), nullable=False),
    Column("satisfied", Boolean),
    Column("score_resolution", Integer),
    Column("score_attitude", Integer),
    Column("score_speed", Integer),
    Column("listed", Boolean, nullable=False),
    Index("ix_thread_listed", "listed", "received_at", "id"),
    Index("ix_thread_board_state", "board", "listed", "state", "received_at", "id"),
    Index("ix_thread_board_listed", "board", "listed", "received_at", "id"),
    Index("ix_thread_queue", "state", "due_on", "id", "board", "type", "unit"),
    Index("ix_thread_unit_due", "unit", "state", "due_on", "id"),
    Index("ix_thread_promised", "state", "outcome", "promise_checked_on", "promised_on"),
    Index("ix_thread_changed", "changed_at"),
)  # fmt: skip

thread_key = Table(
    "thread_key", metadata,
    Column("thread", String(20), ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    comment="Keys of matters, wrapped by the key outside the database. Backups leave them out.",
)

key_in_force = Table(
    "key_in_force", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("master", LargeBinary(32), nullable=False),
    Column("wrapping", LargeBinary(32), nullable=False),
    comment="Which of the keys outside wraps those of matters: SHA-256 of it and of the master.",
)

receipt = Table(
    "receipt", metadata,
    Column("mac", LargeBinary(32), primary_key=True),
    Column("thread", String(20), nullable=False, unique=True),
    comment="Which receipt opens which matter; that of a sealed one names a month only.",
)

declared = Table(
    "declared", metadata,
    Column("thread", String(20), ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True),
    Column("cipher", LargeBinary, nullable=False),
    comment="Whether the writer says that it accuses somebody: a row for each matter, encrypted "
            "under its key and of one length, so that none tells anything.",
)  # fmt: skip

text = Table(
    "text", metadata,
    Column("id", Integer, primary_key=True),
    Column("thread", String(20), ForeignKey("thread.id", ondelete="CASCADE"), nullable=False,
           index=True),
    Column("part", String(30), nullable=False),
    Column("round", Integer, nullable=False),
    Column("role", String(20), nullable=False),
    Column("written_at", DateTime, nullable=False),
    Column("cipher", LargeBinary, nullable=False),
    Column("superseded", Boolean, nullable=False),
    Column("released", Boolean, nullable=False),
    Index("ix_text_released", "part", "released", "superseded"),
    comment="Everything written in a matter, encrypted under its key.",
)  # fmt: skip

redaction = Table(
    "redaction", metadata,
    Column("id", Integer, primary_key=True),
    Column("text", Integer, ForeignKey("text.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("reason", String(20), nullable=False),
    Column("role", String(20), nullable=False),
    Column("made_at", DateTime, nullable=False),
    comment="Spans of a text, in code points, that only the writer and the unit may read.",
)

public_text = Table(
    "public_text", metadata,
    Column("text", Integer, primary_key=True, autoincrement=False),
    Column("thread", String(20), ForeignKey("thread.id", ondelete="CASCADE"), nullable=False,
           index=True),
    Column("part", String(30), nullable=False),
    Column("round", Integer, nullable=False),
    Column("written_on", Date, nullable=False),
    Column("content", Text, nullable=False),
    comment="What everybody may read, as redacted.",
)  # fmt: skip

attachment = Table(
    "attachment", metadata,
    Column("id", String(20), primary_key=True),
    Column("thread", String(20), ForeignKey("thread.id", ondelete="CASCADE"), nullable=False,
           index=True),
    Column("media_type", String(40), nullable=False),
    Column("size", Integer, nullable=False),
    Column("name_cipher", LargeBinary, nullable=False),
    Column("original_cipher", LargeBinary, nullable=False),
    Column("public_copy", LargeBinary),
    Column("public_name", String(80), nullable=False),
    Column("added_at", DateTime, nullable=False),
    comment="Files of the writer: the original encrypted, the public copy once it is released.",
)  # fmt: skip

journal = Table(
    "journal", metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("commitment", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    comment="Append-only: each entry's hash covers the one before and what happened, salted.",
)

journal_detail = Table(
    "journal_detail", metadata,
    Column("seq", Integer, ForeignKey("journal.seq"), primary_key=True, autoincrement=False),
    Column("salt", LargeBinary(32), nullable=False),
    Column("thread", String(20), nullable=False),
    Column("at", DateTime, nullable=False),
    Column("event", String(30), nullable=False),
    Column("role", String(20), nullable=False),
    Column("actor", String(80), nullable=False),
    Column("facts", JSON, nullable=False),
    Index("ix_journal_detail_thread", "thread", "seq"),
    comment="What the journal's entries say; some are erased, their commitments never.",
)

sealed = Table(
    "sealed", metadata,
    Column("id", String(20), primary_key=True),
    Column("envelope", LargeBinary, nullable=False),
    Column("month", String(7), nullable=False),
    Column("collected", Boolean, nullable=False),
    comment="Accusations, readable only with an officer's private key, which no server has.",
)

account = Table(
    "account", metadata,
    Column("name", String(40), primary_key=True),
    Column("shown", String(80), nullable=False),
    Column("role", String(20), nullable=False),
    Column("unit", String(40), nullable=False),
    Column("boards", JSON, nullable=False),
    Column("post", String(40), nullable=False),
    Column("email", String(200), nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("totp_cipher", LargeBinary),
    Column("totp_last", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("temporary", Boolean, nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("changed_at", DateTime, nullable=False),
    Column("seen_at", DateTime),
    comment="People of the staff. A temporary password must be changed at the next sign-in.",
)

session = Table(
    "session", metadata,
    Column("id_hash", LargeBinary(32), primary_key=True),
    Column("account", String(40), ForeignKey("account.name"), nullable=False, index=True),
    Column("begun_at", DateTime, nullable=False),
    Column("seen_at", DateTime, nullable=False),
    Column("second_factor", Boolean, nullable=False),
    Column("lang", String(20), nullable=False),
    Column("enrolment_cipher", LargeBinary),
    comment="Who is signed in; the id itself is only in the cookie.",
)

counter = Table(
    "counter", metadata,
    Column("kind", String(20), primary_key=True),
    Column("key", LargeBinary(32), primary_key=True),
    Column("window", Integer, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
    Column("expires_at", DateTime, nullable=False, index=True),
    comment="How often somebody did something; keys are HMACs under a key of the day.",
)

spent = Table(
    "spent", metadata,
    Column("nonce", LargeBinary(32), primary_key=True),
    Column("expires_at", DateTime, nullable=False, index=True),
    comment="Proofs of work and forms that were used.",
)

waiting = Table(
    "waiting", metadata,
    Column("thread", String(20), ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True),
    Column("until", DateTime, nullable=False, index=True),
    comment="When what came the slow way is let through to the moderators.",
)  # fmt: skip

lease = Table(
    "lease", metadata,
    Column("name", String(20), primary_key=True),
    Column("holder", String(40), nullable=False),
    Column("until", DateTime, nullable=False),
    comment="Which process does a work that only one may do at a time, and how long it may.",
)  # fmt: skip

daily_key = Table(
    "daily_key", metadata,
    Column("day", Date, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
)

outbox = Table(
    "outbox", metadata,
    Column("id", Integer, primary_key=True),
    Column("thread", String(20), nullable=False, index=True),
    Column("recipient_cipher", LargeBinary, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", DateTime, nullable=False, index=True),
    comment="Notices to be sent by e-mail; none says what a matter is about.",
)

day_figures = Table(
    "day_figures", metadata,
    Column("day", Date, primary_key=True),
    Column("figures", JSON, nullable=False),
    comment="The statistics as they were published on each day.",
)

live_session = Table(
    "live_session", metadata,
    Column("id", String(20), primary_key=True),
    Column("board", String(40), nullable=False),
    Column("title", JSON, nullable=False),
    Column("introduction", JSON, nullable=False),
    Column("announced_at", DateTime, nullable=False),
    Column("gathers_until", DateTime, nullable=False),
    Column("begins_at", DateTime, nullable=False),
    Column("ends_at", DateTime, nullable=False),
    Column("state", String(20), nullable=False),
    Column("cancelled_for", Text, nullable=False),
)

live_question = Table(
    "live_question", metadata,
    Column("session", String(20), ForeignKey("live_session.id"), primary_key=True),
    Column("thread", String(20), ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True,
           index=True),
    Column("place", Integer),
    Column("answer", Text, nullable=False),
    Column("answered_at", DateTime),
    UniqueConstraint("session", "place"),
    comment="Questions sent for an hour with a leader; those with a place are taken up in it.",
)

board_version = Table(
    "board_version", metadata,
    Column("board", String(40), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("changed_at", DateTime, nullable=False),
    comment="Counts what the public sees change; pages in caches are held against it.",
)

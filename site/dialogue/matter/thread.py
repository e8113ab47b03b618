"""A matter as the database knows it, without its texts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from dialogue.matter.matters import Channel, Domain, Type
from dialogue.matter.states import WITH_A_UNIT, Outcome, Role, State, Visibility


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A matter: where it stands, whose it is and which days count; fields are those of its row.

    Days are days of the site's time zone, instants are UTC. `due_on` is the day by which whoever
    is to act next must have acted (None where nobody must). `recused` holds units and accounts
    that must have nothing to do with it, `redacted` says that a moderator hid words of it. `round`
    is 2 once it was reopened. The time to reply ends `reply_days` working days after `reply_from`,
    that is on `reply_due_on`; `in_time` says whether the first reply kept it. What begins with
    `draft_` is what the draft says; the fields of the same kind without it are public.
    """

    id: str
    board: str
    type: Type
    domain: Domain
    lang: str
    channel: Channel
    state: State
    visibility: Visibility
    received_at: dt.datetime
    received_on: dt.date
    changed_at: dt.datetime
    revision: int = 1
    wants_public: bool = True
    consents: bool = False
    complex: bool = False
    unit: str = ""
    recused: tuple[str, ...] = ()
    round: int = 1
    due_on: dt.date | None = None
    moderated_on: dt.date | None = None
    returned_on: dt.date | None = None
    accepted_on: dt.date | None = None
    assigned_on: dt.date | None = None
    disputed_on: dt.date | None = None
    unassigned_on: dt.date | None = None
    transferred: bool = False
    redacted: bool = False
    asked_on: dt.date | None = None
    clarified_on: dt.date | None = None
    reply_from: dt.date | None = None
    reply_days: int | None = None
    reply_due_on: dt.date | None = None
    extended_to: dt.date | None = None
    replied_on: dt.date | None = None
    in_time: bool | None = None
    second_replied_on: dt.date | None = None
    reopened_on: dt.date | None = None
    closed_on: dt.date | None = None
    erased_on: dt.date | None = None
    draft_outcome: Outcome | None = None
    draft_until: dt.date | None = None
    draft_referred_to: str = ""
    draft_signer: str = ""
    outcome: Outcome | None = None
    promised_on: dt.date | None = None
    promise_kept: bool | None = None
    promise_checked_on: dt.date | None = None
    referred_to: str = ""
    signed_by: str = ""
    merged_into: str = ""
    code: str = ""
    hidden_for: str = ""
    satisfied: bool | None = None
    score_resolution: int | None = None
    score_attitude: int | None = None
    score_speed: int | None = None

    @property
    def is_listed(self) -> bool:
        """Whether everybody may know that this matter exists."""
        return (
            self.visibility in {Visibility.PUBLIC, Visibility.TOMBSTONE}
            or self.state in {State.DECLINED, State.MERGED}
        )  # fmt: skip

    @property
    def lost_its_unit(self) -> bool:
        """Whether a unit should have it, and the one that had it was kept out."""
        return self.state in WITH_A_UNIT and not self.unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something: a citizen with a receipt, an account, or the clock.

    `name` is what the journal keeps: the account's login name, "citizen" or "system".
    `unit` and `boards` limit what officers and leaders may do.
    """

    role: Role
    name: str
    unit: str = ""
    boards: frozenset[str] = frozenset()
    post: str = ""

    @property
    def marks(self) -> frozenset[str]:
        """Every name under which this person can be recused: account, post and unit."""
        if self.role in {Role.CITIZEN, Role.SYSTEM}:
            return frozenset()
        return frozenset(filter(None, (f"account:{self.name}", self.post and f"post:{self.post}",
                                       self.unit and f"unit:{self.unit}")))  # fmt: skip


CITIZEN = Actor(role=Role.CITIZEN, name="citizen")
CLOCK = Actor(role=Role.SYSTEM, name="system")

"""The statistics of the dialogue as programs see them."""

from __future__ import annotations

from typing import Final

from publisher import addresses
from publisher.edition import Edition
from publisher.languages import message
from website.openapi.parts import (
    COUNT,
    DAY,
    NOTHING_YET,
    TEXT,
    Body,
    Json,
    Part,
    get,
    listed,
    nullable,
    record,
    reference,
)

ADDRESS: Final = "/api/v1/dialogue/statistics"


def described(edition: Edition) -> Part:
    """The figures of the day; files where there are boards."""
    about = message("The day's figures of the dialogue, as far as they may be shown")
    values = Body({"application/json": reference("DialogueStatistics")})
    others = {"503": NOTHING_YET}
    paths = {ADDRESS: get(edition, "dialogueStatistics", about, values, others=others)}
    if edition.settings.dialogue.boards:
        for extension, body in {"json": values, "csv": Body({"text/csv": TEXT})}.items():
            paths[addresses.dialogue_statistics_file(extension)] = get(
                edition, f"dialogueStatistics{extension.title()}", about, body, others=others
            )
    return Part(paths, {"DialogueStatistics": _statistics()})


def _statistics() -> Json:
    share: Json = {"type": "number", "minimum": 0, "maximum": 1}
    line = record({
        "day": DAY, "dimension": TEXT, "group": TEXT, "measure": TEXT, "value": nullable(COUNT),
        "denominator": nullable(COUNT), "share": nullable(share), "since": DAY,
    })  # fmt: skip
    return record({
        "day": DAY, "journal": record({"number": COUNT, "sha256": TEXT}), "figures": listed(line),
    })  # fmt: skip

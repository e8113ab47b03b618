"""C19: audit findings past their date or found again, and leaders who left without an audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from publisher.languages import message
from publisher.supervision.cases import Row, by_key, not_evaluated, row_evidence
from publisher.supervision.county import County, evidence
from publisher.supervision.model import Check, Flag, Outcome, Parameter, Source, Value, Weight


def run(county: County, values: Mapping[str, Value]) -> Outcome:
    """Flag findings put right late or not yet, categories found again, and missing audits."""
    audits = county.tables["audits"]
    findings = county.tables["audit_findings"].join(
        _ordered(audits), on="audit_id", how="left", maintain_order="left"
    )
    known = findings.filter(pl.col("org_id").is_not_null())
    done = pl.col("rectify_status") == "done"
    undated = known.filter(
        pl.when(done).then(pl.col("rectified_on").is_null()).otherwise(pl.col("due_on").is_null())
    )
    ended = pl.when(done).then(pl.col("rectified_on")).otherwise(pl.lit(county.today))
    late = known.filter(ended > pl.col("due_on"))
    again = _again(known)
    rows = by_key(known, "audit_id", [*again["audit_id"], *again["_earlier"]])
    posts = county.tables.find("posts")
    leavers = _leavers(county, posts, audits) if posts is not None else audits.clear()
    return Outcome(
        population=findings.height + leavers.height,
        not_evaluated=not_evaluated(
            (message("the audit is not published"), findings.height - known.height),
            (message("the date due or the date put right is missing"), undated.height),
            (message("posts are not published, so leaving leaders are not known"),
             int(posts is None)),
        ),
        flags=(
            *(_late(row) for row in late.iter_rows(named=True)),
            *(_found_again(row, rows) for row in again.iter_rows(named=True)),
            *(_unaudited(row, values) for row in _overdue(leavers, values)),
        ),
    )  # fmt: skip


def _ordered(audits: pl.DataFrame) -> pl.DataFrame:
    """The audits of each unit in the order of their reports, with the one before (_earlier)."""
    day = pl.coalesce("report_on", "period_to", "published_on")
    return (
        audits.select("audit_id", "org_id", day.alias("_day"))
        .sort("org_id", "_day", "audit_id")
        .with_columns(pl.col("audit_id").shift(1).over("org_id").alias("_earlier"))
    )


def _again(findings: pl.DataFrame) -> pl.DataFrame:
    """Audits and categories (audit_id, org_id, category, _day, _earlier) found the time before."""
    seen = findings.select("audit_id", "category").unique()
    named = findings.filter(pl.col("_earlier").is_not_null())
    return (
        named.select("audit_id", "org_id", "category", "_day", "_earlier")
        .unique()
        .join(seen, left_on=["_earlier", "category"], right_on=["audit_id", "category"], how="semi")
        .sort("org_id", "_day", "category")
    )


def _leavers(county: County, posts: pl.DataFrame, audits: pl.DataFrame) -> pl.DataFrame:
    """Top leaders who left, with the days since (_since) and whether an audit is there."""
    left = posts.filter(pl.col("is_top_leader"), pl.col("end_on") <= county.today)
    leaving = audits.filter(pl.col("audit_type") == "leaving")
    by_post = left.join(leaving, on="post_id", how="semi").select("post_id")
    unnamed = leaving.filter(pl.col("post_id").is_null()).select(
        "org_id", "period_from", "period_to"
    )
    by_period = (
        left.join(unnamed, on="org_id")
        .filter(
            pl.col("period_from") <= pl.col("end_on"), pl.col("period_to") >= pl.col("start_on")
        )
        .select("post_id")
    )
    audited = pl.concat([by_post, by_period])["post_id"]
    return left.with_columns(
        (pl.lit(county.today) - pl.col("end_on")).dt.total_days().alias("_since"),
        pl.col("post_id").is_in(audited.implode()).alias("_audited"),
    )


def _overdue(leavers: pl.DataFrame, values: Mapping[str, Value]) -> Sequence[Row]:
    if "_since" not in leavers.columns:
        return []
    waiting = leavers.filter(~pl.col("_audited"), pl.col("_since") > values["leaving_days"])
    return waiting.rows(named=True)


def _late(row: Row) -> Flag:
    if row["rectify_status"] == "done":
        text = message("What the audit found was to be put right by {due}; it was on {done}.",
                       due=row["due_on"], done=row["rectified_on"])  # fmt: skip
    else:
        text = message("What the audit found was to be put right by {due} and is still open.",
                       due=row["due_on"])  # fmt: skip
    return Flag(
        check=CHECK.id, subject=(row["finding_id"], "due"), unit=row["org_id"],
        weight=Weight.MEDIUM, day=row["due_on"], text=text,
        evidence=(row_evidence("audit_findings", row),), rows=1,
    )  # fmt: skip


def _found_again(row: Row, rows: Mapping[str, pl.DataFrame]) -> Flag:
    both = pl.concat([rows[row["_earlier"]], rows[row["audit_id"]]])
    both = both.filter(pl.col("category") == row["category"])
    return Flag(
        check=CHECK.id, subject=(row["audit_id"], row["category"], "again"), unit=row["org_id"],
        weight=Weight.MEDIUM, day=row["_day"],
        text=message("The category “{category}” was found in this audit and in the one before.",
                     category=row["category"]),
        evidence=evidence("audit_findings", both), rows=both.height,
        figures=((message("Findings of the category"), both.height),),
    )  # fmt: skip


def _unaudited(row: Row, values: Mapping[str, Value]) -> Flag:
    return Flag(
        check=CHECK.id, subject=(row["post_id"], "leaving"), unit=row["org_id"],
        weight=Weight.MEDIUM, day=row["end_on"],
        text=message("The leader's time in the post ended on {end}; more than {limit} days later "
                     "no audit on leaving is published.", end=row["end_on"],
                     limit=values["leaving_days"]),
        evidence=(row_evidence("posts", row),), rows=1,
    )  # fmt: skip


CHECK = Check(
    id="C19",
    name=message("Audit gaps"),
    about=message("What an audit finds is to be put right in time and not to come back, and a "
                  "leader who leaves is to be audited. The check compares dates and categories of "
                  "findings, and posts that ended with the audits published."),
    cases=message("audit findings and leaders who left"),
    basis="审计法 art.52; policy on audits of leaders (local)",
    parameters=(
        Parameter("leaving_days", 180, message("Days from leaving to the audit"), "local setting",
                  Source.LOCAL),
    ),
    needs=("audits", "audit_findings"),
    run=run,
)  # fmt: skip

"""Texts that say nearly the same, found by the short pieces that they share.

Two texts are compared by the sets of their pieces of three characters: twice the common pieces
over all pieces (Dice), 1 for equal texts. Only texts that share one of their rarest pieces can be
similar enough (the prefix filter of Chaudhuri, Ganti and Kaushik 2006), and within such a block a
text is compared with its next neighbours by length only. So the work grows with the texts, not
with their square; in a block with very many nearly equal texts some pairs are not looked at, but
each text meets its neighbours. The same texts give the same pairs.
"""

from __future__ import annotations

import polars as pl

PIECE = 3
"""Characters of a piece."""
NEIGHBOURS = 4
"""With so many texts after it in a block a text is compared."""
BATCH = 500
"""Groups are taken together up to about so many texts, which bounds the memory."""
SLICE = 10_000
"""So many pairs are compared at once, for the same reason."""
PAIRS = {"first": pl.UInt32, "second": pl.UInt32, "share": pl.Float64}


def plain(text: pl.Expr) -> pl.Expr:
    """A text without case, width, blanks, punctuation and marks."""
    return text.str.normalize("NFKC").str.to_lowercase().str.replace_all(r"[\s\p{P}\p{S}]+", "")


def similar(texts: pl.DataFrame, *, least: float) -> pl.DataFrame:
    """The pairs of texts of one group that are at least that similar.

    `texts` has `key` (UInt32 without repetition), `group` (integers) and `text`; the result has
    the columns `first`, `second` (keys) and `share`, each pair once.
    """
    found = [pl.DataFrame(schema=PAIRS)]
    batch = pl.col("place").min().over("group") // BATCH
    placed = texts.sort("group", "key").with_row_index("place")
    batches = placed.select("key", "group", "text", batch.alias("batch"))
    for part in batches.partition_by("batch", maintain_order=True):
        pieces = _pieces(part)
        pairs = _candidates(pieces, part, least)
        sets = pieces.group_by("key").agg("piece")
        found += [_shared(rows, sets, least) for rows in pairs.iter_slices(SLICE)]
    return pl.concat(found).sort("first", "second")


def _shared(pairs: pl.DataFrame, sets: pl.DataFrame, least: float) -> pl.DataFrame:
    first, second = pl.col("piece"), pl.col("piece_second")
    common = first.list.set_intersection(second).list.len()
    share = 2 * common / (first.list.len() + second.list.len())
    return (
        pairs.join(sets, left_on="first", right_on="key")
        .join(sets, left_on="second", right_on="key", suffix="_second")
        .select("first", "second", share.alias("share"))
        .filter(pl.col("share") >= least)
    )


def _pieces(texts: pl.DataFrame) -> pl.DataFrame:
    """Each text's different pieces: key, group, piece (hashed), size (how many the text has)."""
    places = pl.int_ranges(0, pl.col("text").str.len_chars().cast(pl.Int64) - PIECE + 1)
    piece = pl.col("text").str.slice(pl.col("place"), PIECE).hash(seed=0)
    return (
        texts.filter(pl.col("text").str.len_chars() >= PIECE)
        .with_columns(places.alias("place"))
        .explode("place")
        .select("key", "group", piece.alias("piece"))
        .unique()
        .with_columns(pl.len().over("key").cast(pl.Int64).alias("size"))
    )


def _candidates(pieces: pl.DataFrame, texts: pl.DataFrame, least: float) -> pl.DataFrame:
    """Pairs that share one of their rarest pieces and are of nearly equal size."""
    ratio = least / (2 - least)
    prefix = pl.col("size") - (pl.col("size") * ratio - 1e-9).ceil().cast(pl.Int64) + 1
    spread = pl.len().over("group", "piece")
    blocks = (
        pieces.with_columns(spread.alias("spread"))
        .sort("key", "spread", "piece")
        .filter(pl.int_range(pl.len()).over("key") < prefix, pl.col("spread") > 1)
        .join(texts.select("key", "text"), on="key")
        .sort("group", "piece", "size", "text", "key")
        .select("group", "piece", "size", "key")
    )
    parts = []
    for step in range(1, NEIGHBOURS + 1):
        after = blocks.select(pl.all().shift(-step).name.suffix("_next"))
        parts.append(
            pl.concat([blocks, after], how="horizontal")
            .filter(
                pl.col("group") == pl.col("group_next"),
                pl.col("piece") == pl.col("piece_next"),
                pl.col("size") >= pl.col("size_next") * ratio - 1e-9,
            )
            .select(
                pl.min_horizontal("key", "key_next").alias("first"),
                pl.max_horizontal("key", "key_next").alias("second"),
            )
            .unique()
        )
    return pl.concat(parts).unique()

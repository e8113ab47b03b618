"""What a row is called: the texts in it that tell most."""

from __future__ import annotations

from typing import Final

LONGEST_TITLE: Final = 150
TELLING: Final = 5
"""A title of fewer characters is followed by the next text: 个人 · 差旅费."""
SEVERAL: Final = "、"
"""Parts what a title says one after the other: 书记、主任."""
MOST_NAMES: Final = 4


def title_of(cells: list[str], plain: int) -> tuple[str, list[str], tuple[str, ...]]:
    """A title from a row's texts, of which the first `plain` tell most; all not in it; and the
    names in it, where it holds several: of a post and of who holds it.
    """
    texts = [cell for cell in cells[:plain] if cell]
    late = [cell for cell in cells[plain:] if cell]
    used = 2 if texts and len(texts[0]) < TELLING else 1
    said = (texts or late)[:used]
    title = " ".join(" · ".join(said).split())
    if len(title) > LONGEST_TITLE:
        return title[: LONGEST_TITLE - 1] + "…", [*texts, *late], ()
    names = tuple(name for cell in said for name in cell.split(SEVERAL) if name != title)
    return title, [*texts, *late][used:], names[:MOST_NAMES]

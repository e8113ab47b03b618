"""How much each kind of thing counts beside the others that fit a question as well.

A weight runs from 0 to 9; each step adds one and a half times the score (see
`search_index.ranking`). Kinds with few, telling members stand before those with thousands: who
asks for receptions wants what is told of them, and then the thousand rows that are titled so.
"""

from __future__ import annotations

from typing import Final

GUIDE: Final = 9
"""Pages that say how to ask, apply and report: before what merely mentions that."""
UNIT: Final = 9
"""Who asks for a unit's name wants the unit, not the rows that name it."""
BOARD: Final = 9
"""Who asks for an office or its holder wants the place to write to."""
DATASET: Final = 8
ARTICLE: Final = 7
FLAG: Final = 4
"""What integrity checks noticed: after what explains a subject, before single figures of it."""
FINDING: Final = 2
"""What is wrong with a dataset; who looks for the dataset finds that first."""
FIELD: Final = 1
LASTING: Final = 1
"""A row of what lasts, beside those of what is over: who holds a post before who held it."""
ROW: Final = 0

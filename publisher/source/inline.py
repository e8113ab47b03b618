"""Python-Markdown's inline step without the searches that cannot find anything.

Half of the time of rendering goes into trying every inline pattern on every piece of text. A
pattern is tried here only where the character that all its matches need is there; the result is
the same, and a test compares the two on generated texts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from markdown import Markdown
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

NEEDED: Mapping[str, tuple[str, ...]] = {
    "backtick": ("`",),
    "escape": ("\\",),
    "footnote": ("[^",),
    "reference": ("[",),
    "link": ("[",),
    "image_link": ("![",),
    "image_reference": ("![",),
    "short_reference": ("[",),
    "short_image_ref": ("![",),
    "autolink": ("<",),
    "automail": ("<",),
    "linebreak": ("  \n",),
    "entity": ("&",),
    "em_strong": ("*", "_"),
}
"""For each pattern, texts of which every match holds one. A pattern not named is always tried."""


class SkippingInlineProcessor(InlineProcessor):
    """The inline step, trying only patterns that may match."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self._needs: list[tuple[Any, tuple[str, ...] | None]] | None = None
        self._special: re.Pattern[str] | None = None

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:
        if isinstance(data, AtomicString):
            return data
        if self._needs is None:
            registry: Any = self.inlinePatterns  # its order has no public name
            names = [item.name for item in registry._priority]
            self._needs = [(self.inlinePatterns[name], NEEDED.get(name)) for name in names]
            if all(needs for _, needs in self._needs):
                every = {need for _, needs in self._needs for need in needs or ()}
                self._special = re.compile("|".join(map(re.escape, sorted(every))))
        if self._special is not None and not self._special.search(data):
            return data
        start = 0
        position = patternIndex
        for pattern, needs in self._needs[patternIndex:]:
            matched = needs is None or any(need in data for need in needs)
            while matched:
                data, matched, start = self._InlineProcessor__applyPattern(  # type: ignore[attr-defined]  # private in the library
                    pattern, data, position, start
                )
            position += 1
        return data

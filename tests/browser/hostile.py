"""Hostile texts: ways to run a script, broken out of every place, written in every way.

Each carries a number of its own, which the page tells if it ever runs: `canary(7)`.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from itertools import count, product
from typing import Final
from urllib.parse import quote

VECTORS: Final = (
    "<script>{call}</script>", "<script src=data:,{call}></script>", "<img src=x onerror={call}>",
    "<svg onload={call}>", "<svg><script>{call}</script></svg>", "<body onload={call}>",
    "<iframe srcdoc='<script>parent.{call}</script>'></iframe>",
    "<iframe src=javascript:{call}></iframe>", "<details open ontoggle={call}>x</details>",
    "<input autofocus onfocus={call}>", "<video><source onerror={call}></video>",
    "<a href=javascript:{call}>x</a>", "<form action=javascript:{call}><button>x</button></form>",
    "<object data=javascript:{call}></object>", "<marquee onstart={call}>x</marquee>",
    "<svg><animate onbegin={call} attributeName=x></svg>", "<base href=javascript:{call}//>",
    "<meta http-equiv=refresh content='0;url=javascript:{call}'>",
    "<style>@import 'javascript:{call}'</style>",
    "<math><mi xlink:href=javascript:{call}>x</mi></math>",
    "<template><img src=x onerror={call}></template>",
    "<noscript><p title='</noscript><img src=x onerror={call}>'>",
    "<a href=' javascript:{call}'>x</a>", "<p style=animation-name:x onanimationstart={call}>",
    "<button popovertarget=x onclick={call}>x</button>",
    "<link rel=stylesheet onload={call} href=/>",
    "[x](javascript:{call})", "javascript:{call}", "{{{{ {call} }}}}", "${{{call}}}",
)  # fmt: skip
"""What would run, if it reached the page as it stands."""

BREAKS: Final = (
    "", '">', "'>", "</p>", "</title>", "</textarea>", "</script>", "</style>", "-->", "]]>", "`>",
    "\"'></a>", '" onmouseover={call} autofocus onfocus={call} x="', "' onfocus={call} autofocus '",
)
"""What ends the place where a text stands: an element, an attribute, a comment."""

WRITINGS: Final[dict[str, Callable[[str], str]]] = {
    "plain": lambda text: text,
    "entities": lambda text: "".join(f"&#{ord(one)};" if one in "<>\"'" else one for one in text),
    "percent": lambda text: quote(text, safe=""),
    "twice": lambda text: text.replace("<", "&lt;").replace(">", "&gt;"),
    "wide": lambda text: text.translate(
        {ord(one): ord(one) + 0xFEE0 for one in "<>\"'/"}  # NFKC makes them narrow again
    ),
    "cases": lambda text: "".join(
        one.upper() if place % 2 and one not in "canary" else one for place, one in enumerate(text)
    ),
    "seven": lambda text: text.replace("<", "+ADw-").replace(">", "+AD4-"),
    "escapes": lambda text: text.replace("<", "\\u003c").replace(">", "\\x3e"),
    "joined": lambda text: text.replace("<", "<\u200d").replace("script", "scr\u200dipt"),
    "tabs": lambda text: text.replace("javascript", "java\tscript").replace("onerror", "\nonerror"),
    "marks": lambda text: text.replace("<", "<\u0338"),
    "base64": lambda text: "<iframe src='data:text/html;base64,"
    f"{base64.b64encode(text.encode()).decode()}'></iframe>",
}
"""How it is written, so that something on the way might make it what it was."""

TITLE: Final = 80
"""Characters that a title may have."""


def corpus() -> tuple[str, ...]:
    """Each vector behind each break and each vector in each writing: over 700 texts."""
    return tuple(_texts())


def _texts() -> Iterator[str]:
    numbers = count(1)
    for vector, broken in product(VECTORS, BREAKS):
        call = f"canary({next(numbers)})"
        yield broken.replace("{call}", call) + vector.format(call=call)
    for vector, write in product(VECTORS, WRITINGS.values()):
        yield write(vector.format(call=f"canary({next(numbers)})"))


def short(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Those that a title can hold."""
    return tuple(text for text in texts if len(text) <= TITLE)


def packed(texts: tuple[str, ...], most: int) -> list[str]:
    """The texts in blocks of at most `most` characters, each on a line of its own."""
    blocks, block = [], ""
    for text in texts:
        if len(block) + len(text) + 1 > most:
            blocks.append(block)
            block = ""
        block += f"{text}\n"
    return [*blocks, block]

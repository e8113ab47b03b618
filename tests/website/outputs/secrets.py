"""Things that must never become public, made anew for each matter, and how they are looked for."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote

from hypothesis import strategies as st

from publisher import identifiers

RARE = "龘靐齉爩鱻麤龗灪纞虋龞驫飝羴雥蠿"
"""Characters that stand on no page of the site."""

REGIONS = ("110101", "330106", "440305")
SEPARATORS = ("", " ", "-")

words = st.text(RARE, min_size=4, max_size=7).filter(lambda text: len(set(text)) > 2)
digits = st.text("0123456789", min_size=8, max_size=8)


def mobile(rest: str) -> str:
    """A mobile number."""
    return f"139{rest}"


def identity(rest: str) -> str:
    """A number of an identity card."""
    born = f"19{80 + int(rest[1])}0{1 + int(rest[2]) % 9}1{rest[3]}"
    number = f"{REGIONS[int(rest[0]) % 3]}{born}{rest[4:7]}"
    total = sum(int(digit) * weight for digit, weight in
                zip(number, identifiers.WEIGHTS, strict=True))  # fmt: skip
    return number + identifiers.CHECKS[total % 11]


def card(rest: str) -> str:
    """A number of a bank card."""
    number = f"6222021{rest}"
    found = (f"{number}{last}" for last in range(10) if identifiers.is_card(f"{number}{last}"))
    return next(found)


def email(rest: str) -> str:
    """An e-mail address."""
    return f"li{rest}@post.example"


def plate(rest: str) -> str:
    """A number plate."""
    return f"浙A{rest[:4]}{'ABCDEFGHJK'[int(rest[4])]}"


def passport(rest: str) -> str:
    """A passport's number; its name stands before it."""
    return f"E{rest}"


KINDS = (mobile, identity, card, email, plate, passport)


@st.composite
def identifier(draw: st.DrawFn) -> str:
    """A personal identifier as people write it: plain, parted or of full width."""
    kind = draw(st.sampled_from(KINDS))
    plain = kind(draw(digits))
    if kind is passport:
        return f"护照号{plain}"
    form = draw(st.sampled_from(["plain", "wide", "parted"]))
    if form == "wide":
        return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in plain)
    if form == "parted" and kind is mobile:
        separator = draw(st.sampled_from(SEPARATORS))
        return separator.join((plain[:3], plain[3:7], plain[7:]))
    return plain


def seen(text: str) -> str:
    """A text as it is compared: without width, case, accents, spaces and what is invisible."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(
        one for one in plain
        if not one.isspace() and unicodedata.category(one) not in {"Mn", "Cf"}
    )


def readings(body: bytes) -> list[str]:
    """What a body says as it stands, and as browsers and programs understand it."""
    text = body.decode("utf-8", "replace")
    shown = html.unescape(re.sub(r"<[^>]*>", "", text))
    found = [text, shown, html.unescape(shown), unquote(text)]
    if text.lstrip().startswith(("{", "[")):
        value, _ = json.JSONDecoder().raw_decode(text.lstrip())
        found.append(json.dumps(value, ensure_ascii=False))
    return found


def leaks(body: bytes, secrets: Iterable[str]) -> list[str]:
    """Which secrets a body tells, however it is written, read or parted."""
    texts = [seen(text) for text in readings(body)]
    numbers = [re.sub(r"[^0-9a-z]", "", text) for text in texts]
    found = []
    for secret in secrets:
        plain = seen(secret)
        bare = re.sub(r"[^0-9a-z]", "", plain)
        if any(plain in text for text in texts) or (
            len(bare) > 7 and any(bare in text for text in numbers)
        ):
            found.append(secret)
    return found

"""Pictures in a text: where it names a picture's file, the page offers its published sizes."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from markupsafe import Markup

from publisher import addresses
from publisher.source.files import Picture
from publisher.source.fragments import MEDIA_PLACEHOLDER

IMAGE = re.compile(r'<img((?: [\w-]+="[^"]*")*)>')
ATTRIBUTE = re.compile(r' ([\w-]+)="([^"]*)"')
SIZES = "(min-width: 48rem) 44rem, 94vw"
"""How wide a picture is shown: the measure of a text, or nearly the whole screen."""


def with_pictures(fragment: str, pictures: Mapping[str, Picture]) -> Markup:
    """The sanitised `fragment` with each picture's addresses, sizes and dimensions."""
    if "<img" not in fragment:
        return Markup(fragment)  # noqa: S704 - sanitised when it was rendered

    def shown(found: re.Match[str]) -> str:
        attributes = dict(ATTRIBUTE.findall(found[1]))
        path = html.unescape(attributes.get("src", "")).removeprefix(MEDIA_PLACEHOLDER)
        alternative = html.unescape(attributes.get("alt", ""))
        return image(pictures.get(path), alternative)

    return Markup(IMAGE.sub(shown, fragment))  # noqa: S704 - sanitised, and escaped below


def image(picture: Picture | None, alternative: str) -> Markup:
    """The element for a picture; its description alone where it cannot be shown."""
    if picture is None:
        return Markup('<span class="lw-missing-picture">{}</span>').format(alternative)
    largest = picture.variants[-1]
    sizes = ", ".join(f"{addresses.media(v.name)} {v.width}w" for v in picture.variants)
    several = Markup(' srcset="{}" sizes="{}"').format(sizes, SIZES)
    return Markup(
        '<img src="{}"{} width="{}" height="{}" alt="{}" loading="lazy" decoding="async">'
    ).format(
        addresses.media(largest.name), several if len(picture.variants) > 1 else "",
        largest.width, largest.height, alternative,
    )  # fmt: skip

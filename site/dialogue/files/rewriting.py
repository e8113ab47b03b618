"""Reads a file that somebody sent, in a process of its own with little memory and time.

Run as `python -I rewriting.py WHAT ACTION` with the file on stdin: WHAT is JPEG, PNG, WEBP, GIF
or PDF, ACTION `check` or `copy`. `copy` writes what the public may get to stdout: an image drawn
anew, a PDF of bare pages. Exit codes are those of `Ending`. Nothing of the package is imported,
so that a decoder that is broken into finds nothing here.
"""

from __future__ import annotations

import io
import resource
import sys
import zlib
from collections.abc import Callable
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from PIL import Image

MEMORY: Final = 1024**3
SECONDS: Final = 10
"""Of a processor; a photo of 50 megapixels takes 2."""
MOST_PIXELS: Final = 50_000_000
"""A photo of 50 megapixels takes 200 MB to draw."""
LONGEST_SIDE: Final = 4_096
"""Pixels of the public copy; print in A4 needs no more."""
MOST_PAGES: Final = 500
QUALITY: Final = 85
PAGE_KEYS: Final = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents",
                    "/Group")  # fmt: skip
"""What a page needs to be seen; all else (actions, annotations, thumbnails, data) stays behind."""
DROPPED: Final = frozenset({
    "/AA", "/AF", "/Metadata", "/PieceInfo", "/Ref", "/OPI", "/Alternates", "/LastModified",
    "/Measure", "/PtData", "/JS", "/EF",
})  # fmt: skip
"""Keys that are taken out of whatever the pages use."""


class Ending(IntEnum):
    """How the program ends; 1 means that it could not even begin."""

    DONE = 0
    BROKEN = 10
    ENCRYPTED = 11
    TOO_LARGE = 12


class Unusable(Exception):
    """The file cannot be taken."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending.name)
        self.ending = ending


def image(what: str, action: str, content: bytes) -> bytes:
    """An image of format `what`, drawn anew without metadata; GIF as PNG, its first picture."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # we look ourselves
    opened = Image.open(io.BytesIO(content), formats=[what])
    if opened.width * opened.height > MOST_PIXELS:
        raise Unusable(Ending.TOO_LARGE)
    opened.load()
    if action == "check":
        return b""
    upright = ImageOps.exif_transpose(opened)
    drawn = _plain(upright, has_alpha=what != "JPEG")
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn.info = {}
    out = io.BytesIO()
    drawn.save(out, "PNG" if what == "GIF" else what, quality=QUALITY)
    return out.getvalue()


def _plain(opened: Image.Image, *, has_alpha: bool) -> Image.Image:
    """The picture in grey, RGB or RGBA, its colours those of sRGB."""
    if opened.mode.startswith("I"):
        return opened.point(lambda value: value / 256).convert("L")  # 16 bits of grey
    if opened.mode in {"1", "L"}:
        return opened.convert("L")
    transparent = has_alpha and opened.has_transparency_data
    coloured = _in_srgb(opened) if opened.mode in {"RGB", "CMYK"} else opened
    return coloured.convert("RGBA" if transparent else "RGB")


def _in_srgb(opened: Image.Image) -> Image.Image:
    from PIL import ImageCms

    profile = opened.info.get("icc_profile")
    if not profile:
        return opened
    try:
        found = ImageCms.profileToProfile(
            opened, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError):  # a profile that says nothing: colours as they stand
        return opened
    return found or opened


def pdf(what: str, action: str, content: bytes) -> bytes:
    """A PDF of the bare pages: what is seen, without scripts, actions, files and metadata."""
    import pikepdf

    try:
        source = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError:
        raise Unusable(Ending.ENCRYPTED) from None
    if source.is_encrypted:
        raise Unusable(Ending.ENCRYPTED)
    if not 1 <= len(source.pages) <= MOST_PAGES:
        raise Unusable(Ending.TOO_LARGE if len(source.pages) else Ending.BROKEN)
    if action == "check":
        return b""
    source.flatten_annotations("screen")  # what is written into a form stays to be read
    target = pikepdf.new()
    target.pages.extend(source.pages)
    for page in target.pages:
        for key in set(page.obj.keys()) - set(PAGE_KEYS):
            del page.obj[key]
    for found in target.objects:
        _strip(found)
    out = io.BytesIO()
    target.save(out, deterministic_id=True)
    return out.getvalue()


def _strip(found: Any) -> None:
    """Take out of an object of a PDF what is not needed to see it."""
    import pikepdf

    if isinstance(found, pikepdf.Array):
        for entry in found:
            if not getattr(entry, "is_indirect", False):
                _strip(entry)
        return
    if not isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        return
    is_stream = isinstance(found, pikepdf.Stream)
    if is_stream or "/Type" in found:  # others name resources, which may be called anything
        for key in DROPPED & set(found.keys()):
            del found[key]
    if is_stream:
        _strip_picture(found)
    for key in found.keys():  # noqa: SIM118 - a PDF's dictionary is no mapping
        entry = found[key]
        if not getattr(entry, "is_indirect", False):
            _strip(entry)


def _strip_picture(found: Any) -> None:
    """Take the metadata out of a JPEG that stands in a PDF as it is."""
    import pikepdf

    kept = found.get("/Filter")
    filters = [str(one) for one in kept] if isinstance(kept, pikepdf.Array) else [str(kept)]
    raw = found.read_raw_bytes()
    if filters == ["/FlateDecode", "/DCTDecode"]:
        raw = zlib.decompress(raw)
    elif filters != ["/DCTDecode"]:
        return
    found.write(without_metadata(raw), filter=pikepdf.Name.DCTDecode)


def without_metadata(jpeg: bytes) -> bytes:
    """A JPEG without application data (but Adobe's note of colours) and without comments."""
    kept, place = [jpeg[:2]], 2
    while place + 4 <= len(jpeg) and jpeg[place] == 0xFF and jpeg[place + 1] != 0xDA:
        end = place + 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
        marker = jpeg[place + 1]
        if not (0xE1 <= marker <= 0xEF and marker != 0xEE) and marker != 0xFE:
            kept.append(jpeg[place:end])
        place = end
    return b"".join([*kept, jpeg[place:]])


WORKS: Final[dict[str, Callable[[str, str, bytes], bytes]]] = {
    "JPEG": image, "PNG": image, "WEBP": image, "GIF": image, "PDF": pdf,
}  # fmt: skip


def main(what: str, action: str) -> int:
    """Read stdin, write stdout; the exit code."""
    content = sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        made = WORKS[what](what, action, content)
    except ImportError:
        raise
    except Unusable as failure:
        return failure.ending
    except MemoryError:
        return Ending.TOO_LARGE
    except Exception as failure:  # noqa: BLE001 - decoders raise anything over a broken file
        print(type(failure).__name__, file=sys.stderr)
        return Ending.BROKEN
    sys.stdout.buffer.write(made)
    return Ending.DONE


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

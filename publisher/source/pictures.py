"""Pictures in the sizes that pages need, without the data that cameras put into them."""

from __future__ import annotations

import contextlib
import io
import re
import struct
import warnings
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from PIL import Image, ImageCms, UnidentifiedImageError

from publisher.languages import Message, message
from publisher.source.files import Picture, SourceFile, Variant
from publisher.source.syntax import explained

WIDTHS = (480, 960, 1600)
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
EXTENSIONS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "png"}
"""The kind of file each format becomes; MPO is what phones write as JPEG."""

ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What sets a picture upright, by its EXIF orientation."""

QUALITY = 82
MOST_PIXELS = Image.MAX_IMAGE_PIXELS or 89_478_485
LARGEST_SIDE = 16_383
"""WebP's limit, the smallest among the formats written."""


class PictureError(Exception):
    """A picture cannot be used; `message` says why."""

    def __init__(self, text: Message) -> None:
        super().__init__(text.text("en"))
        self.message = text


def plan(file: SourceFile) -> Picture:
    """What will be made of a picture; only its header is read.

    Raises PictureError for what is no picture, or too large.
    """
    with _open(file) as picture:
        width, height = picture.size
        if _orientation(picture) >= 5:
            width, height = height, width
        extension = EXTENSIONS[picture.format or ""]
    widths = [wanted for wanted in WIDTHS if wanted < width]
    if len(widths) < len(WIDTHS):
        widths.append(width)
    stem = re.sub(r"[^a-z0-9]+", "-", PurePosixPath(file.path).stem.lower()).strip("-")
    variants = tuple(
        Variant(
            f"{stem[:60] or 'picture'}-{file.sha256[:8]}-{wanted}.{extension}",
            wanted,
            max(1, round(height * wanted / width)),
        )
        for wanted in widths
    )
    if max(variants[-1].height, variants[-1].width) > LARGEST_SIDE:
        raise PictureError(message("The picture is {width} by {height} pixels; no side may have "
                                   "more than {most}.", width=width, height=height,
                                   most=LARGEST_SIDE))  # fmt: skip
    return Picture(file, width, height, variants)


def write(file: SourceFile, variant: Variant, target: Path) -> None:
    """Make one of a picture's planned variants.

    Colours are converted to sRGB, the picture is set upright, everything but its pixels is left
    out; of a moving picture the first frame is kept. Raises PictureError for a damaged file.
    """
    with _open(file) as picture:
        turned = _orientation(picture)
        if picture.format == "JPEG":  # decoding at half size or less saves most of the time
            wide, high = 2 * variant.width, 2 * variant.height
            picture.draft(None, (high, wide) if turned >= 5 else (wide, high))
        upright = _colours(picture)
        if turned in TURNS:
            upright = upright.transpose(TURNS[turned])
        if upright.size != (variant.width, variant.height):
            upright = upright.resize((variant.width, variant.height), Image.Resampling.LANCZOS)
        upright.info = {}
        content = io.BytesIO()
        _encode(upright, variant.name.rsplit(".", 1)[-1], content)
    target.write_bytes(content.getvalue())


def _encode(picture: Image.Image, extension: str, content: io.BytesIO) -> None:
    if extension == "jpg":
        if picture.mode != "L":
            picture = picture.convert("RGB")
        picture.save(content, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    elif extension == "png":
        picture.save(content, "PNG", optimize=True)
    else:
        picture.save(content, "WEBP", quality=QUALITY, method=4)


@contextlib.contextmanager
def _open(file: SourceFile) -> Iterator[Image.Image]:
    """Open a picture; whatever Pillow trips over meanwhile becomes a PictureError."""
    with Path(file.place).open("rb") as source, warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        warnings.simplefilter("ignore", UserWarning)  # oddities of metadata that is left out
        try:
            with Image.open(source, formats=FORMATS) as picture:
                yield picture
        except UnidentifiedImageError as failure:
            raise PictureError(message("This is no JPEG, PNG, WebP or GIF picture.")) from failure
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as failure:
            raise PictureError(message("The picture has more than {most} pixels.",
                                       most=MOST_PIXELS)) from failure  # fmt: skip
        except (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error) as failure:
            raise PictureError(message("The picture is damaged: {what}.",
                                       what=explained(failure))) from failure  # fmt: skip


def _orientation(picture: Image.Image) -> int:
    """The EXIF orientation from 1 to 8; 1 where none is stated in the header."""
    exif = Image.Exif()
    exif.load(picture.info.get("exif") or b"")
    value = exif.get(ORIENTATION, 1)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _colours(picture: Image.Image) -> Image.Image:
    """The first frame in grey or sRGB of 8 bits, with its transparency."""
    profile = picture.info.get("icc_profile")
    transparent = "transparency" in picture.info or picture.mode in ("RGBA", "LA", "PA", "RGBa")
    picture.load()
    if picture.mode.startswith("I;16") or picture.mode == "I":
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif picture.mode in ("1", "F"):
        picture = picture.convert("L")
    if transparent:
        return _to_srgb(picture.convert("RGBA"), profile)
    if picture.mode == "L":
        return picture.copy()
    if picture.mode == "CMYK":
        return _to_srgb(picture, profile).convert("RGB")
    return _to_srgb(picture.convert("RGB"), profile)


def _to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Apply a colour profile; one that is broken or does not fit says nothing, as in browsers."""
    if not profile:
        return picture
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(
            picture, source, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, OSError):
        return picture
    return picture if converted is None else converted

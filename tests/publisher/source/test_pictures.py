"""Pictures: sizes, orientation, and nothing left of what the camera wrote."""

from __future__ import annotations

import io
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from publisher.source import pictures
from publisher.source.files import SourceFile
from publisher.source.pictures import PictureError
from tests.publisher.outputs.made import source_file

RED, BLUE = (200, 30, 30), (30, 30, 200)


def picture(
    folder: Path, kind: str, size: tuple[int, int] = (1000, 500), mode: str = "RGB",
    name: str = "Tax Office 1", **options: Any,
) -> SourceFile:  # fmt: skip
    """A picture whose left half is red and whose right half is blue."""
    made = Image.new("RGB", size, RED)
    made.paste(BLUE, (size[0] // 2, 0, *size))
    content = io.BytesIO()
    made.convert(mode).save(content, kind, **options)
    return saved(folder, content.getvalue(), f"{name}.{kind.lower()}")


def saved(folder: Path, content: bytes, name: str = "p.png") -> SourceFile:
    (folder / name).write_bytes(content)
    return source_file(folder / name, f"content/news/{name}")


def written(file: SourceFile, folder: Path, place: int = 0) -> Image.Image:
    variant = pictures.plan(file).variants[place]
    pictures.write(file, variant, folder / variant.name)
    made = Image.open(folder / variant.name)
    made.load()
    assert made.size == (variant.width, variant.height)
    return made


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (100, [100]), (480, [480]), (481, [480, 481]), (960, [480, 960]),
        (1599, [480, 960, 1599]), (1600, [480, 960, 1600]), (4000, [480, 960, 1600]),
    ],
)  # fmt: skip
def test_pictures_are_never_enlarged(width: int, widths: list[int], tmp_path: Path) -> None:
    plan = pictures.plan(picture(tmp_path, "JPEG", (width, 300)))
    assert (plan.width, plan.height) == (width, 300)
    assert [variant.width for variant in plan.variants] == widths
    assert plan.variants[-1].height == round(300 * widths[-1] / width)


def test_names_hold_stem_hash_and_width(tmp_path: Path) -> None:
    file = picture(tmp_path, "JPEG")
    assert [variant.name for variant in pictures.plan(file).variants] == [
        f"tax-office-1-{file.sha256[:8]}-{width}.jpg" for width in (480, 960, 1000)
    ]
    chinese = picture(tmp_path, "PNG", (10, 10), name="照片")
    assert pictures.plan(chinese).variants[0].name == f"picture-{chinese.sha256[:8]}-10.png"


@pytest.mark.parametrize(
    ("kind", "became"), [("JPEG", "JPEG"), ("PNG", "PNG"), ("WEBP", "WEBP"), ("GIF", "PNG")]
)
def test_each_format_is_written(kind: str, became: str, tmp_path: Path) -> None:
    made = written(picture(tmp_path, kind), tmp_path)
    assert made.format == became
    left, right = (made.convert("RGB").getpixel((x, 100)) for x in (50, 430))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[0] > 150 > left[2]
    assert right[2] > 150 > right[0]


def test_only_the_first_frame_is_kept(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in (RED, BLUE)]
    content = io.BytesIO()
    frames[0].save(content, "GIF", save_all=True, append_images=frames[1:])
    made = written(saved(tmp_path, content.getvalue(), "m.gif"), tmp_path)
    assert getattr(made, "n_frames", 1) == 1
    assert made.convert("RGB").getpixel((5, 5)) == RED


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_metadata_is_left_out(kind: str, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif[0x8825] = {1: "N", 2: (31.0, 14.0, 0.0)}
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options: dict[str, Any] = {"exif": exif, "icc_profile": profile}
    if kind == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Comment", "SecretNote")
    if kind == "JPEG":
        options["comment"] = b"SecretNote"
    file = picture(tmp_path, kind, **options)
    assert b"SecretCamera" in Path(file.place).read_bytes()
    made = written(file, tmp_path)
    content = Path(str(getattr(made, "filename"))).read_bytes()  # noqa: B009 - not in Pillow's types
    assert b"Secret" not in content
    assert b"ICC" not in content
    assert not made.getexif()
    assert not set(made.info) & {"exif", "icc_profile", "comment", "xmp"}


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_stand_upright(kind: str, orientation: int, tmp_path: Path) -> None:
    upright = Image.new("RGB", (1000, 500), RED)
    upright.paste(BLUE, (500, 0, 1000, 500))
    upright.paste((240, 240, 240), (0, 250, 1000, 500))
    turned = upright
    if orientation > 1:
        back = {6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
        turned = upright.transpose(back.get(orientation, pictures.TURNS[orientation]))
    exif = Image.Exif()
    exif[pictures.ORIENTATION] = orientation
    content = io.BytesIO()
    turned.save(content, kind, exif=exif)
    file = saved(tmp_path, content.getvalue(), f"p.{kind.lower()}")
    assert pictures.plan(file)[1:3] == (1000, 500)
    made = written(file, tmp_path).convert("RGB")
    for place, expected in (((60, 60), RED), ((420, 60), BLUE), ((60, 200), (240, 240, 240))):
        found = made.getpixel(place)
        assert isinstance(found, tuple)
        assert max(abs(a - b) for a, b in zip(found, expected, strict=True)) < 25


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_kinds_of_png(mode: str, tmp_path: Path) -> None:
    if mode == "I;16":
        grey = Image.new("I;16", (600, 20), 200 * 256)
        content = io.BytesIO()
        grey.save(content, "PNG")
        made = written(saved(tmp_path, content.getvalue()), tmp_path)
        assert made.getpixel((10, 10)) == 200
        return
    made = written(picture(tmp_path, "PNG", (600, 20), mode), tmp_path)
    assert made.mode == {"1": "L", "L": "L", "LA": "RGBA", "P": "RGB", "RGBA": "RGBA"}[mode]


def test_transparency_is_kept(tmp_path: Path) -> None:
    clear = Image.new("RGBA", (600, 20), (0, 0, 0, 0))
    content = io.BytesIO()
    clear.save(content, "PNG")
    made = written(saved(tmp_path, content.getvalue()), tmp_path)
    assert made.getpixel((10, 10)) == (0, 0, 0, 0)


def test_print_colours_become_screen_colours(tmp_path: Path) -> None:
    made = written(picture(tmp_path, "JPEG", mode="CMYK"), tmp_path)
    assert made.mode == "RGB"


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path) -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        file = picture(tmp_path, kind)
        for variant in pictures.plan(file).variants:
            pictures.write(file, variant, tmp_path / "1")
            pictures.write(file, variant, tmp_path / "2")
            assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be large."""
    head = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\x00\x00\x00"
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)
        for name, data in chunks
    )


@pytest.mark.parametrize("size", [(100_000, 100_000), (10_000, 10_000)])
def test_bombs_are_refused(size: tuple[int, int], tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="more than 89478485 pixels"):
        pictures.plan(saved(tmp_path, bomb(*size)))


def test_ribbons_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="no side may have"):
        pictures.plan(saved(tmp_path, bomb(10, 20_000)))


@pytest.mark.parametrize(
    "content", [b"", b"<svg/>", b"II*\x00" + b"\0" * 100, b"\x89PNG\r\n\x1a\n"]
)
def test_what_is_no_picture_is_refused(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(PictureError):
        pictures.plan(saved(tmp_path, content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_damaged_pictures_are_refused(kind: str, tmp_path: Path) -> None:
    whole = Path(picture(tmp_path, kind, (1000, 500)).place).read_bytes()
    file = saved(tmp_path, whole[: len(whole) * 2 // 3], f"cut.{kind.lower()}")
    with pytest.raises(PictureError, match="damaged"):
        pictures.write(file, pictures.plan(file).variants[0], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_missing_file_is_no_damaged_picture(tmp_path: Path) -> None:
    file = SourceFile("content/p.png", str(tmp_path / "none.png"), 1, "0" * 64)
    with pytest.raises(FileNotFoundError):
        pictures.plan(file)

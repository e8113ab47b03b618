"""Files that people or programs send who mean no good, made anew for each test."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

import pikepdf
from PIL import Image, ImageCms

SECRET = b"SECRET-PLACE-31.2304N"
SCRIPT = b"app.alert('gotcha')"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **given: Any) -> bytes:
    """A small picture whose left half is red and right half blue."""
    drawn = Image.new("RGB", size, "red")
    drawn.paste("blue", (size[0] // 2, 0, *size))
    out = io.BytesIO()
    drawn.save(out, kind, **given)
    return out.getvalue()


def photo(kind: str = "JPEG", *, turned: bool = False) -> bytes:
    """A photo that says where it was taken, by whom, with which camera, and how it lies."""
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    exif[0x8298] = SECRET.decode()
    exif.get_ifd(0x8825)[2] = (31.0, 13.0, 49.0)
    if turned:
        exif[0x0112] = 6
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    extra: dict[str, Any] = {"exif": exif, "icc_profile": profile}
    if kind == "JPEG":
        extra["comment"] = SECRET
    return picture(kind, **extra)


def moving(kind: str) -> bytes:
    """A picture that moves: red first, then blue."""
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(
        out, kind, save_all=True, append_images=[Image.new("RGB", (20, 20), "blue")], lossless=True
    )
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of 20 KB that claims 900 megapixels and really holds them."""
    side = 30_000

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(
            ">I", zlib.crc32(name + data)
        )

    packer = zlib.compressobj(9)
    row = bytes(1 + side // 8)
    packed = b"".join([*(packer.compress(row) for _ in range(side)), packer.flush()])
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
        + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )  # fmt: skip


def both_picture_and_archive() -> bytes:
    """A JPEG with a zip archive and a web page behind it."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("evil.html", "<script>alert(1)</script>")
    return picture() + b"<html><script>alert(1)</script></html>" + archive.getvalue()


def pdf(**given: Any) -> bytes:
    """A PDF of one page that says Hello; `given` are options of saving."""
    made = _hello()
    out = io.BytesIO()
    made.save(out, **given)
    return out.getvalue()


def _hello() -> pikepdf.Pdf:
    made = pikepdf.new()
    made.add_blank_page(page_size=(200, 100))
    page = made.pages[0]
    page.obj.Contents = made.make_stream(b"BT /A 12 Tf 20 50 Td (Hello) Tj ET")
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1,
                              BaseFont=pikepdf.Name.Helvetica)  # fmt: skip
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary({"/A": font}))
    return made


def armed_pdf() -> bytes:
    """A PDF with scripts, launchers, links, embedded files, a form, XFA, metadata and a photo."""
    made = _hello()
    name, words = pikepdf.Name, pikepdf.Dictionary
    script = words(Type=name.Action, S=name.JavaScript, JS=SCRIPT)
    launch = words(Type=name.Action, S=name.Launch, F=b"calc.exe")
    link = words(Type=name.Action, S=name.URI, URI=b"https://evil.example/" + SECRET)
    page = made.pages[0]
    field = made.make_indirect(words(
        Type=name.Annot, Subtype=name.Widget, FT=name.Tx, T=b"field", V=b"typed",
        Rect=[10, 10, 90, 30], AA=words(K=script), A=launch,
    ))  # fmt: skip
    note = made.make_indirect(words(Type=name.Annot, Subtype=name.Link, Rect=[0, 0, 50, 50],
                                    A=link))  # fmt: skip
    page.obj.Annots = made.make_indirect(pikepdf.Array([field, note]))
    page.obj.AA = words(O=script)
    page.obj.PieceInfo = words(Tool=words(Private=SECRET))
    page.obj.Metadata = made.make_stream(SECRET)
    image = made.make_stream(photo())
    for key, value in {
        "/Type": name.XObject, "/Subtype": name.Image, "/Width": 60, "/Height": 40,
        "/BitsPerComponent": 8, "/ColorSpace": name.DeviceRGB, "/Filter": name.DCTDecode,
        "/Metadata": made.make_stream(SECRET),
    }.items():  # fmt: skip
        image.stream_dict[key] = value
    page.obj.Resources.XObject = words(Photo=image)
    root = made.Root
    root.OpenAction = script
    root.AA = words(WC=script)
    root.AcroForm = words(Fields=[field], XFA=made.make_stream(b"<xdp>" + SECRET + b"</xdp>"))
    root.Names = words(JavaScript=words(Names=[b"x", script]))
    made.attachments["evil.exe"] = b"MZ" + SECRET
    made.docinfo["/Author"] = SECRET.decode()
    with made.open_metadata() as metadata:
        metadata["dc:creator"] = [SECRET.decode()]
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def locked_pdf(*, opens_without: bool = False) -> bytes:
    """A PDF that needs a password, or only one for changing it."""
    return pdf(encryption=pikepdf.Encryption(owner="o", user="" if opens_without else "u"))


def endless_pdf() -> bytes:
    """A PDF whose pages lead back to themselves."""
    made = _hello()
    pages = made.Root.Pages
    pages.Kids = pikepdf.Array([pages, pages])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()

"""Files of citizens: what is taken, what becomes of it, and who gets it."""

from __future__ import annotations

import io
import random
import unicodedata
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import select

from dialogue.files import attachments, rewriting
from dialogue.files.attachments import Gone, PublicFile
from dialogue.gate.submit import File
from dialogue.life.requests import NotAllowed, NotThere, Refused
from dialogue.matter.states import Event
from dialogue.matter.thread import Actor
from dialogue.rules import Office
from dialogue.storage import journal, tables
from dialogue.text.file_names import LONGEST, cleaned_name
from publisher import identifiers
from tests.dialogue import hostile_files as hostile
from tests.dialogue.matters import (
    ADMINISTRATOR,
    AUDITOR,
    LEADER,
    MODERATOR,
    OFFICER,
    STRANGER,
    sent,
    step,
)

TEXT = "李家村路灯坏了，电话13912345678，请修。"


def opened(content: bytes) -> Image.Image:
    """A picture, drawn."""
    found = Image.open(io.BytesIO(content))
    found.load()
    return found


def copy_of(content: bytes, office: Office) -> bytes:
    """The public copy of what somebody sent."""
    return attachments.public_copy(attachments.read_upload(office, "x", content))


# --- What is taken


@pytest.mark.parametrize(
    ("content", "media_type", "name"),
    [
        (hostile.picture("JPEG"), "image/jpeg", "路灯.jpg"),
        (hostile.picture("PNG"), "image/png", "路灯.png"),
        (hostile.picture("WEBP"), "image/webp", "路灯.webp"),
        (hostile.picture("GIF"), "image/gif", "路灯.gif"),
        (hostile.pdf(), "application/pdf", "路灯.pdf"),
        (TEXT.encode(), "text/plain", "路灯.txt"),
        (TEXT.encode("gb18030"), "text/plain", "路灯.txt"),
        (TEXT.encode("utf-16"), "text/plain", "路灯.txt"),
    ],
)
def test_a_file_is_what_its_content_says(
    sqlite_office: Office, content: bytes, media_type: str, name: str
) -> None:
    file = attachments.read_upload(sqlite_office, "路灯.exe", content)
    assert (file.media_type, file.name, file.content) == (media_type, name, content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "cannot be taken"),
        (b"PK\x03\x04" + bytes(40), "cannot be taken"),
        (b"\x7fELF\x02\x01\x01" + bytes(40), "cannot be taken"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "cannot be taken"),
        ("abc".encode("utf-32"), "cannot be taken"),
        (hostile.picture("BMP"), "cannot be taken"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "damaged"),
        (hostile.picture("PNG")[:-40], "damaged"),
        (hostile.picture("WEBP")[:60], "damaged"),
        (b"%PDF-1.7 and nothing else", "damaged"),
        (hostile.endless_pdf(), "damaged"),
        (hostile.locked_pdf(), "password"),
        (hostile.locked_pdf(opens_without=True), "password"),
        (hostile.bomb(), "too many pixels"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_name(
    sqlite_office: Office, content: bytes, said: str
) -> None:
    with pytest.raises(Refused, match=said) as refused:
        attachments.read_upload(sqlite_office, "bad.thing", content)
    assert "“bad.thing”" in str(refused.value)


def test_a_file_may_have_ten_mebibytes(sqlite_office: Office) -> None:
    most = sqlite_office.rules.limits.attachment_bytes
    assert attachments.read_upload(sqlite_office, "x", b"a" * most)
    with pytest.raises(Refused, match="at most 10 MiB"):
        attachments.read_upload(sqlite_office, "x", b"a" * (most + 1))


@pytest.mark.parametrize("seed", range(8))
def test_damage_anywhere_ends_in_an_answer(sqlite_office: Office, seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(chance.choice(
        [hostile.photo(), hostile.photo("PNG"), hostile.photo("WEBP"), hostile.armed_pdf()]
    ))  # fmt: skip
    for _ in range(20):
        content[chance.randrange(8, len(content))] = chance.randrange(256)
    assert hostile.SCRIPT not in copied_if_possible(bytes(content), sqlite_office)


def copied_if_possible(content: bytes, office: Office) -> bytes:
    """The public copy of what somebody sent, nothing where that is refused."""
    try:
        return copy_of(content, office)
    except Refused:
        return b""


# --- Names


@given(name=st.text(max_size=200), extension=st.sampled_from([".jpg", ".pdf", ".txt", ""]))
@settings(deadline=None)
def test_a_cleaned_name_is_safe_whatever_it_was(name: str, extension: str) -> None:
    found = cleaned_name(name, extension)
    assert found.endswith(extension)
    assert 0 < len(found) <= LONGEST
    assert not set(found) & set('<>:"/\\|?*%&#;')
    assert not found.startswith((".", " "))
    assert all(unicodedata.category(one)[0] != "C" for one in found)
    assert unicodedata.is_normalized("NFC", found)
    assert cleaned_name(found, extension) == found
    found.encode()


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\张三\\照片.JPG", "照片.jpg"),
        ("photo\u202egpj.exe", "photogpj.jpg"),
        ("a\x00b\r\nc.png", "abc.jpg"),
        ("CON.png", "file.jpg"),
        (".htaccess", "htaccess.jpg"),
        ("", "file.jpg"),
        ("e\u0301te\u0301.png", "été.jpg"),
        ("长" * 200, "长" * 76 + ".jpg"),
    ],
)
def test_names_lose_what_is_dangerous(name: str, cleaned: str) -> None:
    assert cleaned_name(name, ".jpg") == cleaned


# --- Public copies


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_copy_of_a_photo_says_nothing_of_where_and_who(
    sqlite_office: Office, kind: str
) -> None:
    original = hostile.photo(kind)
    assert hostile.SECRET in original
    copied = copy_of(original, sqlite_office)
    assert hostile.SECRET not in copied
    found = opened(copied)
    assert (found.format, found.size) == (kind, (60, 40))
    assert not found.getexif()
    assert set(found.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop",
                               "background", "timestamp", "duration"}  # fmt: skip


def test_a_photo_taken_upright_is_shown_upright(sqlite_office: Office) -> None:
    found = opened(copy_of(hostile.photo(turned=True), sqlite_office)).convert("RGB")
    assert found.size == (40, 60)
    red, blue = found.getchannel("R"), found.getchannel("B")
    assert red.getpixel((20, 5)) == pytest.approx(255, abs=60)
    assert blue.getpixel((20, 5)) == pytest.approx(0, abs=60)
    assert blue.getpixel((20, 55)) == pytest.approx(255, abs=60)


@pytest.mark.parametrize(("kind", "copied_as"), [("GIF", "PNG"), ("WEBP", "WEBP")])
def test_of_a_picture_that_moves_the_first_is_shown(
    sqlite_office: Office, kind: str, copied_as: str
) -> None:
    found = opened(copy_of(hostile.moving(kind), sqlite_office))
    assert found.format == copied_as
    assert getattr(found, "n_frames", 1) == 1
    assert found.convert("RGB").getpixel((5, 5)) == pytest.approx((255, 0, 0), abs=3)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pictures_of_all_modes_are_drawn(sqlite_office: Office, mode: str) -> None:
    drawn = Image.linear_gradient("L").resize((64, 64))
    if mode == "I;16":
        drawn = drawn.convert("I").point(lambda value: value * 257).convert("I;16")
    else:
        drawn = drawn.convert(mode)
    out = io.BytesIO()
    drawn.save(out, "PNG")
    found = opened(copy_of(out.getvalue(), sqlite_office)).convert("L")
    assert found.getpixel((32, 2)) == pytest.approx(0, abs=60)
    assert found.getpixel((32, 61)) == pytest.approx(255, abs=60)


def test_printers_colours_become_those_of_screens(sqlite_office: Office) -> None:
    out = io.BytesIO()
    Image.new("CMYK", (10, 10), (0, 255, 255, 0)).save(out, "JPEG")
    found = opened(copy_of(out.getvalue(), sqlite_office))
    red, green, blue = found.getpixel((5, 5))  # type: ignore[misc]  # RGB
    assert found.mode == "RGB"
    assert red > 200
    assert max(green, blue) < 60


def test_large_photos_are_made_smaller(sqlite_office: Office) -> None:
    found = opened(copy_of(hostile.picture(size=(6_000, 1_500)), sqlite_office))
    assert found.size == (rewriting.LONGEST_SIDE, rewriting.LONGEST_SIDE // 4)


def test_what_stands_behind_a_picture_is_left_out(sqlite_office: Office) -> None:
    copied = copy_of(hostile.both_picture_and_archive(), sqlite_office)
    assert b"<script>" not in copied
    assert b"PK\x03\x04" not in copied


def test_a_profile_of_colours_that_is_nonsense_does_no_harm(sqlite_office: Office) -> None:
    assert opened(copy_of(hostile.picture(icc_profile=b"nonsense" * 40), sqlite_office))


def names_and_texts(content: bytes) -> tuple[set[str], bytes]:
    """Every key that a PDF's objects use, and its streams as they are read."""
    keys: set[str] = set()
    texts = b""

    def walk(found: Any) -> None:
        if isinstance(found, pikepdf.Stream):
            nonlocal texts
            texts += found.read_raw_bytes()
        if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
            for key in found.keys():  # noqa: SIM118 - a PDF's dictionary is no mapping
                keys.add(key)
                if not getattr(found[key], "is_indirect", False):
                    walk(found[key])
        elif isinstance(found, pikepdf.Array):
            for entry in list(found):
                walk(entry)

    with pikepdf.open(io.BytesIO(content)) as read:
        for found in read.objects:
            walk(found)
        assert not read.attachments
        assert not dict(read.docinfo)
    return keys, texts


def test_the_copy_of_a_pdf_does_nothing_and_tells_nothing(sqlite_office: Office) -> None:
    before, _ = names_and_texts_of_armed()
    dangerous = {"/JS", "/AA", "/OpenAction", "/Annots", "/AcroForm", "/XFA", "/URI", "/EF",
                 "/Metadata", "/PieceInfo", "/Names", "/JavaScript"}  # fmt: skip
    assert dangerous <= before
    copied = copy_of(hostile.armed_pdf(), sqlite_office)
    keys, texts = names_and_texts(copied)
    assert not dangerous & keys
    assert hostile.SECRET not in copied + texts
    assert hostile.SCRIPT not in copied + texts
    assert b"calc.exe" not in copied


def names_and_texts_of_armed() -> tuple[set[str], bytes]:
    """Keys of the armed PDF itself: that the test looks at something."""
    keys: set[str] = set()
    with pikepdf.open(io.BytesIO(hostile.armed_pdf())) as read:
        for found in read.objects:
            keys |= _keys(found)
    return keys, b""


def _keys(found: Any) -> set[str]:
    if isinstance(found, pikepdf.Array):
        return set().union(*(_keys(one) for one in list(found)))
    if not isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        return set()
    names = set(found.keys())
    return names.union(*(_keys(found[name]) for name in names
                         if not getattr(found[name], "is_indirect", False)))  # fmt: skip


def test_the_copy_of_a_pdf_still_shows_its_page(sqlite_office: Office) -> None:
    with pikepdf.open(io.BytesIO(copy_of(hostile.armed_pdf(), sqlite_office))) as read:
        page = read.pages[0]
        assert b"Hello" in page.Contents.read_bytes()
        assert page.mediabox == [0, 0, 200, 100]
        assert page.Resources.Font["/A"].BaseFont == pikepdf.Name.Helvetica
        photo = page.Resources.XObject.Photo.read_raw_bytes()
    assert opened(photo).size == (60, 40)


def test_no_detector_finds_anybody_in_the_copy_of_a_text(sqlite_office: Office) -> None:
    copied = copy_of(TEXT.encode("gb18030"), sqlite_office).decode()
    assert copied == TEXT.replace("13912345678", "███")
    assert not identifiers.find(copied)


@given(text=st.text(st.one_of(st.sampled_from("139 12345678-京A@.com\u202e\u200b李"),
                              st.characters(categories=["L", "N", "P"])), max_size=60))  # fmt: skip
@settings(deadline=None)
def test_copies_of_texts_hold_no_identifiers_and_nothing_unseen(text: str) -> None:
    file = File(name="x.txt", media_type="text/plain", content=text.encode())
    copied = attachments.public_copy(file).decode()
    assert not identifiers.find(copied)
    assert not any(unicodedata.category(one) in {"Cc", "Cf"} for one in copied)


# --- Who gets it


def kept(office: Office, content: bytes = b"", **given: Any) -> tuple[str, str]:
    """An accepted matter with a file: both ids."""
    file = attachments.read_upload(office, "张三的照片.png", content or hostile.photo())
    received = sent(office, files=(file,), **given)
    step(office, received.thread, Event.ACCEPT, MODERATOR)
    return received.thread, file_of(office, received.thread)


def file_of(office: Office, thread: str) -> str:
    """The id of a matter's file."""
    with office.database.reading() as connection:
        query = select(tables.attachment.c.id).where(tables.attachment.c.thread == thread)
        return str(connection.execute(query).scalar_one())


def public(office: Office, file: str) -> PublicFile | Gone | None:
    """What everybody gets of it now."""
    with office.database.reading() as connection:
        return attachments.public_file(connection, file)


def test_nobody_gets_a_file_before_a_moderator_released_it(office: Office) -> None:
    thread, file = kept(office)
    assert public(office, file) is None
    attachments.release(office, file, MODERATOR, "路灯")
    found = public(office, file)
    assert isinstance(found, PublicFile)
    assert (found.thread, found.name, found.media_type) == (thread, "路灯.jpg", "image/jpeg")
    assert hostile.SECRET not in found.content


def test_the_writers_own_name_of_the_file_is_never_public(office: Office) -> None:
    _, file = kept(office)
    attachments.release(office, file, MODERATOR)
    found = public(office, file)
    assert isinstance(found, PublicFile)
    assert "张三" not in found.name
    with pytest.raises(Refused, match="mobile number"):
        attachments.release(office, file, MODERATOR, "13912345678")


@pytest.mark.parametrize("actor", [OFFICER, STRANGER, LEADER, AUDITOR, ADMINISTRATOR])
def test_only_moderators_release_files(sqlite_office: Office, actor: Actor) -> None:
    _, file = kept(sqlite_office)
    with pytest.raises(NotAllowed):
        attachments.release(sqlite_office, file, actor, "x")
    assert public(sqlite_office, file) is None


def test_a_file_vanishes_with_its_matter_and_is_released_again(office: Office) -> None:
    thread, file = kept(office)
    attachments.release(office, file, MODERATOR, "x")
    step(office, thread, Event.HIDE, MODERATOR, code="personal")
    assert public(office, file) == Gone(thread, "personal")
    with office.database.reading() as connection:
        assert connection.execute(select(tables.attachment.c.public_copy)).scalar_one() == b""
    step(office, thread, Event.SHOW, MODERATOR)
    assert public(office, file) is None
    attachments.release(office, file, MODERATOR, "x")
    assert isinstance(public(office, file), PublicFile)


def test_of_a_diverted_matter_no_file_is_left(office: Office) -> None:
    thread, file = kept(office)
    attachments.release(office, file, MODERATOR, "x")
    step(office, thread, Event.DIVERT, MODERATOR)
    assert public(office, file) == Gone(thread, "unproven"), "as of a hidden one"
    with office.database.reading() as connection:
        row = connection.execute(select(tables.attachment)).one()
    assert (row.size, row.name_cipher, row.original_cipher) == (0, b"", b"")
    assert (row.public_copy, row.public_name) == (b"", "")
    with pytest.raises(NotThere):
        attachments.original(office, file, MODERATOR)


def test_of_a_diverted_matter_no_file_is_known_that_was_not_public(office: Office) -> None:
    thread, file = kept(office)
    step(office, thread, Event.DIVERT, MODERATOR)
    assert public(office, file) is None
    with office.database.reading() as connection:
        assert connection.execute(select(tables.attachment)).all() == []


def test_a_moderator_takes_a_file_back(office: Office) -> None:
    content = hostile.photo()
    thread, file = kept(office, content)
    attachments.release(office, file, MODERATOR, "x")
    attachments.withhold(office, file, MODERATOR)
    assert public(office, file) == attachments.Gone(thread, "")
    assert attachments.original(office, file, MODERATOR).content == content


def test_a_private_matters_file_cannot_be_released(office: Office) -> None:
    _, file = kept(office, wants_public=False)
    with pytest.raises(Refused, match="not on the public page"):
        attachments.release(office, file, MODERATOR, "x")


def test_the_journal_says_who_opened_released_and_withheld(office: Office) -> None:
    thread, file = kept(office)
    attachments.original(office, file, AUDITOR)
    attachments.release(office, file, MODERATOR, "x")
    attachments.withhold(office, file, MODERATOR)
    with office.database.reading() as connection:
        found = [(one.event, one.actor, one.facts.get("file"))
                 for one in journal.of_thread(connection, thread)][-3:]  # fmt: skip
    assert found == [("open-file", "au", file), ("release-file", "mo", file),
                     ("withhold-file", "mo", file)]  # fmt: skip


def test_looking_at_a_file_outdates_nobodys_page(office: Office) -> None:
    thread, file = kept(office)
    before = step(office, thread, Event.ASSIGN, MODERATOR, unit="QY-JTJ")
    attachments.original(office, file, MODERATOR)
    after = attachments.release(office, file, MODERATOR, "x", revision=before.revision)
    assert after.revision == before.revision + 1


@pytest.mark.parametrize(
    ("consents", "actor", "may"),
    [(True, OFFICER, True), (False, OFFICER, False), (True, STRANGER, False),
     (True, LEADER, False), (True, ADMINISTRATOR, False), (False, AUDITOR, True)],
)  # fmt: skip
def test_the_original_is_for_who_may_read_what_is_hidden(
    sqlite_office: Office, *, consents: bool, actor: Actor, may: bool
) -> None:
    thread, file = kept(sqlite_office, consents=consents)
    step(sqlite_office, thread, Event.ASSIGN, MODERATOR, unit="QY-JTJ")

    def opens() -> bool:
        try:
            return attachments.original(sqlite_office, file, actor).name == "张三的照片.jpg"
        except Refused:
            return False

    assert opens() is may


def test_who_is_complained_of_opens_nothing(sqlite_office: Office) -> None:
    _, file = kept(sqlite_office)
    received = sent(sqlite_office, about=("unit:QY-JTJ",),
                    files=(attachments.read_upload(sqlite_office, "x", b"words"),))  # fmt: skip
    other = file_of(sqlite_office, received.thread)
    with pytest.raises(NotAllowed, match="kept out"):
        attachments.original(sqlite_office, other, OFFICER)
    assert attachments.original(sqlite_office, file, MODERATOR)


def test_a_file_of_another_matter_is_not_released_with_this_one(sqlite_office: Office) -> None:
    thread, _ = kept(sqlite_office)
    _, other = kept(sqlite_office)
    with pytest.raises(Refused, match="no such file"):
        step(sqlite_office, thread, Event.RELEASE_FILE, MODERATOR, file=other,
             public_copy=b"x", public_name="x.txt")  # fmt: skip


def test_what_the_programs_limits_stop_is_refused(
    sqlite_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dialogue.files import rewriter

    monkeypatch.setattr(rewriter, "PATIENCE", 0.001)
    with pytest.raises(Refused, match="too large to be read"):
        attachments.read_upload(sqlite_office, "x", hostile.photo())

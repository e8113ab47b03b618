"""What the dialogue's guard costs: puzzles made and checked, lanes, files read and drawn anew.

Usage: python benchmarks/dialogue_guard.py
"""

from __future__ import annotations

import io
import secrets
import statistics
import tempfile
import time
import zoneinfo
from collections.abc import Callable
from pathlib import Path

import altcha
import pikepdf
from PIL import Image

from dialogue import attachments, challenge, database, floods, forms
from dialogue.rules import Office, Rules, utc_now
from dialogue.vault import Vault
from publisher import workdays

CLIENT = "192.0.2.1"


def timed(what: str, work: Callable[[int], object], times: int) -> None:
    """Say the median and the longest time of one call."""
    found = []
    for number in range(times):
        began = time.perf_counter()
        work(number)
        found.append((time.perf_counter() - began) * 1000)
    print(f"{what:<48} {statistics.median(found):9.3f} ms median {max(found):9.3f} ms longest "
          f"of {times}")  # fmt: skip


def answers(office: Office, forms_: list[bytes]) -> list[str]:
    """Solved puzzles for forms."""
    challenge.MOST_TRIES = (50,) * 4  # type: ignore[misc]  # how hard does not change the checking
    found = []
    for form in forms_:
        puzzle = altcha.Challenge.from_dict(challenge.new_challenge(office, CLIENT, form))
        solution = altcha.solve_challenge(puzzle)
        if solution is not None:
            found.append(altcha.Payload(puzzle, solution).to_base64())
    return found


def photo(width: int, height: int, kind: str) -> bytes:
    """A photo with the noise of a real one."""
    drawn = Image.merge("RGB", [
        Image.effect_noise((width // 4, height // 4), 40).resize((width, height))
        for _ in range(3)
    ])  # fmt: skip
    out = io.BytesIO()
    drawn.save(out, kind, quality=60)
    return out.getvalue()


def document(pages: int) -> bytes:
    """A PDF with a photo on each page."""
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page()
        page = made.pages[-1]
        image = made.make_stream(photo(1200, 1600, "JPEG"))
        for key, value in {"/Type": "/XObject", "/Subtype": "/Image", "/ColorSpace": "/DeviceRGB",
                           "/Filter": "/DCTDecode"}.items():  # fmt: skip
            image.stream_dict[key] = pikepdf.Name(value)
        for key, number in {"/Width": 1200, "/Height": 1600, "/BitsPerComponent": 8}.items():
            image.stream_dict[key] = number
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
        page.obj.Contents = made.make_stream(b"q 600 0 0 800 0 0 cm /I Do Q")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def measure(office: Office) -> None:
    """All of it."""
    keys = [secrets.token_bytes(16) for _ in range(200)]
    timed("form: token made and read", lambda n: forms.read_form(office, forms.new_form(office)),
          200)  # fmt: skip
    timed("puzzle: made", lambda n: challenge.new_challenge(office, CLIENT, keys[n]), 200)
    solved = answers(office, keys)
    parsed = [altcha.Payload.from_base64(one) for one in solved]
    secret, key_secret = (office.vault.derive(one) for one in ("challenges", "challenges, keys"))
    timed("puzzle: checked, without the database", lambda n: altcha.verify_solution(
        parsed[n], secret, hmac_key_secret=key_secret), 200)  # fmt: skip
    timed("puzzle: accepted and spent on disk",
          lambda n: challenge.accepted(office, CLIENT, solved[n], keys[n]), 200)  # fmt: skip
    timed("lane: decided", lambda n: floods.lane(office, CLIENT, proved=True, too_fast=False,
                                                 trapped=False), 200)  # fmt: skip
    timed("lane: counted on disk", lambda n: floods.count(office, f"client {n}"), 100)
    files = {
        "photo of 12 megapixels": photo(4000, 3000, "JPEG"),
        "photo of 48 megapixels": photo(8000, 6000, "JPEG"),
        "screenshot, PNG": photo(1920, 1080, "PNG"),
        "PDF of 20 scanned pages": document(20),
        "text of 1 MB": "清源镇李家村的路灯坏了。".encode() * 27_000,
    }
    for name, content in files.items():
        size = f"{name} ({len(content) / 1e6:.1f} MB)"
        file = attachments.read_upload(office, "x", content)
        timed(f"{size}: checked",
              lambda n, file=file: attachments.read_upload(office, "x", file.content), 3)  # type: ignore[misc]
        timed(f"{size}: copied", lambda n, file=file: attachments.public_copy(file), 3)  # type: ignore[misc]


def main() -> None:
    """Measure with a database of SQLite in a folder that is removed."""
    with tempfile.TemporaryDirectory() as folder:
        opened = database.connect(database.address(Path(folder)))
        database.migrate(opened)
        rules = Rules(boards={}, units={}, calendar=workdays.shipped(),
                      zone=zoneinfo.ZoneInfo("Asia/Shanghai"))  # fmt: skip
        measure(Office(opened, Vault(secrets.token_bytes(32)), rules, utc_now))
        opened.close()


if __name__ == "__main__":
    main()

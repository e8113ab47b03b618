"""What the dialogue's guard costs: puzzles made and checked, lanes, files read and drawn anew.

Usage: python benchmarks/dialogue_guard.py
"""

from __future__ import annotations

import io
import secrets
import statistics
import sys
import tempfile
import time
import zoneinfo
from collections.abc import Callable
from pathlib import Path

sys.path.append(sys.path.pop(0))  # a neighbour's file has the name of the package `dialogue`

import altcha
import pikepdf
from PIL import Image

from dialogue.files import attachments
from dialogue.gate import challenge, floods, forms
from dialogue.gate.reception import Sender, receive
from dialogue.gate.submission import Submission
from dialogue.keys.vault import Vault
from dialogue.matter.matters import Domain, Type
from dialogue.rules import Board, Office, Rules, utc_now
from dialogue.storage import database
from publisher import workdays

CLIENT = "192.0.2.1"
MESSAGE = Submission(
    form=b"", board="county", type=Type.HELP, domain=Domain.OTHER, lang="zh", title="路灯",
    body="路灯坏了。" * 40,
)  # fmt: skip


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
    challenge.MOST_TRIES = (50,) * 4  # how hard does not change the checking
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
    timed("puzzle: checked, without the database",
          lambda n: challenge.verified(office, solved[n], keys[n]), 200)  # fmt: skip
    timed("lane: how many limits are exceeded", lambda n: floods.level(office, CLIENT), 200)
    tokens = [forms.new_form(office) for _ in range(100)]
    proofs = answers(office, [forms.read_form(office, token) for token in tokens])
    timed("message: received, with its proof, on disk",
          lambda n: receive(office, MESSAGE, Sender(f"client {n}", tokens[n], proofs[n])),
          100)  # fmt: skip
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
              lambda n, file=file: attachments.read_upload(office, "x", file.content), 3)
        timed(f"{size}: copied", lambda n, file=file: attachments.public_copy(file), 3)


def main() -> None:
    """Measure with a database of SQLite in a folder that is removed."""
    with tempfile.TemporaryDirectory() as folder:
        opened = database.connect(database.address(Path(folder)))
        database.migrate(opened)
        rules = Rules(
            boards={"county": Board("county", {}, {}, "P", "U")}, units={},
            calendar=workdays.shipped(), zone=zoneinfo.ZoneInfo("Asia/Shanghai"),
        )  # fmt: skip
        measure(Office(opened, Vault(secrets.token_bytes(32)), rules, utc_now))
        opened.close()


if __name__ == "__main__":
    main()

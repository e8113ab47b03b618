"""What is being done is told to whoever waits long, at a terminal or not."""

from __future__ import annotations

import time

import pytest

from publisher.languages import message
from website import terminal


def test_a_long_run_is_told_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "_LAST", [time.monotonic()])
    terminal.say(message("{what}", what="at the beginning"))
    monkeypatch.setattr(terminal, "_LAST", [time.monotonic() - terminal.LONG])
    terminal.say(message("{what}", what="after long"))
    terminal.say(message("{what}", what="at once again"))
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "after long\n")

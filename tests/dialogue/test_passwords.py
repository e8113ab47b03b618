"""Hashes of passwords, their places, and which passwords are good enough."""

from __future__ import annotations

import multiprocessing
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from dialogue.desk import passwords
from dialogue.desk.passwords import Busy, Hashing, require_good
from dialogue.life.requests import Refused

GOOD = "lantern pebble orchard tram"


@pytest.fixture(scope="module")
def hashing(tmp_path_factory: pytest.TempPathFactory) -> Hashing:
    return Hashing(tmp_path_factory.mktemp("places"))


def test_a_hash_is_argon2id_with_three_rounds_64_mib_and_four_lanes(hashing: Hashing) -> None:
    assert hashing.hash(GOOD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_only_the_same_password_fits(hashing: Hashing) -> None:
    kept = hashing.hash(GOOD)
    assert hashing.fits(kept, GOOD)
    assert not hashing.fits(kept, GOOD + " ")


def test_full_width_letters_are_those_of_any_keyboard(hashing: Hashing) -> None:
    assert hashing.fits(hashing.hash("ｌａｎｔｅｒｎ pebble tram"), "lantern pebble tram")


def test_without_a_hash_the_same_work_is_done_and_nothing_fits(
    hashing: Hashing, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    verify = PasswordHasher.verify

    def watched(self: PasswordHasher, kept: str, password: str) -> bool:
        done.append(kept)
        return bool(verify(self, kept, password))

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    assert not hashing.fits("", GOOD)
    assert not hashing.fits(hashing.hash(GOOD), "another")
    shapes = {re.sub(r"\$[^$]+\$[^$]+$", "", kept) for kept in done}
    assert len(done) == 2
    assert shapes == {"$argon2id$v=19$m=65536,t=3,p=4"}
    assert len({tuple(map(len, kept.split("$"))) for kept in done}) == 1


def test_a_hash_of_other_parameters_is_outdated(hashing: Hashing) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(GOOD)
    assert hashing.fits(weak, GOOD)
    assert hashing.is_outdated(weak)
    assert not hashing.is_outdated(hashing.hash(GOOD))


def hold(folder: Path, ready: object, until: object) -> None:
    with Hashing(folder)._place():
        ready.release()  # type: ignore[attr-defined]
        until.acquire()  # type: ignore[attr-defined]


@contextmanager
def held_by_others(folder: Path, count: int) -> Iterator[None]:
    """So many places taken by other processes."""
    context = multiprocessing.get_context("spawn")
    ready, until = context.Semaphore(0), context.Semaphore(0)
    others = [context.Process(target=hold, args=(folder, ready, until)) for _ in range(count)]
    for other in others:
        other.start()
    try:
        for _ in others:
            assert ready.acquire(timeout=30)
        yield
    finally:
        for _ in others:
            until.release()
        for other in others:
            other.join(30)


def test_processes_share_the_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "PATIENCE", 0.3)
    with held_by_others(tmp_path, passwords.PLACES), pytest.raises(Busy):
        Hashing(tmp_path).hash(GOOD)
    assert Hashing(tmp_path).hash(GOOD), "a place that was given back, or whose process ended"


def test_two_of_many_threads_hash_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashing, lock = Hashing(tmp_path), threading.Lock()
    now = [0]
    most = [0]

    def slow(self: PasswordHasher, password: str) -> str:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.02)
        with lock:
            now[0] -= 1
        return password

    monkeypatch.setattr(PasswordHasher, "hash", slow)
    threads = [threading.Thread(target=hashing.hash, args=(GOOD,)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [passwords.PLACES]


@pytest.mark.parametrize(
    "password",
    [
        "short enough", "四个毫不相干的词语合在一起", "Tram7lantern!pebble", "x" * 11 + "abcdef",
        "正 确 的 马 电 池 订 书 钉 和 海 洋",
    ],
)  # fmt: skip
def test_length_is_what_counts(password: str) -> None:
    require_good(password, name="wang", shown="王示远")


@pytest.mark.parametrize(
    "password",
    [
        "elevencharz", "password1234!", "Tianjing2026!!", "qwertyuiop12", "1qaz2wsx3edc",
        "aaaaaaaaaaaaaaaa", "ababababababab", "wangxiaoming1", "王示远王示远王示远王示远",
        "x" * 257, "woaini5201314", "Admin@123456", "        abc        ",
        "Ｐａｓｓｗｏｒｄ１２３４",
    ],
)  # fmt: skip
def test_what_is_tried_first_is_refused(password: str) -> None:
    with pytest.raises(Refused):
        require_good(password, name="wangxiaoming", shown="王示远")

"""The shell of a backup: what was written comes back, and whatever was done to the file since is found out."""

import io
import random
from collections.abc import Callable
from functools import cache

import pytest

from config.sealed_file import FIRST_LINE, PIECE_BYTES, Reader, SealedFileError, Writer

KEY = "a key that nobody guesses"
CONTENT = random.Random(7).randbytes(2 * PIECE_BYTES + 1000)
SEALED_BYTES = 4 + PIECE_BYTES + 16


@cache
def written(content: bytes = CONTENT) -> bytes:
    file = io.BytesIO()
    writer = Writer(file, KEY, {"made_at": "today"})
    for start in range(0, len(content), 100_000):
        writer.write(content[start : start + 100_000])
    writer.close()
    return file.getvalue()


def read(file: bytes, key: str = KEY) -> bytes:
    return b"".join(Reader(io.BytesIO(file)).pieces(key))


def head(file: bytes) -> int:
    """Where the first piece begins."""
    return file.index(b"\n", len(FIRST_LINE)) + 1


def piece(file: bytes, number: int) -> bytes:
    start = head(file) + number * SEALED_BYTES
    return file[start : start + SEALED_BYTES]


def flipped(file: bytes, place: int) -> bytes:
    return file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :]


def test_what_was_written_comes_back() -> None:
    assert read(written()) == CONTENT
    assert Reader(io.BytesIO(written())).facts["made_at"] == "today"


def test_nothing_written_is_read_as_nothing() -> None:
    assert read(written(b"")) == b""


def test_nothing_of_the_content_is_in_the_file_in_clear() -> None:
    assert b"Maya Lindqvist" not in written(b"Maya Lindqvist" * 10)


def test_the_same_content_is_never_sealed_the_same_way_twice() -> None:
    first = written()
    written.cache_clear()
    assert piece(first, 0) != piece(written(), 0)


DAMAGES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "another kind of file": (lambda file: b"SQLite format 3\0" + file, "no backup of Ebb"),
    "an empty file": (lambda file: b"", "no backup of Ebb"),
    "facts that cannot be read": (lambda file: FIRST_LINE + b"{]\n" + file[head(file) :], "second line"),
    "other facts": (lambda file: file.replace(b'"today"', b'"other"', 1), "piece 1 is not what was written"),
    "one bit in the middle": (lambda file: flipped(file, head(file) + SEALED_BYTES + 999), "piece 2 is not what"),
    "one bit of a length": (lambda file: flipped(file, head(file)), "no true length"),
    "cut within a piece": (lambda file: file[:-10], "ends too early, within piece 3"),
    "cut after a piece": (lambda file: file[: head(file) + 2 * SEALED_BYTES], "ends too early, after piece 2"),
    "cut after the facts": (lambda file: file[: head(file)], "ends too early"),
    "two pieces the other way round": (
        lambda file: file[: head(file)] + piece(file, 1) + piece(file, 0) + piece(file, 2),
        "piece 1 is not what was written",
    ),
    "a piece twice": (
        lambda file: file[: head(file)] + piece(file, 0) * 2 + file[head(file) + SEALED_BYTES :],
        "piece 2 is not what was written",
    ),
    "something appended": (lambda file: file + piece(file, 0), "piece 3 is not what was written"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_refused_with_a_clear_line(name: str) -> None:
    damage, words = DAMAGES[name]
    with pytest.raises(SealedFileError, match=words):
        read(damage(written()))


def test_another_key_is_told_from_damage() -> None:
    with pytest.raises(SealedFileError, match="key does not open"):
        read(written(), "another key, as long as")


def test_a_key_that_could_be_guessed_is_refused() -> None:
    with pytest.raises(SealedFileError, match="short"):
        Writer(io.BytesIO(), "sesame", {})

"""One encrypted file, written and read as a stream in little memory: a backup's outer shell.

A first line names the format; then the facts in clear (who made it, when, from which tables: nothing about anybody); then
pieces of at most 1 MiB, each sealed by AES-256-GCM. The nonce of a piece is its number, with one byte that marks the last
one, and the facts are bound to every piece: whoever changes, cuts, reorders or appends is found out. The key is made by
scrypt from the operator's key and a salt of this file alone, so that no nonce is ever used twice with one key.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hmac import compare_digest
from os import urandom
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

FIRST_LINE = b"EBB-BACKUP 1\n"
PIECE_BYTES = 1024 * 1024
TAG_BYTES = 16
LENGTH_BYTES = 4
LONGEST_FACTS = 64 * 1024
SHORTEST_KEY = 20  # characters: a made key has 43


class SealedFileError(Exception):
    """The file cannot be used; the message is one line that says why."""


@lru_cache(maxsize=2)  # a restore reads its file three times
def _keys(secret: str, salt: bytes) -> tuple[bytes, bytes]:
    """The key of one file, and what tells a wrong secret from a damaged file: 32 MiB and a tenth of a second."""
    made = Scrypt(salt=salt, length=64, n=2**15, r=8, p=1).derive(secret.encode())
    return made[:32], made[32:]


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11) + bytes([is_last])


class Writer:
    """Seals what is written to it. Nothing is whole before `close`: a file without its last piece is refused."""

    def __init__(self, file: IO[bytes], secret: str, facts: Mapping[str, Any]) -> None:
        """Raises `SealedFileError` for a secret that could be guessed."""
        if len(secret) < SHORTEST_KEY:
            raise SealedFileError(f"The backup key is short: {SHORTEST_KEY} characters or more.")
        self.file = file
        salt = urandom(16)
        key, check = _keys(secret, salt)
        self.cipher = AESGCM(key)
        shown = {**facts, "salt": b64encode(salt).decode(), "check": b64encode(check).decode()}
        head = json.dumps(shown, sort_keys=True).encode() + b"\n"
        self.bound_to = hashlib.sha256(FIRST_LINE + head).digest()
        self.number = 0
        self.waiting = bytearray()
        file.write(FIRST_LINE + head)

    def write(self, content: bytes) -> None:
        """Add to the file. Whole pieces are sealed and leave memory; the last one waits for `close`."""
        self.waiting += content
        while len(self.waiting) > PIECE_BYTES:
            self._seal(bytes(self.waiting[:PIECE_BYTES]), is_last=False)
            del self.waiting[:PIECE_BYTES]

    def close(self) -> None:
        """Seal the last piece; the file itself stays open."""
        self._seal(bytes(self.waiting), is_last=True)

    def _seal(self, piece: bytes, is_last: bool) -> None:
        sealed = self.cipher.encrypt(_nonce(self.number, is_last), piece, self.bound_to)
        self.file.write(len(sealed).to_bytes(LENGTH_BYTES) + sealed)
        self.number += 1


class Reader:
    """Reads such a file. The facts are there at once, and are true when the first piece has been opened."""

    def __init__(self, file: IO[bytes]) -> None:
        """Raises `SealedFileError` for a file of another kind."""
        self.file = file
        if file.readline(len(FIRST_LINE)) != FIRST_LINE:
            raise SealedFileError("This is no backup of Ebb, or one of a later version.")
        head = file.readline(LONGEST_FACTS)
        try:
            self.facts: dict[str, Any] = json.loads(head)
            self.salt, self.check = b64decode(self.facts["salt"]), b64decode(self.facts["check"])
        except (ValueError, KeyError, TypeError) as error:
            raise SealedFileError("The backup is damaged: its second line cannot be read.") from error
        self.bound_to = hashlib.sha256(FIRST_LINE + head).digest()
        self.begins_at = file.tell()

    def pieces(self, secret: str) -> Iterator[bytes]:
        """What was written, piece by piece. Raises `SealedFileError`: a wrong key, or anything changed, cut or appended."""
        key, check = _keys(secret, self.salt)
        if not compare_digest(check, self.check):
            raise SealedFileError("The backup key does not open this file.")
        cipher = AESGCM(key)
        self.file.seek(self.begins_at)
        sealed, number = self._next(0), 0
        while sealed is not None:
            following = self._next(number + 1)
            yield self._opened(cipher, sealed, number, is_last=following is None)
            sealed, number = following, number + 1
        if number == 0:
            raise SealedFileError("The backup ends too early: nothing follows its first lines.")

    def _next(self, number: int) -> bytes | None:
        """The next sealed piece, or None at the end of the file."""
        length = self.file.read(LENGTH_BYTES)
        if not length:
            return None
        size = int.from_bytes(length)
        if len(length) < LENGTH_BYTES or not TAG_BYTES <= size <= PIECE_BYTES + TAG_BYTES:
            raise SealedFileError(f"The backup is damaged: piece {number + 1} has no true length.")
        sealed = self.file.read(size)
        if len(sealed) < size:
            raise SealedFileError(f"The backup ends too early, within piece {number + 1}.")
        return sealed

    def _opened(self, cipher: AESGCM, sealed: bytes, number: int, *, is_last: bool) -> bytes:
        try:
            return cipher.decrypt(_nonce(number, is_last), sealed, self.bound_to)
        except InvalidTag:
            pass
        if is_last and _opens(cipher, _nonce(number, False), sealed, self.bound_to):
            raise SealedFileError(f"The backup ends too early, after piece {number + 1}.")
        raise SealedFileError(f"The backup is damaged: piece {number + 1} is not what was written.")


def _opens(cipher: AESGCM, nonce: bytes, sealed: bytes, bound_to: bytes) -> bool:
    try:
        cipher.decrypt(nonce, sealed, bound_to)
    except InvalidTag:
        return False
    return True

"""How rows are kept: time-ordered ids, text sealed at rest, and a privacy label for every column.

The lowest room of the house: `diary` builds its tables from the same parts. It knows nothing of people or alerts.
"""

import json
import os
import time
from base64 import b64decode, b64encode
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

NONCE_BYTES = 12


def uuid7() -> UUID:
    """A UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then random bits, so that keys sort by creation time."""
    milliseconds = time.time_ns() // 1_000_000
    random_bits = int.from_bytes(os.urandom(10))
    value = (milliseconds & (1 << 48) - 1) << 80 | random_bits
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


class Privacy(StrEnum):
    """What a column holds. Logs, push messages and metrics may carry `operational` only."""

    IDENTIFYING = "identifying"
    CLINICAL = "clinical"
    OPERATIONAL = "operational"


def privacy(*, identifying: str = "", clinical: str = "", operational: str = "") -> dict[str, Privacy]:
    """Label a model's fields: three lists of names, separated by blanks. Raises ValueError for a name given twice."""
    labels: dict[str, Privacy] = {}
    for label, names in (
        (Privacy.IDENTIFYING, identifying),
        (Privacy.CLINICAL, clinical),
        (Privacy.OPERATIONAL, operational),
    ):
        for name in names.split():
            if name in labels:
                raise ValueError(f"{name} is labelled twice")
            labels[name] = label
    return labels


class UnsealError(Exception):
    """A sealed value cannot be opened: the key is missing, or the value was moved from another row or changed."""


def seal(text: str, place: str) -> str:
    """Encrypt `text` with the newest field key (AES-256-GCM), bound to `place`, so that it opens nowhere else."""
    (sealed,) = seal_many([(text, place)])
    return sealed


def seal_many(texts: Sequence[tuple[str, str]]) -> list[str]:
    """The same for many texts, each with its place."""
    key_id, key = settings.FIELD_KEYS[0]
    encrypt, noise = _cipher(key).encrypt, os.urandom(NONCE_BYTES * len(texts))
    sealed = []
    for number, (text, place) in enumerate(texts):
        nonce = noise[number * NONCE_BYTES : (number + 1) * NONCE_BYTES]
        ciphertext = encrypt(nonce, text.encode(), place.encode())
        sealed.append(f"{key_id}:{b64encode(nonce + ciphertext).decode()}")
    return sealed


@lru_cache(maxsize=8)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def unseal(token: str, place: str) -> str:
    """Decrypt what `seal` made for the same `place`. Raises `UnsealError` when the key or the place is another."""
    key_id, _, encoded = token.partition(":")
    key = dict(settings.FIELD_KEYS).get(key_id)
    if key is None:
        raise UnsealError(f"No field key {key_id!r}: restore it to the key ring (EBB_FIELD_KEYS).")
    raw = b64decode(encoded)
    try:
        return _cipher(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode()).decode()
    except InvalidTag as error:
        raise UnsealError(f"The value of {place} was changed or moved.") from error


class Sealed(str):
    """A value as it stands in the database; everything else a field meets is plain."""

    __slots__ = ()


class SealedAttribute:
    """Opens a sealed column when it is first read, because only then is the row it is bound to known."""

    def __init__(self, field: "SealedTextField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, Sealed):
            value = self.field.loads(unseal(value, self.field.place(instance)))
            instance.__dict__[name] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedTextField(models.TextField):  # type: ignore[type-arg]
    """Text encrypted at rest, bound to its table, column and row. It cannot be searched or set by `update()`."""

    descriptor_class = SealedAttribute

    def place(self, instance: models.Model) -> str:
        """What the ciphertext is bound to (the associated data of AES-GCM)."""
        return self.place_of(instance.pk)

    def place_of(self, pk: Any) -> str:
        """The same, of a row that is known by its key alone."""
        return f"{self.model._meta.db_table}.{self.column}:{pk}"

    def opened(self, sealed: str, pk: Any) -> Any:
        """The value of a column that was read without its model. Raises `UnsealError`."""
        return self.loads(unseal(sealed, self.place_of(pk)))

    def dumps(self, value: Any) -> str:
        """What is sealed of a value, as text."""
        return str(value)

    def loads(self, text: str) -> Any:
        """The value again, from the text that was sealed."""
        return text

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        value = getattr(model_instance, self.attname)
        return None if value is None else Sealed(seal(self.dumps(value), self.place(model_instance)))

    def sealed_of(self, rows: Sequence[models.Model]) -> list[Sealed | None]:
        """As `pre_save` has it for each."""
        values = [getattr(row, self.attname) for row in rows]
        place = self.place_of("")
        open_ones = [(row, value) for row, value in zip(rows, values, strict=True) if value is not None]
        sealed = map(Sealed, seal_many([(self.dumps(value), f"{place}{row.pk}") for row, value in open_ones]))
        return [None if value is None else next(sealed) for value in values]

    def get_prep_value(self, value: Any) -> str | None:
        if value is None or isinstance(value, Sealed):
            return value
        raise TypeError(
            f"{self.name} is sealed: set it on the object and save(), it cannot be searched or updated in place"
        )

    def to_python(self, value: Any) -> Any:
        return value


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


class SealedJSONField(SealedTextField):
    """A JSON value encrypted at rest, as `SealedTextField`."""

    _pyi_private_set_type: Any  # for the type checker only: any JSON value may be assigned

    def dumps(self, value: Any) -> str:
        return _encode(value)

    def loads(self, text: str) -> Any:
        return json.loads(text)

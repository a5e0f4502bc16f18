"""Strict shapes: JSON types are taken at their word, and a field we do not know is an error, so that no typo loses data."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import available_timezones

from django.utils.dateparse import parse_datetime
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

ZONES = available_timezones()
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
DEEPEST = 20


class Shape(serializers.Serializer[Any]):
    """A body whose fields are all known. Partial updates use `partial=True`."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, Mapping):
            raise serializers.ValidationError({"non_field_errors": ["Send one JSON object."]})
        unknown = sorted(set(data) - set(self.fields))
        if unknown:
            raise serializers.ValidationError(
                {
                    name: [serializers.ErrorDetail("We do not know this field.", code="unknown_field")]
                    for name in unknown
                }
            )
        return super().to_internal_value(data)


class Whole(serializers.IntegerField):
    """A JSON whole number; text and booleans are refused."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int | float) or data != data // 1:
            raise serializers.ValidationError("Send a whole number.")
        return super().to_internal_value(int(data))


class Score(Whole):
    """A numeric rating from 0 (none) to 10 (worst imaginable)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=0, max_value=10, **{"required": False, "allow_null": True, "default": None, **kwargs}
        )


class Text(serializers.CharField):
    """A JSON string; numbers are refused."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError("Send text.")
        if "\x00" in data:
            raise serializers.ValidationError("Null characters are not allowed.")
        return super().to_internal_value(whole_characters(data))


def whole_characters(text: str) -> str:
    """The text with halves of characters replaced: a phone that cuts a note to length may cut an emoji in two."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@extend_schema_field({"type": "boolean"})
class YesNo(serializers.Field[bool, Any, bool, Any]):
    """JSON true or false, nothing else."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            raise serializers.ValidationError("Send true or false.")
        return data

    def to_representation(self, value: bool) -> bool:
        return value


@extend_schema_field({"type": "string", "format": "date-time"})
class Instant(serializers.Field[datetime, Any, str, Any]):
    """RFC 3339 date and time with an offset. Beyond 1900 to 2200 no clock is right, and no sum of times may overflow."""

    def to_internal_value(self, data: Any) -> datetime:
        moment = None
        if isinstance(data, str):
            try:
                moment = parse_datetime(data)
            except ValueError:
                moment = None
        if moment is None:
            raise serializers.ValidationError("Send a date and time such as 2026-01-31T18:05:00+00:00.")
        if moment.utcoffset() is None:
            raise serializers.ValidationError("Add the offset from UTC, such as Z or +01:00.")
        return max(EARLIEST, min(moment, LATEST))

    def to_representation(self, value: datetime) -> str:
        return value.isoformat()


class Zone(Text):
    """An IANA time zone name."""

    def to_internal_value(self, data: Any) -> str:
        name = super().to_internal_value(data)
        if name not in ZONES:
            raise serializers.ValidationError("Send an IANA time zone such as Europe/London.")
        return name


class Choice(serializers.ChoiceField):
    """One of a fixed set of words."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str) or data not in self.choices:
            raise serializers.ValidationError(f"Send one of: {', '.join(map(str, self.choices))}.")
        return data


@extend_schema_field({"type": ["object", "string"]})
class FreeObject(serializers.Field[Any, Any, Any, Any]):
    """A small JSON object or text that is kept as it is."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict | str):
            raise serializers.ValidationError("Send an object or text.")
        return self._plain(data, DEEPEST)

    def _plain(self, value: Any, depth: int) -> Any:
        """The value as it can be kept and sent back: not too deep, whole characters, finite numbers."""
        if not depth:
            raise serializers.ValidationError("This is nested too deeply.")
        match value:
            case str():
                return whole_characters(value)
            case dict():
                return {whole_characters(name): self._plain(child, depth - 1) for name, child in value.items()}
            case list():
                return [self._plain(child, depth - 1) for child in value]
            case float() if not math.isfinite(value):
                raise serializers.ValidationError("This number is too large.")
        return value

    def to_representation(self, value: Any) -> Any:
        return value

"""Values for a JSON schema from a seed: mostly what it asks for, now and then what it does not."""

from random import Random
from typing import Any

HOSTILE: tuple[Any, ...] = (
    *(None, True, 0, -1, 2**63, 1e308, -0.5, "", " ", [], {}, [[]], {"a": {"b": {}}}),
    *("\x00", "\u202e\ud83d", "a" * 5_000, "=1+1", "<b>", "'; --", "../..", "٣", "2026-02-30", "9999-12-31T23:59:59Z"),
)
WORDS = (
    "Knee",
    "Néa",
    "東京",
    "ache\nagain",
    "x",
    "10:30",
    "en-GB",
    "Europe/London",
    "a@b.example",
    "https://h.example/x",
)
MOMENTS = ("2026-01-31T18:05:00Z", "2026-11-20T10:00:00+01:00", "1900-01-01T00:00:00Z", "2199-12-31T00:00:00-12:00")
DAYS = ("2026-01-31", "1958-03-14", "1900-01-01", "2199-12-31")


class Maker:
    """Makes values; `ids` are those that may be named, `harm` is the share of values that are wrong."""

    def __init__(self, components: dict[str, Any], random: Random, ids: list[str], harm: float = 0.03) -> None:
        self.components = components
        self.random = random
        self.ids = ids
        self.harm = harm

    def value(self, schema: dict[str, Any]) -> Any:
        """One value of `schema`, or one that is wrong."""
        if self.random.random() < self.harm:
            return self.random.choice(HOSTILE)
        if "$ref" in schema:
            return self.value(self.components[schema["$ref"].rpartition("/")[2]])
        for several in ("oneOf", "anyOf"):
            if several in schema:
                return self.value(self.random.choice(schema[several]))
        if "allOf" in schema:
            return self.value(schema["allOf"][0])
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        return self._of_kind(schema)

    def _of_kind(self, schema: dict[str, Any]) -> Any:
        kinds = schema.get("type", "string")
        kind = self.random.choice(kinds) if isinstance(kinds, list) else kinds
        match kind:
            case "object":
                return self._object(schema)
            case "array":
                fewest = int(schema.get("minItems", 0))
                return [self.value(schema.get("items", {})) for _ in range(self.random.randint(fewest, fewest + 2))]
            case "integer" | "number":
                low, high = int(schema.get("minimum", -3)), int(schema.get("maximum", 20))
                return self.random.randint(low, high)
            case "boolean":
                return self.random.random() < 0.5
            case "null":
                return None
        return self._text(schema)

    def _object(self, schema: dict[str, Any]) -> dict[str, Any]:
        required = schema.get("required", [])
        made = {
            name: self.value(child)
            for name, child in schema.get("properties", {}).items()
            if (name in required or self.random.random() < 0.4) and self.random.random() > self.harm / 3
        }
        if self.random.random() < self.harm:
            made["unheard_of"] = 1
        return made

    def _text(self, schema: dict[str, Any]) -> str:
        match schema.get("format"):
            case "uuid":
                return self.random.choice(self.ids)
            case "date-time":
                return self.random.choice(MOMENTS)
            case "date":
                return self.random.choice(DAYS)
        return self.random.choice(WORDS)[: schema.get("maxLength", 5_000)]

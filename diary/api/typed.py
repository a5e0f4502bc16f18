"""Answers as `TypedDict`s: mypy holds the code to them, and the schema tells them to every client.

`@extend_schema(responses=Answer(ReportAnswer))` names the type of an answer; `Page[ReportAnswer]` is one page of a list. Fields may
be text, numbers, booleans, `Literal` words, other answers, lists of these, and any of them or null.
"""

import re
from types import NoneType, UnionType
from typing import Any, Generic, Literal, TypedDict, TypeVar, Union, get_args, get_origin, get_type_hints, is_typeddict

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema

T = TypeVar("T")
BASIC: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
    Any: {},
}


class Page(TypedDict, Generic[T]):
    """One page of a list, and the cursor of the next."""

    results: list[T]
    next: str | None


class By(TypedDict):
    """Who did something, and when."""

    by: str
    at: str


class Answer:
    """A `TypedDict` as drf-spectacular may be given it."""

    def __init__(self, shape: Any) -> None:
        self.shape = shape

    @property
    def name(self) -> str:
        """`ReportPage` for a page of `ReportAnswer`s, else the name of the class."""
        named = get_origin(self.shape) or self.shape
        items = "".join(each.__name__.removesuffix("Answer") for each in get_args(self.shape))
        return f"{items}{named.__name__}"


class AnswerSchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Draws an `Answer` as a component of the schema."""

    target_class = Answer

    def get_name(self, auto_schema: AutoSchema, direction: Any) -> str:
        return str(self.target.name)

    def get_identity(self, auto_schema: AutoSchema, direction: Any) -> Any:
        return self.target.shape

    def map_serializer(self, auto_schema: AutoSchema, direction: Any) -> dict[str, Any]:
        shape = self.target.shape
        named = get_origin(shape) or shape
        filled = dict(zip(getattr(named, "__parameters__", ()), get_args(shape), strict=True))
        fields = {name: _filled(hint, filled) for name, hint in get_type_hints(named).items()}
        return {
            "type": "object",
            "description": named.__doc__ or "",
            "properties": {name: _schema_of(hint, auto_schema) for name, hint in fields.items()},
            "required": sorted(named.__required_keys__),
        }


class Routes(AutoSchema):
    """Names every operation once: a GET of a plural is a list."""

    def get_operation_id(self) -> str:
        named: str = super().get_operation_id()
        is_list = self.method == "GET" and re.search(r"[^/{}]+s$", self.path)
        return re.sub(r"_retrieve$", "_list", named) if is_list else named


def _filled(hint: Any, filled: dict[Any, Any]) -> Any:
    """`list[T]` with what stands for `T`."""
    if get_origin(hint) is list:
        (item,) = get_args(hint)
        return list[filled.get(item, item)]  # type: ignore[misc]  # made at run time
    return filled.get(hint, hint)


def _schema_of(hint: Any, auto_schema: AutoSchema) -> dict[str, Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if is_typeddict(origin or hint):
        ref: dict[str, Any] = auto_schema.resolve_serializer(Answer(hint), "response").ref  # type: ignore[arg-type]  # the extension takes it
        return ref
    if origin is list:
        return {"type": "array", "items": _schema_of(arguments[0], auto_schema)}
    if origin in (Union, UnionType):
        return {"anyOf": [_schema_of(each, auto_schema) for each in arguments]}
    if origin is Literal:
        return {"anyOf": [{"const": word} for word in arguments]}
    return dict(BASIC[hint])

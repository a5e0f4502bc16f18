"""What another file may use says what it gives: each public function, class and method has a docstring, but for the few kinds that
are said elsewhere.
"""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import AppConfig
from django.db.models import Choices
from django.forms import BaseForm
from rest_framework.serializers import Serializer

from tests.house.source import ROOMS, ROOT, place, python_files, tree

Defined = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef

SAID_ELSEWHERE = {
    "Meta": "Django's own word for the options of a model",
    "Command": "a verb says what it does in `help`, which `./ebb` prints",
    **dict.fromkeys(("get", "post", "put", "patch", "delete"), "what an address is for is said by its view"),
    **dict.fromkeys(("as_sql", "as_sqlite", "from_db_value"), "Django asks an expression or a column by these names"),
    **dict.fromkeys(
        ("validate", "get_help_text"), "Django asks a validator of passwords by these names; its class says which"
    ),
}
OF_A_FIELD = ("validate_", "clean_")  # a hook of REST framework and of forms, named after the field that it looks at
SAYS_ITSELF = ("overload", "register(")  # the implementation has the docstring; a system check has a message and a hint
# What it holds is said by its fields: the shape of a body, the words of a column, the name of an app.
OF_FIELDS = (Serializer, Choices, AppConfig)


def public(holder: ast.Module | ast.ClassDef, inside: str = "") -> Iterator[tuple[str, Defined]]:
    """Every public name that is defined in a file, with the classes it stands in; not what is defined inside a function."""
    for node in holder.body:
        if isinstance(node, Defined) and not node.name.startswith("_"):
            yield f"{inside}{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from public(node, f"{inside}{node.name}.")


def is_said_elsewhere(node: Defined, owner: Any, name: str) -> bool:
    """Whether a base class says it already, or one of the kinds above does."""
    is_marked = any(ast.unparse(each).startswith(SAYS_ITSELF) for each in node.decorator_list)
    is_promise = ast.unparse(node.body[-1]) == "..."  # of a protocol, whose class says what is asked for
    if is_marked or is_promise or name in SAID_ELSEWHERE:
        return True
    if isinstance(owner, type):
        is_override = any(name in vars(base) for base in owner.__mro__[1:])
        return is_override or (issubclass(owner, Serializer | BaseForm) and name.startswith(OF_A_FIELD))
    return False


def unsaid(file: Path) -> list[str]:
    """What has no docstring in this file and needs one."""
    module = importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    found = []
    for qualified, node in public(tree(file)):
        if ast.get_docstring(node) is not None:
            continue
        *within, name = qualified.split(".")
        owner: Any = module
        for each in within:
            owner = getattr(owner, each)
        made = getattr(owner, name, None)
        if isinstance(made, type) and issubclass(made, OF_FIELDS):
            continue
        if not is_said_elsewhere(node, owner, name):
            found.append(f"{place(file, node)} {qualified}")
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_whatever_another_file_may_use_says_what_it_gives(room: str) -> None:
    assert [said for file in python_files(room) for said in unsaid(file)] == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def price(): return 1", ["price"]),
        ("def price():\n    'In pence.'", []),
        ("def _price(): return 1", []),
        ("class Shop:\n    def price(self): return 1", ["Shop", "Shop.price"]),
        ("def shop():\n    def price(): return 1", ["shop"]),
    ],
)
def test_what_is_public_and_says_nothing_is_found(code: str, expected: list[str]) -> None:
    found = [name for name, node in public(ast.parse(code)) if ast.get_docstring(node) is None]
    assert found == expected

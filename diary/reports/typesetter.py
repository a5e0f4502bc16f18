"""The one place that calls typst: text reaches it only as data; no packages, no network, no fonts but its own, no files."""

from importlib import import_module
from typing import Any


class CannotBeSet(Exception):
    """The typesetter refused or failed. `reason` is its own word, which may hold what a patient wrote: for comparing, not for logs."""

    def __init__(self, reason: str = "") -> None:
        super().__init__("the typesetter refused or failed")
        self.reason = reason


def typeset(files: dict[str, bytes], **how: Any) -> bytes:
    """`main.typ` among `files`, set as `how` says (format, standard, pixels). Raises CannotBeSet."""
    # Not before there is a letter: it takes 7 MB, and most processes never set one (ADR 0061, "What is read").
    typst = import_module("typst")
    try:
        made: bytes = typst.compile(files, ignore_system_fonts=True, **how)
    except typst.TypstError as error:
        raise CannotBeSet(error.message) from None
    except BaseException as error:
        # What typst's Rust raises when it breaks; Python has no name for it.
        if type(error).__name__ != "PanicException":
            raise
        raise CannotBeSet from None
    return made

"""What the lock files hold: every release of Python's and npm's that Ebb is made of, or built and tested with."""

import json
import re
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

RELEASE = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Part:
    """One release. `kind` is `pypi` or `npm`; `is_shipped`: it runs where patients' data is, or in their browsers."""

    kind: str
    name: str
    version: str
    is_shipped: bool
    hashes: tuple[tuple[str, str], ...] = ()
    licence: str = ""

    @property
    def purl(self) -> str:
        """The package URL, which names it everywhere."""
        return f"pkg:{self.kind}/{self.name.replace('@', '%40')}@{self.version}"


def locked_parts(root: Path | None = None) -> list[Part]:
    """Every part, shipped ones first, by name."""
    folder = root or settings.BASE_DIR
    # What core.txt names, and what an operator who traces installs beside it.
    core = _of_python((folder / "requirements" / "tracing.txt").read_text(), is_shipped=True)
    known = {part.purl for part in core}
    rest = _of_python((folder / "requirements" / "dev.txt").read_text(), is_shipped=False)
    browser = _of_npm(json.loads((folder / "frontend" / "package-lock.json").read_text()))
    parts = {part.purl: part for part in [*core, *(part for part in rest if part.purl not in known), *browser]}
    return sorted(parts.values(), key=lambda part: (not part.is_shipped, part.kind, part.name, part.version))


def _of_python(text: str, *, is_shipped: bool) -> list[Part]:
    """The releases of one file that uv wrote, each with the hashes of its files."""
    found = []
    for block in re.split(r"\n(?=\S)", text):
        if named := RELEASE.match(block):
            hashes = tuple(("SHA-256", value) for value in HASH.findall(block))
            found.append(Part("pypi", named[1], named[2], is_shipped, hashes))
    return found


def _of_npm(lock: dict[str, Any]) -> list[Part]:
    """The releases of a package-lock.json; those marked `dev` build and test, and are not shipped."""
    found = []
    for place, said in lock["packages"].items():
        if place:
            name = place.rpartition("node_modules/")[2]
            is_shipped = not (said.get("dev") or said.get("optional") or said.get("devOptional"))
            found.append(Part("npm", name, said["version"], is_shipped, _integrity(said), said.get("license", "")))
    return found


def _integrity(said: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    kind, _, value = said.get("integrity", "").partition("-")
    names = {"sha512": "SHA-512", "sha256": "SHA-256", "sha1": "SHA-1"}
    return ((names[kind], b64decode(value).hex()),) if kind in names else ()

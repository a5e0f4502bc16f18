"""Secrets are made once, for our own eyes, and never defaulted."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import secrets
from tests.house.source import ROOT


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EBB_VAR", str(tmp_path / "var"))
    for name in secrets.NAMES:
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "var"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_missing_secrets_are_made_for_our_own_eyes(var: Path) -> None:
    assert secrets.create_missing() == list(secrets.NAMES)
    assert mode(var) == mode(var / "secrets") == 0o700
    assert {mode(file) for file in (var / "secrets").iterdir()} == {0o600}
    assert {file.name for file in (var / "secrets").iterdir()} == set(secrets.NAMES)


def test_they_are_made_once(var: Path) -> None:
    secrets.create_missing()
    before = [secrets.read(name) for name in secrets.NAMES]
    assert secrets.create_missing() == []
    assert [secrets.read(name) for name in secrets.NAMES] == before


def test_a_secret_that_another_process_made_meanwhile_stands(var: Path) -> None:
    secrets.create_missing()
    file = var / "secrets" / "EBB_SECRET_KEY"
    before = file.read_text()
    secrets.write_once(file, "another\n")
    assert file.read_text() == before
    assert len(list(file.parent.iterdir())) == len(secrets.NAMES)


@pytest.mark.parametrize("name", secrets.NAMES)
def test_no_two_installations_share_one(name: str) -> None:
    assert secrets.generate(name) != secrets.generate(name)


def test_a_field_key_that_is_made_can_be_read() -> None:
    ((_, key),) = secrets.field_keys(secrets.generate("EBB_FIELD_KEYS"))
    assert len(key) == secrets.FIELD_KEY_BYTES


@pytest.mark.parametrize("text", ["", "k1", "k1:short", "k1:not base64", ":" + "A" * 43 + "="])
def test_a_malformed_key_ring_is_refused(text: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        secrets.field_keys(text)


@pytest.mark.parametrize("name", secrets.NAMES)
def test_a_missing_secret_stops_the_start_and_says_how_to_make_it(var: Path, name: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"\./ebb run"):
        secrets.read(name)


def test_settings_do_not_load_without_secrets(var: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        check=False,
    )
    assert b"EBB_SECRET_KEY is not set" in done.stderr

"""What `deploy/` promises, as far as it can be known without an engine: names exist, nothing is open that need not be."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command, get_commands
from django.test import Client
from django.urls import resolve
from prometheus_client.parser import text_string_to_metric_families
from pytest_django.fixtures import Settings

from alerts import actions as alerts
from alerts.fields import uuid7
from alerts.models import SweepBeat
from config import backup, secrets, stack
from config.management.commands import part
from diary.actions.drilling import start_drill
from tests.cast import make_cast
from tests.house.source import ROOT
from tests.house.test_documents import variables_documented
from tests.processes import UnavailableError
from tests.services import without

DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
CLUSTER = list(yaml.safe_load_all((DEPLOY / "kubernetes" / "ebb.yaml").read_text()))
ALARMS = yaml.safe_load((DEPLOY / "monitoring" / "alarms.yaml").read_text())["groups"][0]["rules"]
BOARD = json.loads((DEPLOY / "monitoring" / "grafana.json").read_text())
OF_OTHERS = {
    "POSTGRES_USER",
    "POSTGRES_PASSWORD",
    "POSTGRES_PASSWORD_FILE",
    "PYTHONUNBUFFERED",
    "PYTHONDONTWRITEBYTECODE",
}
PARTS = {name: service for name, service in COMPOSE["services"].items() if service["image"].startswith("ebb:")}


def pods(of: Any = CLUSTER) -> Iterator[dict[str, Any]]:
    """Every description of a pod, wherever it stands."""
    if isinstance(of, dict):
        if "containers" in of:
            yield of
        for value in of.values():
            yield from pods(value)
    elif isinstance(of, list):
        for value in of:
            yield from pods(value)


def containers() -> list[dict[str, Any]]:
    return [container for pod in pods() for container in pod["containers"]]


def kinds(kind: str) -> dict[str, dict[str, Any]]:
    return {each["metadata"]["name"]: each for each in CLUSTER if each["kind"] == kind}


# --- Names ------------------------------------------------------------------------------------------------------------


def test_every_setting_that_is_named_is_a_setting() -> None:
    files = [file for file in DEPLOY.rglob("*") if file.is_file() and "monitoring" not in file.parts]
    named = {
        name
        for file in files
        for name in re.findall(r"\b(?:EBB|POSTGRES|PYTHON)[A-Z]*_[A-Z_]+\b|\b[A-Z]+_URL\b", file.read_text())
    }
    named |= {name for service in PARTS.values() for name in service["environment"]}
    assert named - variables_documented() - OF_OTHERS == set()
    assert named >= {"EBB_BASE_URL", "DATABASE_URL", "REDIS_URL", "EBB_DEMO"}


COMMANDS = {
    **{f"compose: {name}": service["command"] for name, service in PARTS.items()},
    **{f"cluster: {' '.join(each['args'])}": each["args"] for each in containers()},
}


@pytest.mark.parametrize("words", COMMANDS.values(), ids=list(COMMANDS))
def test_every_command_that_is_named_exists(words: list[str]) -> None:
    assert words[0] in get_commands()
    assert words[0] != "part" or words[1] in part.PARTS


def test_every_part_runs_everywhere() -> None:
    assert {words[1] for name, words in COMMANDS.items() if words[0] == "part" and name.startswith("compose")} == set(
        part.PARTS
    )
    assert set(kinds("Deployment")) == set(part.PARTS)


def test_files_that_are_named_are_settings_that_may_be_files() -> None:
    mounted = {secret["target"].rpartition("/")[2] for service in PARTS.values() for secret in service["secrets"]}
    assert mounted <= {*secrets.NAMES, *secrets.MAY_BE_FILES}
    for secret in COMPOSE["services"]["web"]["secrets"]:
        assert secret["source"] in COMPOSE["secrets"]


def test_what_is_asked_about_health_answers_without_a_database_and_is_a_page_of_ours() -> None:
    probes = [container[probe] for container in containers() for probe in container if probe.endswith("Probe")]
    assert len(probes) == 3
    for path in {probe["httpGet"]["path"] for probe in probes} | {"/app/"}:
        assert resolve(path)
        assert Client().get(path, headers={"Host": "localhost"}).status_code == 200
    assert "http://127.0.0.1:8000/app/" in COMPOSE["services"]["web"]["healthcheck"]["test"][-1]


IMAGES = [service["image"] for service in COMPOSE["services"].values()] + [each["image"] for each in containers()]
IMAGES += re.findall(r"^FROM (\S+)", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("image", sorted(set(IMAGES)))
def test_images_are_pinned_to_a_release(image: str) -> None:
    assert re.search(r":\d+\.\d+(\.\d+)?(-[a-z]+)*$", image), image


def test_what_the_image_takes_in_exists_and_is_let_through() -> None:
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    for source in re.findall(r"^COPY (.+)$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE):
        for path in source.split()[:-1]:
            assert (ROOT / path).exists(), path
            wanted = path.rstrip("/")
            assert any(line == f"!{wanted}" or line.startswith(f"!{wanted}/") for line in ignored), path


# --- Nothing open that need not be -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PARTS)
def test_no_part_in_a_container_may_write_or_gain_rights(name: str) -> None:
    service = PARTS[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "ports" not in service
    assert not any("KEY" in variable or "PASSWORD" in variable for variable in service["environment"])


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["proxy"]


@pytest.mark.parametrize("pod", list(pods()), ids=lambda pod: " ".join(pod["containers"][0]["args"]))
def test_no_pod_is_root_writes_or_knows_the_cluster(pod: dict[str, Any]) -> None:
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    (container,) = pod["containers"]
    assert container["securityContext"] == {
        "readOnlyRootFilesystem": True,
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
    }
    assert {"requests", "limits"} <= set(container["resources"])
    mounted = {mount["name"] for mount in container["volumeMounts"]}
    assert mounted == {volume["name"] for volume in pod["volumes"]}


def test_objects_of_the_cluster_fit_together() -> None:
    for each in CLUSTER:
        assert {"apiVersion", "kind", "metadata"} <= set(each)
        assert each["metadata"]["namespace"] == "ebb"
    deployments = kinds("Deployment")
    for name, each in deployments.items():
        assert (
            each["spec"]["selector"]["matchLabels"]
            == each["spec"]["template"]["metadata"]["labels"]
            == {"app": "ebb", "part": name}
        )
    for name, each in kinds("HorizontalPodAutoscaler").items():
        assert each["spec"]["scaleTargetRef"]["name"] == name
        assert deployments[name]["spec"]["replicas"] >= each["spec"]["minReplicas"]
    for name, each in kinds("PodDisruptionBudget").items():
        assert deployments[name]["spec"]["replicas"] > each["spec"]["minAvailable"]
    assert kinds("Service")["web"]["spec"]["selector"] == {"app": "ebb", "part": "web"}
    assert kinds("NetworkPolicy")["nobody"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress"]}


def test_who_is_told_to_stop_has_time_to_finish() -> None:
    tasks = 60  # config/celery.py: task_time_limit
    assert kinds("Deployment")["worker"]["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] > tasks
    assert int(COMPOSE["services"]["worker"]["stop_grace_period"].removesuffix("s")) > tasks
    graceful = next(
        word for word in stack.web_command(Path("var"), "127.0.0.1", 8000) if word.startswith("--graceful-timeout=")
    )
    seconds = int(graceful.partition("=")[2])
    assert kinds("Deployment")["web"]["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] > seconds + 5
    assert int(COMPOSE["services"]["web"]["stop_grace_period"].removesuffix("s")) > seconds


# --- systemd ----------------------------------------------------------------------------------------------------------


def test_systemd_understands_its_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        without(UnavailableError("no systemd-analyze on this machine"))  # fails in CI
    (tmp_path / "ebb").write_text("#!/bin/sh\n")
    (tmp_path / "ebb").chmod(0o755)
    units = sorted((DEPLOY / "systemd").iterdir())
    for unit in units:
        text = unit.read_text().replace("/srv/ebb/ebb", str(tmp_path / "ebb"))
        (tmp_path / unit.name).write_text(text.replace("User=ebb", "User=daemon").replace("Group=ebb", "Group=daemon"))
    words = ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / unit.name) for unit in units)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if str(tmp_path) in line or "ebb" in line]
    assert (done.returncode, said) == (0, [])


def test_systemd_starts_what_there_is() -> None:
    units = "".join(file.read_text() for file in (DEPLOY / "systemd").iterdir())
    assert set(re.findall(r"^ExecStart=/srv/ebb/ebb (\w+)", units, re.MULTILINE)) == {"run", "backup"}


# --- Being watched ----------------------------------------------------------------------------------------------------


@pytest.fixture
def measured(db: None, tmp_path: Path, settings: Settings) -> set[str]:
    """The names of every figure that `/metrics` can say."""
    now = datetime.now(UTC)
    cast = make_cast(now)
    settings.VAR = tmp_path
    (tmp_path / backup.LAST).write_text(now.isoformat())
    SweepBeat.objects.create(name="sweeper", last_ok_at=now)
    start_drill(clinic=cast.harbour, now=now - timedelta(hours=1))
    alerts.set_aside(kind="judge", row=uuid7(), error=ValueError(), now=now)
    families = text_string_to_metric_families(Client().get("/metrics").content.decode())
    return {family.name for family in families}


def test_alarms_and_pictures_speak_of_figures_that_there_are(measured: set[str]) -> None:
    pictured = [target["expr"] for panel in BOARD["panels"] for target in panel["targets"]]
    named = {
        name for words in [*pictured, *(rule["expr"] for rule in ALARMS)] for name in re.findall(r"\bebb_\w+", words)
    }
    assert named == measured


def test_every_alarm_says_how_bad_and_what_to_do() -> None:
    assert len({rule["alert"] for rule in ALARMS}) == len(ALARMS)
    for rule in ALARMS:
        assert rule["labels"]["severity"] in ("page", "look")
        assert rule["annotations"]["summary"]
        for verb in re.findall(r"\./ebb (\w+)", rule["annotations"]["do"]):
            assert verb in get_commands(), verb


# --- One part alone ---------------------------------------------------------------------------------------------------


def test_a_part_becomes_the_program_that_ebb_run_starts(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    became: list[list[str]] = []
    monkeypatch.setattr("os.execv", lambda program, words: became.append(words))
    settings.VAR, settings.BROKER_ADDRESS = tmp_path, "redis://cache:6379/0"
    for name in ("worker", "beat", "sweeper"):
        call_command("part", name)
    assert became == [stack.worker_command(), stack.beat_command(tmp_path), stack.sweeper_command()]
    assert all(words[0] == sys.executable for words in became)
    settings.BROKER_ADDRESS = ""
    with pytest.raises(CommandError, match="needs REDIS_URL"):
        call_command("part", "worker")


def test_a_worker_may_grow_and_take_from_one_queue_alone(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    became: list[list[str]] = []
    monkeypatch.setattr("os.execv", lambda program, words: became.append(words))
    settings.VAR, settings.BROKER_ADDRESS = tmp_path, "redis://cache:6379/0"
    call_command("part", "worker", "--queues=alerts", "--processes=8,2")
    assert {"--queues=alerts", "--autoscale=8,2", f"--hostname=ebb-{os.getpid()}@%h"} <= set(became[0])
    assert not any(word.startswith("--concurrency") for word in became[0])


@pytest.mark.parametrize(
    "words", ["--processes=0", "--processes=2,8", "--processes=many", "--processes=3,2,1", "--queues=alert"]
)
def test_a_worker_that_could_do_nothing_is_refused(words: str) -> None:
    with pytest.raises(CommandError, match="argument --"):
        call_command("part", "worker", words)


def test_unsafe_settings_start_no_part(settings: Settings, tmp_path: Path) -> None:
    settings.VAR, settings.IS_HTTPS = tmp_path, True
    with pytest.raises(CommandError, match=r"ebb\.E005"):
        call_command("part", "sweeper")


def test_a_setting_with_a_password_may_be_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "DATABASE_URL").write_text("postgresql://of-the-file/ebb\n")
    (tmp_path / "secrets" / "EBB_SMS_SECRET").write_text("of the file\n")
    monkeypatch.setenv("EBB_VAR", str(tmp_path))
    monkeypatch.setenv("EBB_SMS_SECRET", "of the environment")
    monkeypatch.setenv("DATABASE_URL", "gone at the end")
    monkeypatch.delenv("DATABASE_URL")
    secrets.from_files()
    assert secrets.os.environ["DATABASE_URL"] == "postgresql://of-the-file/ebb"
    assert secrets.os.environ["EBB_SMS_SECRET"] == "of the environment"

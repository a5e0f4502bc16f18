"""`./ebb run --once`: does the main job over HTTP, as a practitioner and a patient would, and shows that it is done.

A session ended fifty hours ago, the pain is worse than before it: the practitioner must get an alert and an e-mail.
It knows the API and the mail folder, and nothing of what is behind them.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings

from config import stack
from config.forking import die_with_parent
from config.supervisor import LOOK_EVERY_SECONDS

PRACTITIONER = "anna@demo.example"
BIRTH_DATE = "1957-04-12"
SESSION_AGE = timedelta(hours=50)
BASELINE_AGE = timedelta(hours=60)
BASELINE_NRS, LASTING_NRS = 3, 7
TOLD_WITHIN_SECONDS = 30

Json = dict[str, Any]
Step = Callable[[str], AbstractContextManager[None]]


class ProofError(Exception):
    """A step of the main job did not do what it should; the message says which and what came instead."""


class Client:
    """One person at the API: staff by a bearer token, a patient by the cookie that pairing sets."""

    def __init__(self, base_url: str, headers: dict[str, str]) -> None:
        self.base_url = base_url
        self.headers = {"Content-Type": "application/json", **headers}

    def ask(self, method: str, path: str, body: Json | None = None) -> Json:
        """The answer's JSON. Raises ProofError when it is not a 2xx."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.base_url}/api/v1/{path}", data, self.headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - http, ourselves
                if cookies := answer.headers.get_all("Set-Cookie"):
                    self.headers["Cookie"] = "; ".join(cookie.partition(";")[0] for cookie in cookies)
                return dict(json.loads(answer.read() or b"{}"))
        except urllib.error.HTTPError as error:
            raise ProofError(
                f"{method} {path} answered {error.code}: {error.read().decode(errors='replace')[:600]}"
            ) from error


def in_a_stack_of_its_own(step: Step) -> None:
    """Start everything in a folder of its own, on a free port (unless `EBB_VAR`, `PORT` name them), and run. Raises ProofError."""
    if not settings.IS_DEMO:
        raise ProofError(
            "the proof signs in as the demo clinic's practitioner, and EBB_DEMO=0 forbids the demo clinic."
        )
    if given := os.environ.get("EBB_VAR"):
        run_in(Path(given), step)
        return
    with tempfile.TemporaryDirectory(prefix="ebb-once-") as folder:
        run_in(Path(folder), step)


def run_in(var: Path, step: Step) -> None:
    """Start the whole of Ebb on the data in `var`, do one step of the proof against it, and stop it. Raises ProofError when
    it does not come up.
    """
    port = int(os.environ.get("PORT") or stack.free_port())
    base_url = f"http://127.0.0.1:{port}"
    # Mails go to files, where the proof can read them and nobody else does.
    ours = {"EBB_VAR": str(var), "PORT": str(port), "EBB_BASE_URL": base_url, "EBB_BIND": "127.0.0.1"}
    environment = {**os.environ, **ours, "EBB_EMAIL_URL": "", "EBB_ALLOWED_HOSTS": "127.0.0.1"}
    subprocess.run([sys.executable, "-m", "config.secrets"], env=environment, check=True)
    said = var / "up.log"
    with said.open("w") as log:
        up = subprocess.Popen(
            [sys.executable, "-m", "config.up"],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent(),
        )
    try:
        with step("everything starts"):
            while not stack.readiness("127.0.0.1", port, base_url)[0]:
                if up.poll() is not None:
                    raise ProofError(f"everything did not start:\n{said.read_text()}")
                time.sleep(LOOK_EVERY_SECONDS)
        run(base_url, environment, step)
    finally:
        up.terminate()
        up.wait()


def run(base_url: str, environment: Mapping[str, str], step: Step) -> None:
    """Do the main job on the Ebb at `base_url`. Raises ProofError at the first thing that is not as it should be."""
    now = datetime.now(UTC)
    with step("the practitioner signs in with a token"):
        staff = Client(base_url, {"Authorization": f"Bearer {api_token(environment)}"})
        me = staff.ask("GET", "me")
        check(me.get("role") is not None, "me has no role", me)
    with step("she adds a patient, a course and a session"):
        patient_id, session_id = add_patient(staff, now)
    with step("the patient pairs a phone and gives consent"):
        phone = pair(staff, base_url, patient_id)
    with step("the patient logs 3 before the session"):
        log_entry(phone, now - BASELINE_AGE, BASELINE_NRS)
    with step("and 7, fifty hours after it"):
        answer = log_entry(phone, now, LASTING_NRS)
        check(
            any(finding["rule"] == "forty_eight_hours" for finding in answer["findings"]),
            "no forty_eight_hours finding",
            answer,
        )
    with step("the alert is there"):
        alert = one_alert(staff, patient_id, session_id)
    with step("the e-mail has left"):
        wait_for_mail(staff, alert, Path(environment["EBB_VAR"]) / "mail")
    with step("she acknowledges it"):
        staff.ask("POST", f"alerts/{alert['id']}/acknowledge", {})
        seen = staff.ask("GET", f"alerts/{alert['id']}")
        check(seen["state"] == "acknowledged" and seen["acknowledged"], "the alert is not acknowledged", seen)
    sys.stdout.write(f"\n“{alert['because']}”\nThe practitioner was told, and has answered: the main job is done.\n")


def check(is_so: bool, otherwise: str, answer: Json) -> None:
    """Raises ProofError with the first 600 letters of the answer, unless it is so."""
    if not is_so:
        raise ProofError(f"{otherwise}: {json.dumps(answer)[:600]}")


def api_token(environment: Mapping[str, str]) -> str:
    """A token of the demo's practitioner, made by the verb. Raises ProofError with what it said."""
    command = [sys.executable, str(stack.MANAGE), "api_token", PRACTITIONER]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ourselves
    if done.returncode != 0:
        raise ProofError(f"api_token {PRACTITIONER}: {done.stderr[-600:]}")
    return done.stdout.strip().splitlines()[-1]


def add_patient(staff: Client, now: datetime) -> tuple[str, str]:
    """Returns the ids of the patient and the session."""
    patient = staff.ask(
        "POST", "patients", {"name": "Proof Person", "birth_date": BIRTH_DATE, "sex": "female", "flags": []}
    )
    course = staff.ask(
        "POST",
        "courses",
        {
            "patient": patient["id"],
            "region": "low-back",
            "chronicity": "subacute",
            "modality": "acupuncture",
            "planned_sessions": 6,
        },
    )
    session = staff.ask(
        "POST",
        "sessions",
        {
            "course": course["id"],
            "ended_at": (now - SESSION_AGE).isoformat(),
            "modality": "acupuncture",
            "regions": ["low-back"],
            "needles": 10,
        },
    )
    return str(patient["id"]), str(session["id"])


def pair(staff: Client, base_url: str, patient_id: str) -> Client:
    """The patient's client, paired and with consent to be monitored."""
    invitation = staff.ask("POST", f"patients/{patient_id}/invitation", {"channel": "qr"})
    token = str(invitation["url"]).partition("#t=")[2]
    phone = Client(base_url, {"X-Ebb": "1", "Origin": base_url})
    phone.ask("POST", "pair", {"token": token, "birth_date": BIRTH_DATE})
    for consent in phone.ask("GET", "consents")["results"]:
        if consent["purpose"] == "monitoring":
            answer = {"given": True, "version": consent["version"], "locale": "en-GB"}
            phone.ask("PUT", "consents/monitoring", answer)
    return phone


def log_entry(phone: Client, recorded_at: datetime, nrs: int) -> Json:
    """One score from the phone; what the server answered."""
    entry = {"recorded_at": recorded_at.isoformat(), "time_zone": "Europe/Berlin", "nrs_average": nrs}
    return phone.ask("PUT", f"entries/{uuid4()}", entry)


def one_alert(staff: Client, patient_id: str, session_id: str) -> Json:
    """The open 48-hour alert of this session. Raises ProofError unless there is exactly one."""
    alerts = staff.ask("GET", f"alerts?patient={patient_id}")["results"]
    mine = [alert for alert in alerts if alert["rule"] == "forty_eight_hours" and alert["session"] == session_id]
    check(len(mine) == 1 and mine[0]["state"] == "open", "not one open forty_eight_hours alert", {"alerts": alerts})
    return dict(mine[0])


def wait_for_mail(staff: Client, alert: Json, folder: Path) -> None:
    """Until the alert's e-mail is marked sent and lies in the mail folder."""
    end = time.monotonic() + TOLD_WITHIN_SECONDS
    while time.monotonic() < end:
        deliveries = staff.ask("GET", f"alerts/{alert['id']}")["deliveries"]
        sent = [delivery for delivery in deliveries if delivery["channel"] == "email" and delivery["state"] == "sent"]
        if sent and folder.is_dir() and os.listdir(folder):
            return
        time.sleep(0.1)
    raise ProofError(f"no e-mail within {TOLD_WITHIN_SECONDS} s; deliveries: {json.dumps(deliveries)}")

"""A kill at the worst moment loses nothing."""

import pytest

from tests.journeys.conftest import World, is_told_of_a_red_flag
from tests.journeys.people import HOUR, Patient, about, kill_tree, now, wait_for

pytestmark = pytest.mark.stack


def state_of_mail(nora: Patient) -> str:
    """How the first e-mail about the patient's only alert stands."""
    [alert] = nora.alerts()
    return str(next(each["state"] for each in alert["deliveries"] if each["channel"] == "email"))


def test_a_worker_killed_between_claim_and_send_loses_no_message(world: World):
    nora = world.new_patient()
    world.mailbox.strands = True
    nora.log(now() - HOUR, 5, "short-of-breath")
    [alert] = nora.alerts()
    assert wait_for(lambda: about(alert["id"], world.mailbox.stranded), 10), "nobody tried to send"
    world.mailbox.strands = False
    assert state_of_mail(nora) == "claimed"

    kill_tree(world.ebb.pid("worker"))

    assert wait_for(lambda: world.mailbox.about(alert["id"]), 40, every=0.2)
    assert wait_for(lambda: state_of_mail(nora) == "sent", 10, every=0.2)
    assert wait_for(lambda: is_told_of_a_red_flag(world, 20), 1)


def test_everything_killed_at_once_comes_back_and_tells(world: World):
    nora = world.new_patient()
    for name in ("sweeper", "beat", "web", "worker"):
        kill_tree(world.ebb.pid(name))
    assert wait_for(lambda: world.ebb.answers("/readyz"), 60, every=0.2)
    nora.log(now() - HOUR, 5, "fever")
    [alert] = nora.alerts()
    assert wait_for(lambda: world.mailbox.about(alert["id"]), 30, every=0.2)

"""`POST a`: acknowledging from a message, by whoever holds its link; the page before it does nothing by itself."""

from datetime import UTC, datetime

from django.test import Client

from alerts.actions.links import sign_link
from alerts.models import Alert, Delivery
from diary.models import AuditEvent
from tests.cast import Api, Cast
from tests.diary.care import Care


def signed(care: Care) -> str:
    return sign_link(Delivery.objects.filter(alert=care.fever).earliest("created_at"))


def test_it_acknowledges_and_says_nothing_about_anybody(cast: Cast, care: Care, stranger: Api):
    answer = stranger.post("a", {"signed": signed(care)})

    assert answer.status == 200
    assert set(answer.json) == {"state", "at"}
    assert answer.json["state"] == "acknowledged"
    assert datetime.fromisoformat(answer.json["at"]) <= datetime.now(UTC)
    assert Alert.objects.get(pk=care.fever.pk).acknowledged_by == cast.anna
    assert AuditEvent.objects.get(action="alert.acknowledge").actor == cast.anna


def test_a_get_has_no_effect(care: Care, stranger: Api):
    assert stranger.get(f"a?signed={signed(care)}").status == 405
    page = Client().get(f"/a?t={signed(care)}")
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
    assert Alert.objects.get(pk=care.fever.pk).state == "open"


def test_a_link_that_is_not_ours_is_refused_and_counted(care: Care, stranger: Api):
    for _ in range(30):
        answer = stranger.post("a", {"signed": "0" * 32 + ".1:guess"})
        assert (answer.status, answer.code) == (422, "link_refused")
    assert stranger.post("a", {"signed": signed(care)}).status == 429


def test_who_is_second_is_told_so_without_a_name(cast: Cast, care: Care, ben: Api, stranger: Api):
    ben.post(f"alerts/{care.fever.pk}/acknowledge")
    answer = stranger.post("a", {"signed": signed(care)})
    assert (answer.status, answer.code) == (409, "conflict")
    assert "Ben" not in answer.response.content.decode()

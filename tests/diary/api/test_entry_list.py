"""What a list of entries says of those that are not on it, so that a phone knows what to forget and what to send again."""

from datetime import datetime, timedelta

from tests.cast import Api, Cast, entry


def logged(maya: Api, now: datetime, hours_ago: int) -> str:
    return str(maya.log(entry(now - timedelta(hours=hours_ago), 4)).json["id"])


def delete(maya: Api, pk: str) -> None:
    assert maya("DELETE", f"entries/{pk}", If_Match='"1"').status == 200


def test_what_was_deleted_is_named_so_that_nothing_else_is_forgotten(cast: Cast, maya: Api, now: datetime):
    kept, gone = (logged(maya, now, hours) for hours in (1, 2))
    delete(maya, gone)

    page = maya.get("entries").json
    assert ([each["id"] for each in page["results"]], page["deleted"]) == ([kept], [gone])


def test_it_is_named_in_the_stretch_of_its_page_only(cast: Cast, maya: Api, now: datetime):
    newest, gone_late, second, gone_long_ago = (logged(maya, now, hours) for hours in (1, 2, 3, 4))
    for each in (gone_late, gone_long_ago):
        delete(maya, each)
    third = logged(maya, now, 5)

    page = maya.get("entries?limit=2").json
    assert ([each["id"] for each in page["results"]], page["deleted"]) == ([newest, second], [gone_late])
    following = maya.get(f"entries?limit=2&cursor={page['next']}").json
    assert ([each["id"] for each in following["results"]], following["deleted"]) == ([third], [])


def test_nobody_reads_which_entries_of_another_were_deleted(cast: Cast, maya: Api, now: datetime):
    delete(maya, logged(maya, now, 1))

    assert Api(cast.walter.user, by="device").get("entries").json["deleted"] == []

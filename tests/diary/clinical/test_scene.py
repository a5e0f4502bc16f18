"""What is left out to save time is nothing: a combination that is passed over for a whole story holds at none of its entries."""

from diary.clinical.combinations import COMBINATIONS, find
from diary.clinical.scene import Scene, Story, may_hold, notes_on
from tests.diary.clinical.stories import made_up, story_of

STORIES = [story_of(told) for told in made_up(600)]


def holding(story: Story) -> set[str]:
    """The combinations that rest on some entry of the story, each asked at every entry."""
    notes = notes_on(story)
    scenes = [(each, Scene(notes, anchor, each.days)) for each in COMBINATIONS.values() for anchor in places(story)]
    return {
        each.code for each, scene in scenes if (held := scene.holds(each.rule)) is not None and held.entries
    }  # with no entries it is a treatment or a flag alone, which asks for nobody's attention


def places(story: Story) -> range:
    return range(len(story.readings))


def test_what_is_found_is_what_holds_when_everything_is_asked() -> None:
    found = [{each.combination.code for each in find(story, places(story))} for story in STORIES]
    assert found == [holding(story) for story in STORIES]
    assert set().union(*found) == set(COMBINATIONS)


def test_a_rule_that_cannot_hold_holds_at_no_entry_and_most_are_of_that_kind() -> None:
    passed_over = 0
    for story in STORIES:
        notes = notes_on(story)
        for each in COMBINATIONS.values():
            if not may_hold(each.rule, notes):
                passed_over += 1
                assert all(Scene(notes, place, each.days).holds(each.rule) is None for place in places(story))
    assert passed_over > len(STORIES) * len(COMBINATIONS) / 2

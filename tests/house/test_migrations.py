"""A new database gets its tables at once, an older one in steps: both end the same."""

from typing import Any

import pytest
from django.db.migrations.loader import MigrationLoader

OURS = ("alerts", "diary")


def tables(*, at_once: bool) -> dict[tuple[str, str], Any]:
    """Every model of ours as the migrations leave it, in an order that does not depend on theirs."""
    loader = MigrationLoader(None, replace_migrations=at_once)
    last_steps = [made.replaces[-1] for made in loader.disk_migrations.values() if made.replaces]
    after = [key for key in loader.graph.leaf_nodes() if not loader.disk_migrations[key].replaces]
    state = loader.project_state(None if at_once else [*last_steps, *after])
    found = {}
    for (app, name), model in state.models.items():
        if app in OURS:
            fields = {field: made.deconstruct()[1:] for field, made in model.fields.items()}
            listed = {key: sorted(map(repr, model.options.get(key, ()))) for key in ("constraints", "indexes")}
            others = {key: value for key, value in model.options.items() if key not in listed and value}
            found[app, name] = repr((sorted(fields.items()), listed, sorted(others.items(), key=lambda item: item[0])))
    return found


def test_the_tables_made_at_once_are_those_of_the_steps() -> None:
    at_once, in_steps = tables(at_once=True), tables(at_once=False)
    assert at_once.keys() == in_steps.keys()
    assert [name for name in at_once if at_once[name] != in_steps[name]] == []


@pytest.mark.parametrize("app", OURS)
def test_a_new_database_takes_no_step(app: str) -> None:
    assert len([name for of, name in MigrationLoader(None).graph.leaf_nodes() if of == app]) == 1
    taken = [name for of, name in MigrationLoader(None).graph.nodes if of == app]
    assert len(taken) <= 2, "squash again: each step costs every new database, and every test run, a second"

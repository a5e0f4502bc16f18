"""Switches the doubles in when the programs under test have loaded their models."""

import importlib

from django.apps import AppConfig


class DoublesConfig(AppConfig):
    name = "tests.chaos"
    label = "chaos"

    def ready(self) -> None:
        importlib.import_module("tests.chaos.doubles").switch_in()

"""The settings of Ebb, with the doubles of `tests.chaos.doubles` switched in."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.chaos.apps.DoublesConfig"]
ALLOW_LOOPBACK = True  # the provider is on this machine

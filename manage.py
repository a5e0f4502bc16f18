#!/usr/bin/env python
"""The operator's door: every verb that `./ebb` does not know itself is handed on to here."""

import os
import sys

from django.core.checks import Tags
from django.core.management import BaseCommand, execute_from_command_line

# What depends on an installation is its settings. Whether every URL and model is sound the tests ask: reading them all takes
# longer than most verbs do.
BaseCommand.requires_system_checks = [Tags.security]

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    execute_from_command_line(sys.argv)

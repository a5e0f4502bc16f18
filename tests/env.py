"""A pytest plugin that is loaded before Django: gives the tests secrets and a data folder of their own."""

import os
import tempfile

from config import secrets

os.environ.setdefault("EBB_VAR", tempfile.mkdtemp(prefix="ebb-tests-"))
for name in secrets.NAMES:
    os.environ.setdefault(name, secrets.generate(name))

"""A pytest plugin that is loaded before Django: gives the tests secrets and a data folder of their own."""

import atexit
import os
import shutil
import tempfile

from config import secrets

if "EBB_VAR" not in os.environ:
    # Only the process that made the folder removes it: workers of the same run inherit the name.
    os.environ["EBB_VAR"] = tempfile.mkdtemp(prefix="ebb-tests-")
    atexit.register(shutil.rmtree, os.environ["EBB_VAR"], ignore_errors=True)
for name in secrets.NAMES:
    os.environ.setdefault(name, secrets.generate(name))

"""A data folder as a first start leaves it, made once for all workers of a run: a start on a copy of it has little left to do.

That a start makes it all by itself is seen elsewhere (tests/house/test_run.py).
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.services import ROOT


def fill(var: Path) -> None:
    """Fill an empty data folder with tables, static files and the demo clinic. Whoever asks first makes them; the others wait."""
    run = Path(os.environ["EBB_VAR"])
    ready = run / "prepared"
    with (run / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            making = run / "preparing"
            making.mkdir(mode=0o700, exist_ok=True)
            surroundings = {**os.environ, "EBB_VAR": str(making)}
            subprocess.run(
                [sys.executable, "manage.py", "prepare"], cwd=ROOT, env=surroundings, umask=0o077, check=True
            )
            making.rename(ready)
    shutil.copytree(ready, var, dirs_exist_ok=True)

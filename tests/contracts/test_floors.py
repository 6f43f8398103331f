"""The floors of the house are enforced, not drawn."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_room_imports_only_from_the_floors_below_it():
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "setup.cfg"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr

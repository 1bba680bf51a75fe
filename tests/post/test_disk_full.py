"""A disk that is really full (a small tmpfs): what was answered 250 is there whole, the rest was told to come again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from full_disk import __file__ as script


def test_when_the_disk_is_full_nothing_is_accepted_that_is_not_kept(
    environment: dict[str, str], tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    # a namespace of its own: no rights are needed to mount in it, and it goes with the process
    mounted = f'mount -t tmpfs -o size=400k tmpfs "{disk}" && exec "$0" "$@"'
    done = subprocess.run(
        ["unshare", "-Urm", "sh", "-c", mounted, sys.executable, script, str(disk / "spool"), "90"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["answers"].keys() == {"250", "452"}
    assert told["whole"] == told["files"] == told["answers"]["250"]

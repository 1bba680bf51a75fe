"""Running several commands together in one terminal: web, worker and mail door, stopped together."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Sequence
from types import FrameType

_STOP_TIMEOUT_S = 10


def run_together(commands: Sequence[Sequence[str]]) -> int:
    """Run the commands until one ends or we are told to stop (SIGINT, SIGTERM); then stop the rest.

    Returns 0 where we were told to stop, else the exit code of the command that ended by itself.
    """
    stopping = False

    def stop(signum: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    # a session of its own: Ctrl-C reaches this process alone, which then stops the others in order
    processes = [subprocess.Popen(command, start_new_session=True) for command in commands]
    code = 0
    try:
        while not stopping:
            ended = next((process for process in processes if process.poll() is not None), None)
            if ended is not None:
                code = ended.returncode or 1
                break
            time.sleep(0.2)
    finally:
        for process in processes:
            process.terminate()
        deadline = time.monotonic() + _STOP_TIMEOUT_S
        for process in processes:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
    return code

"""Other people's programs, run on hostile bytes within limits of time, memory and output."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from functools import cache


class ToolFailed(Exception):
    """A tool ended badly, took too long, or said too much."""


@cache
def tool_path(name: str) -> str | None:
    """Where the program `name` is; None where it is not installed."""
    return shutil.which(name)


def run_tool(
    arguments: Sequence[str],
    data: bytes,
    *,
    timeout_s: float,
    memory_bytes: int,
    max_output_bytes: int = 50_000_000,
) -> bytes:
    """What the program prints when it is given `data` on its standard input. Raises `ToolFailed`.

    It runs in an empty folder, with one thread, with no environment but what it needs, and in a session
    of its own, so that its children end with it.
    """
    with tempfile.TemporaryDirectory(prefix="rhyddid-") as folder, tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            arguments,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={
                "PATH": os.environ.get("PATH", os.defpath),
                "HOME": folder,
                "TMPDIR": folder,
                "LC_ALL": "C.UTF-8",
                "OMP_THREAD_LIMIT": "1",
            },
            start_new_session=True,
        )
        try:
            limit_process(
                process.pid, cpu_s=timeout_s, memory_bytes=memory_bytes, max_output_bytes=max_output_bytes
            )
            process.communicate(data, timeout=timeout_s)
        except subprocess.TimeoutExpired as error:
            raise ToolFailed(f"{arguments[0]} took more than {timeout_s:g} s") from error
        finally:
            _end(process)
        if process.returncode != 0:
            raise ToolFailed(f"{arguments[0]} ended with {process.returncode}")
        output.seek(0)
        return output.read(max_output_bytes)


def limit_process(pid: int, *, cpu_s: float, memory_bytes: int, max_output_bytes: int) -> None:
    """Set a started process's limits from outside: between fork and exec, threads make Python unsafe."""
    if sys.platform != "linux":
        return
    seconds = int(cpu_s) + 1
    try:
        resource.prlimit(pid, resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        resource.prlimit(pid, resource.RLIMIT_CPU, (seconds, seconds))
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (max_output_bytes, max_output_bytes))
        resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))
    except ProcessLookupError:
        return  # it has ended already


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):  # all of its session has ended by itself
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()

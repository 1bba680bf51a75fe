"""Other people's programs, run on hostile bytes within limits of time, memory and output."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
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

    It runs in an empty folder, with one thread, and with no environment but what it needs.
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
        )
        try:
            limit_process(
                process.pid, cpu_s=timeout_s, memory_bytes=memory_bytes, max_output_bytes=max_output_bytes
            )
            process.communicate(data, timeout=timeout_s)
        except subprocess.TimeoutExpired as error:
            raise ToolFailed(f"{arguments[0]} took more than {timeout_s:g} s") from error
        finally:
            process.kill()
            process.wait()
        if process.returncode != 0:
            raise ToolFailed(f"{arguments[0]} ended with {process.returncode}")
        output.seek(0)
        return output.read(max_output_bytes)


def limit_process(pid: int, *, memory_bytes: int, max_output_bytes: int, cpu_s: float | None = None) -> None:
    """Set a started process's limits from outside: between fork and exec, threads make Python unsafe."""
    if sys.platform != "linux":
        return
    try:
        resource.prlimit(pid, resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        if cpu_s is not None:
            resource.prlimit(pid, resource.RLIMIT_CPU, (int(cpu_s) + 1, int(cpu_s) + 1))
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (max_output_bytes, max_output_bytes))
        resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))
    except ProcessLookupError:
        return  # it has ended already

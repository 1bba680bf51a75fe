"""Mails accepted a second by the SMTP door, each synced before its 250, and what bounds it: the disk's own syncs."""

from __future__ import annotations

import os
import smtplib
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.mail import simulated_mails
from benchmarks.measure import Row

MAILS = 600
LINES = 8


def door_rows(folder: Path) -> list[Row]:
    """Mails a second over several connections at once, and how many of them the worker takes in."""
    mails = simulated_mails()
    port = _free_port()
    environment = os.environ | {
        "RHYDDID_DATA": str(folder / "door"),
        "RHYDDID_MAIL_DOMAIN": "replies.example",
    }
    (folder / "door").mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "rhyddid", "migrate"], env=environment, check=True, capture_output=True
    )
    door = subprocess.Popen(
        [sys.executable, "-m", "rhyddid", "mail", "serve", "--listen", f"127.0.0.1:{port}"], env=environment
    )
    try:
        _wait_for(port)
        start = time.perf_counter()
        with ThreadPoolExecutor(LINES) as senders:
            list(senders.map(lambda line: _send(port, mails, line), range(LINES)))
        accepted = MAILS / (time.perf_counter() - start)
    finally:
        door.terminate()
        door.wait(30)
    syncs = _syncs_a_second(folder, mails)
    return [
        Row(
            "mails accepted by SMTP, each synced before its 250",
            f"{accepted:,.0f} a second over {LINES} connections",
            f"{syncs:,.0f} a second: the same bytes written and synced, and nothing else",
            f"{accepted / syncs:.2f}",
        )
    ]


def _send(port: int, mails: list[bytes], line: int) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as smtp:
        for number in range(line, MAILS, LINES):
            # each a mail of its own: the same bytes twice would be taken in once
            raw = f"X-Bench: {number}\r\n".encode() + mails[number % len(mails)]
            smtp.sendmail("foi@port-aldwych.example", ["request-bench@replies.example"], raw)


def _syncs_a_second(folder: Path, mails: list[bytes]) -> float:
    """Files written and synced, with their folder, by as many threads."""
    place = folder / "syncs"
    place.mkdir()
    lock = threading.Lock()
    numbers = iter(range(MAILS))

    def write() -> None:
        handle = os.open(place, os.O_RDONLY)
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                break
            with (place / str(number)).open("wb") as stream:
                stream.write(mails[number % len(mails)])
                stream.flush()
                os.fsync(stream.fileno())
            os.fsync(handle)
        os.close(handle)

    start = time.perf_counter()
    threads = [threading.Thread(target=write) for _ in range(LINES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return MAILS / (time.perf_counter() - start)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the mail door did not come up within 30 seconds")

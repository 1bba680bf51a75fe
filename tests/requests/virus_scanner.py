"""A real clamd with a signature database of our own: it knows one invented virus, and nothing is fetched."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rhyddid.documents.virus_scan import ScannerAway, ScannerPlace, scan_for_viruses

VIRUS = b"This is the invented virus of Rhyddid's own tests: grwgnach-7f3a91."


@contextmanager
def running_clamd(folder: Path) -> Iterator[str]:
    """The address of a clamd that runs until the block ends."""
    database = folder / "signatures"
    database.mkdir()
    (database / "own.ndb").write_text(f"Rhyddid.Test.Signature:0:*:{VIRUS.hex()}\n")
    socket = folder / "clamd.sock"
    config = folder / "clamd.conf"
    config.write_text(
        f"LocalSocket {socket}\nDatabaseDirectory {database}\nForeground yes\nTemporaryDirectory {folder}\n"
        f"LogFile {folder}/log\nStreamMaxLength 1M\nOfficialDatabaseOnly no\nSelfCheck 0\nMaxThreads 2\n"
    )
    program = shutil.which("clamd")
    assert program is not None, "clamd is missing: apt-get install clamav-daemon"
    process = subprocess.Popen(
        [program, "--config-file", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(ScannerPlace(path=str(socket)), process)
        yield str(socket)
    finally:
        process.terminate()
        process.wait()


def _wait(place: ScannerPlace, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            scan_for_viruses(b"anything", place)
            return
        except ScannerAway:
            assert process.poll() is None, "clamd ended at once"
            time.sleep(0.1)
    raise AssertionError("clamd did not answer within 30 seconds")

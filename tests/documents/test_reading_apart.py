"""A file that hangs or crashes its reader is shown as itself and hurts nothing else."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

from document_files import pdf
from rhyddid.documents import read_apart as apart
from rhyddid.documents.document import Limits, Page
from rhyddid.documents.read_apart import CRASHED, TOO_SLOW, read_apart
from rhyddid.documents.read_document import read_document


def test_a_reader_is_kept_for_the_next_file() -> None:
    data = pdf(["Yes"])
    assert read_document(data).pages == (Page(1, "Yes"),)
    kept = apart._idle[-1]
    assert read_document(data).pages == (Page(1, "Yes"),)
    assert apart._idle[-1] is kept


def test_a_reader_that_died_since_is_replaced() -> None:
    data = pdf(["Yes"])
    read_document(data)
    for reader in apart._idle:
        os.kill(reader._process.pid, signal.SIGKILL)
    assert read_document(data).pages == (Page(1, "Yes"),)


def test_a_reader_that_breaks_down_gives_a_defect() -> None:
    document = read_apart("pdf", pdf(["Yes"]), content_type=None, limits=Limits(memory_bytes=10_000_000))
    assert (document.kind, document.pages, document.defects) == ("pdf", (), (CRASHED,))


def test_a_reader_that_hangs_is_ended() -> None:
    document = read_apart(
        "pdf", pdf(["Yes"]), content_type=None, limits=Limits(timeout_s=0.0001, memory_bytes=10**10)
    )
    assert (document.pages, document.defects) == ((), (TOO_SLOW,))


def test_many_threads_read_at_once() -> None:
    files = [pdf([f"Letter {number}"]) for number in range(24)]
    with ThreadPoolExecutor(6) as threads:
        documents = list(threads.map(read_document, files))
    assert [document.text for document in documents] == [f"Letter {number}" for number in range(24)]
    assert len(apart._idle) <= 2
    assert threading.active_count() < 40


def test_a_forked_process_takes_a_reader_of_its_own() -> None:
    data = pdf(["Yes"])
    read_document(data)
    child = os.fork()
    if child == 0:
        os._exit(0 if not apart._idle and read_document(data).text == "Yes" else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert read_document(data).text == "Yes"

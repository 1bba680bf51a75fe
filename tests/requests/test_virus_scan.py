"""Files are scanned by a real clamd, and wait withheld while it is away."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from virus_scanner import VIRUS, running_clamd

from cast import make_person, make_request, make_team
from pages_cast import receive
from rhyddid.care.models import Task, TaskKind
from rhyddid.documents.virus_scan import ScannerAway, ScannerPlace, scan_for_viruses, scanner_place
from rhyddid.mail.compose import Enclosure
from rhyddid.requests.file_check import DecisionRefused, file_decide
from rhyddid.requests.file_models import Decided, FileCheck, Hold
from rhyddid.requests.file_tasks import file_check_job, files_check_waiting_job
from rhyddid.requests.models import Attachment
from rhyddid.requests.outgoing_files import FilesRefused, draft_file_add, files_check


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_clamd(tmp_path_factory.mktemp("clamd")) as address:
        yield address


def received(data: bytes) -> Attachment:
    request = make_request(make_team())
    enclosure = Enclosure(filename="notes.txt", content_type="text/plain", data=data)
    return receive("Please see attached.", request, attachments=(enclosure,)).attachments.get()


def test_a_place_is_a_port_or_a_socket() -> None:
    assert scanner_place("127.0.0.1:3310") == ScannerPlace(host="127.0.0.1", port=3310)
    assert scanner_place("[::1]:3310") == ScannerPlace(host="::1", port=3310)
    assert scanner_place("/run/clamav/clamd.ctl") == ScannerPlace(path="/run/clamav/clamd.ctl")
    assert scanner_place("") is None
    with pytest.raises(ValueError, match="use host:port"):
        scanner_place("clamd.example")


def test_clamd_tells_clean_infected_and_too_large(clamd: str) -> None:
    place = ScannerPlace(path=clamd)
    assert scan_for_viruses(b"We hold none.", place).outcome == "clean"
    found = scan_for_viruses(b"Dear Ms Prosser, " + VIRUS, place)
    assert (found.outcome, found.name) == ("found", "Rhyddid.Test.Signature.UNOFFICIAL")
    assert scan_for_viruses(b"a" * 3_000_000, place).outcome == "too_large"


def test_a_port_where_nobody_listens_is_a_scanner_that_is_away() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ScannerAway):
        scan_for_viruses(b"x", ScannerPlace(host="127.0.0.1", port=port))


@pytest.mark.django_db
def test_a_clean_file_is_not_withheld(clamd: str, settings: Any) -> None:
    settings.CLAMD = clamd
    check = received(b"We hold none.").file_check
    assert (check.virus, check.hold, check.problems) == ("clean", Hold.FREE, [])


@pytest.mark.django_db
def test_an_infected_file_is_withheld_and_only_an_operator_may_release_it(clamd: str, settings: Any) -> None:
    settings.CLAMD = clamd
    attachment = received(b"Macro: " + VIRUS)
    assert (attachment.file_check.hold, attachment.file_check.problems) == (Hold.WAITING, ["virus"])
    assert Task.objects.open().filter(kind=TaskKind.QUARANTINE, subject_id=attachment.pk).exists()
    owner = make_person(team=attachment.message.requests.get().team)
    with pytest.raises(DecisionRefused, match="Only an operator"):
        file_decide(attachment=attachment, decision=Decided.RELEASE, reason="It is known.", by=owner)
    operator = make_person("staff@site.example", is_staff=True)
    file_decide(attachment=attachment, decision=Decided.RELEASE, reason="A false alarm.", by=operator)
    attachment.file_check.refresh_from_db()
    assert attachment.file_check.hold == Hold.FREE


@pytest.mark.django_db
def test_what_came_while_the_scanner_was_away_is_scanned_once_it_is_back(clamd: str, settings: Any) -> None:
    settings.CLAMD = "/nowhere/clamd.sock"
    clean = received(b"We hold none.")
    assert (clean.file_check.hold, clean.file_check.problems) == (Hold.WAITING, ["not_scanned"])
    assert not Task.objects.open().filter(kind=TaskKind.QUARANTINE).exists()  # nobody can decide anything yet
    assert files_check_waiting_job(timestamp=0) == 1
    settings.CLAMD = clamd
    file_check_job(clean.pk)
    assert FileCheck.objects.get(pk=clean.pk).hold == Hold.FREE
    assert files_check_waiting_job(timestamp=0) == 0


@pytest.mark.django_db
def test_an_infected_file_does_not_go_out(clamd: str, settings: Any) -> None:
    settings.CLAMD = clamd
    by = make_person(team=make_team())
    data = b"Our notes: " + VIRUS
    file = draft_file_add(by=by, draft="d" * 32, data=data, filename="notes.txt", content_type="text/plain")
    with pytest.raises(FilesRefused, match=r"A virus was found in notes\.txt"):
        files_check(text="Dear Port Aldwych Council", files=[file])

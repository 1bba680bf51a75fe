"""The authorities' SMTP server over real sockets: what it takes, counts and refuses, and how it fails when told to."""

from __future__ import annotations

import smtplib
import socket
import threading
import time

import pytest

from rhyddid.rehearsal.simulated.server import AuthoritiesServer, Faults

_MAIL = b"From: <a@campaign.example>\r\nTo: <foi@wrenshire.example>\r\nSubject: x\r\n\r\n.dot\r\n\xc2\xa36,000\r\n"


def _send(port: int, *recipients: str, raw: bytes = _MAIL) -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        return client.sendmail("r-1@inbox.example", list(recipients), raw)


def test_mail_reaches_the_callback_whole() -> None:
    taken: list[tuple[str, tuple[str, ...], bytes]] = []
    with AuthoritiesServer(on_mail=lambda *mail: taken.append(mail)) as server:
        assert _send(server.port, "foi@wrenshire.example") == {}
    assert taken == [("r-1@inbox.example", ("foi@wrenshire.example",), _MAIL)]


def test_copies_are_counted_per_recipient_whatever_the_case() -> None:
    with AuthoritiesServer() as server:
        _send(server.port, "foi@wrenshire.example", "foi@ashenmoor.example")
        _send(server.port, "FOI@Wrenshire.example")
        assert server.copies() == {"foi@wrenshire.example": 2, "foi@ashenmoor.example": 1}
        assert len(server.mails) == 2


def test_a_real_address_is_refused() -> None:
    with AuthoritiesServer() as server, pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        _send(server.port, "someone@somewhere.invalid")
    assert refused.value.recipients["someone@somewhere.invalid"][0] == 550


def test_unknown_user_is_refused_for_ever_and_the_others_are_served() -> None:
    with AuthoritiesServer(faults=Faults(unknown={"foi@wrenshire.example"})) as server:
        refused = _send(server.port, "foi@wrenshire.example", "foi@ashenmoor.example")
        assert refused["foi@wrenshire.example"][0] == 550
        assert server.copies() == {"foi@ashenmoor.example": 1}


def test_temporary_failure_passes() -> None:
    faults = Faults(temporary={"foi@wrenshire.example"}, temporary_times=2)
    with AuthoritiesServer(faults=faults) as server:
        for _ in range(2):
            with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
                _send(server.port, "foi@wrenshire.example")
            assert refused.value.recipients["foi@wrenshire.example"][0] == 451
        _send(server.port, "foi@wrenshire.example")
        assert server.copies() == {"foi@wrenshire.example": 1}


def test_fail_after_takes_so_many_and_no_more() -> None:
    with AuthoritiesServer(faults=Faults(fail_after=2)) as server:
        _send(server.port, "foi@a.example")
        _send(server.port, "foi@b.example")
        with pytest.raises(smtplib.SMTPDataError) as failure:
            _send(server.port, "foi@c.example")
        assert failure.value.smtp_code == 451
        assert set(server.copies()) == {"foi@a.example", "foi@b.example"}


@pytest.mark.parametrize(
    ("faults", "kept"), [(Faults(drop_after_data={1}), 1), (Faults(drop_before_keeping={1}), 0)]
)
def test_dropped_connection_leaves_the_sender_not_knowing(faults: Faults, kept: int) -> None:
    with AuthoritiesServer(faults=faults) as server:
        with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
            _send(server.port, "foi@wrenshire.example")
        assert len(server.mails) == kept
        _send(server.port, "foi@wrenshire.example")
        assert server.copies() == {"foi@wrenshire.example": kept + 1}


def test_the_mail_is_kept_before_the_delayed_250() -> None:
    with AuthoritiesServer(faults=Faults(delay_s=1.5)) as server:
        sender = threading.Thread(target=_send, args=(server.port, "foi@wrenshire.example"))
        sender.start()
        deadline = time.monotonic() + 10
        while not server.mails and time.monotonic() < deadline:
            time.sleep(0.01)
        assert server.mails and sender.is_alive()
        sender.join()


def test_failing_callback_is_451_is_not_counted_and_comes_out_at_the_end() -> None:
    def fail(*_: object) -> None:
        raise LookupError("no such authority")

    server = AuthoritiesServer(on_mail=fail)
    with pytest.raises(LookupError, match="no such authority"), server:
        with pytest.raises(smtplib.SMTPDataError) as failure:
            _send(server.port, "foi@wrenshire.example")
        assert failure.value.smtp_code == 451
        assert server.copies() == {}


def test_an_open_connection_does_not_hold_up_the_end() -> None:
    with AuthoritiesServer() as server:
        client = smtplib.SMTP("127.0.0.1", server.port, timeout=10)
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        client.noop()
    client.close()


def test_the_port_is_free_again_and_a_taken_one_is_an_error() -> None:
    with AuthoritiesServer() as server:
        port = server.port
        with pytest.raises(OSError), AuthoritiesServer(port=port):
            pass
    with socket.create_server(("127.0.0.1", port)):
        pass

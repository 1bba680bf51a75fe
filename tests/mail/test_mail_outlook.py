# ruff: noqa: E501 (a mail's lines are easier to compare when they are not broken)
"""winmail.dat and .msg: their bodies and files, alone and inside a mail."""

from __future__ import annotations

import struct

import olefile
import outlook_files
import pytest
import tnefparse
from hypothesis import given
from hypothesis import strategies as st
from outlook_files import PDF, SENT_AT, compressed_rtf, message_tree, msg, tnef
from torture_mails import PLAIN_PART, b64, message, multipart

from rhyddid.mail import defects
from rhyddid.mail.compound_file import SIGNATURE, read_compound_file
from rhyddid.mail.defects import Defects
from rhyddid.mail.mail import Address
from rhyddid.mail.parse import parse
from rhyddid.mail.rtf_text import decompress_rtf, rtf_to_text
from rhyddid.mail.tnef import read_tnef


def carried(data: bytes, *, name: str, kind: str, text: bytes = PLAIN_PART) -> bytes:
    part = f'Content-Type: {kind}; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n'.encode() + b64(
        data
    )
    return message(multipart("mixed", text, part))


def test_our_reader_and_the_library_agree_on_a_winmail_dat() -> None:
    raw = tnef(
        body="We use 14 cameras.", html="<p>We use 14.</p>", files=[("Tŷ Mawr.pdf", PDF), ("b.txt", b"b")]
    )
    ours = read_tnef(raw, Defects())
    theirs = tnefparse.TNEF(raw)
    assert ours is not None
    assert [(file.filename, file.data) for file in ours.files] == [
        (file.long_filename().rstrip("\0"), file.data) for file in theirs.attachments
    ]
    assert ours.html == theirs.htmlbody.decode() if isinstance(theirs.htmlbody, bytes) else theirs.htmlbody
    assert (ours.text, ours.subject) == ("We use 14 cameras.", "Cameras")


@pytest.mark.parametrize(
    "raw",
    [
        tnef(body="It cost £6,000.", files=[("letter.pdf", PDF)]),
        tnef(html="<p>It cost £6,000.</p>", files=[("letter.pdf", PDF)]),
        tnef(rtf=compressed_rtf(rb"{\rtf1\ansi It cost \'a36,000.\par}"), files=[("letter.pdf", PDF)]),
    ],
)
def test_a_winmail_dat_gives_the_letter_where_the_mail_has_no_text(raw: bytes) -> None:
    found = parse(carried(raw, name="winmail.dat", kind="application/ms-tnef", text=b"\r\n"))
    assert found.body.text == "It cost £6,000."
    assert [(file.filename, file.inside) for file in found.attachments] == [
        ("winmail.dat", None),
        ("letter.pdf", "winmail.dat"),
    ]


def test_the_mails_own_text_goes_before_that_of_the_winmail_dat() -> None:
    found = parse(
        carried(
            tnef(body="The same again.", files=[("letter.pdf", PDF)]),
            name="winmail.dat",
            kind="application/ms-tnef",
        )
    )
    assert found.body.text == "We use 14 cameras."


def test_a_winmail_dat_is_known_by_its_name() -> None:
    found = parse(
        carried(tnef(files=[("letter.pdf", PDF)]), name="winmail.dat", kind="application/octet-stream")
    )
    assert [file.filename for file in found.attachments] == ["winmail.dat", "letter.pdf"]


def test_a_message_inside_a_winmail_dat() -> None:
    found = parse(
        carried(
            tnef(embedded=tnef(subject="Figures", body="It cost £6,000.", files=[("f.pdf", PDF)])),
            name="winmail.dat",
            kind="application/ms-tnef",
        )
    )
    assert [(file.filename, file.inside) for file in found.attachments][2:] == [
        ("f.pdf", "Figures"),
        (None, "Figures"),
    ]
    assert found.attachments[-1].data == "It cost £6,000.".encode()


def test_a_count_of_four_thousand_million_properties_costs_nothing() -> None:
    raw = tnef(body="We use 14 cameras.")
    at = raw.index(struct.pack("<HH", 0x1F, 0x0037)) - 4
    found = Defects()
    read_tnef(raw[:at] + b"\xff\xff\xff\xff" + raw[at + 4 :], found)
    assert defects.BAD_TNEF in found.found()


@pytest.mark.parametrize("cut", [3, 10, 30, 60, 100, 200])
def test_a_winmail_dat_that_is_cut_short(cut: int) -> None:
    parse(
        carried(
            tnef(body="We use 14 cameras.", files=[("letter.pdf", PDF)])[:-cut],
            name="winmail.dat",
            kind="application/ms-tnef",
        )
    )


def test_compressed_rtf() -> None:
    # the example of MS-OXRTFCP 3.2: literals and references mixed
    raw = bytes.fromhex(
        "1a0000001c0000004c5a467564"
        + "f4"
        + "07c700"
        + "0a0072637067313235423268656c0920627705b06c647d0a800fa0"
    )
    assert decompress_rtf(struct.pack("<II4sI", 12, 5, b"MELA", 0) + b"{\\rtf") == b"{\\rtf"
    assert isinstance(decompress_rtf(raw), bytes)
    assert decompress_rtf(compressed_rtf(b"{\\rtf1 abc}")) == b"{\\rtf1 abc}"
    assert decompress_rtf(b"short") == b""


def test_html_that_was_wrapped_into_rtf_is_read_once() -> None:
    rtf = rb"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}\htmlrtf \par \htmlrtf0 We use 14 cameras.{\*\htmltag72 </p>}\htmlrtf \par\htmlrtf0 }"
    assert rtf_to_text(rtf).strip() == "We use 14 cameras."


def test_an_msg_file_on_its_own_is_a_mail() -> None:
    raw = msg(
        subject="Camerâu",
        body="We use 14 cameras.",
        files=[("letter.pdf", PDF)],
        to=[("Siân Price", "request-x@asks.example")],
    )
    found = parse(raw)
    assert (found.subject, found.body.text) == ("Camerâu", "We use 14 cameras.")
    assert found.sender == Address("Gwen Pritchard", "foi@dyffryn.example")
    assert found.to == (Address("Siân Price", "request-x@asks.example"),)
    assert found.date == SENT_AT
    assert [(file.filename, file.data) for file in found.attachments] == [("letter.pdf", PDF)]


def test_an_msg_file_with_the_headers_it_came_with() -> None:
    kept = "From: Gwen Pritchard <foi@dyffryn.example>\r\nTo: request-x@asks.example\r\nMessage-ID: <r.1@dyffryn.example>\r\nContent-Type: multipart/mixed; boundary=x\r\nAuto-Submitted: auto-replied\r\n"
    found = parse(msg(html="<p>We use 14 cameras.</p>", headers=kept))
    assert (found.message_id, found.kind, found.body.text) == (
        "<r.1@dyffryn.example>",
        "automatic_reply",
        "We use 14 cameras.",
    )


@pytest.mark.parametrize(
    ("name", "kind"), [("reply.msg", "application/vnd.ms-outlook"), ("reply.oft", "application/octet-stream")]
)
def test_an_msg_file_inside_a_mail(name: str, kind: str) -> None:
    inner = message_tree(subject="Deeper", body="Inside.", header_size=24)
    raw = msg(subject="Figures", body="It cost £6,000.", files=[("letter.pdf", PDF)], embedded=inner)
    found = parse(carried(raw, name=name, kind=kind))
    assert [(file.filename, file.inside) for file in found.attachments] == [
        (name, None),
        ("letter.pdf", "Figures"),
        ("inside.msg", "Figures"),
        (None, "Deeper"),
        (None, "Figures"),
    ]
    assert found.body.text == "We use 14 cameras."


def test_an_office_file_of_the_same_container_is_no_message() -> None:
    workbook = outlook_files.compound({"Workbook": b"x" * 5_000})
    found = parse(carried(workbook, name="table.xls", kind="application/vnd.ms-excel"))
    assert [(file.filename, file.content_type) for file in found.attachments] == [
        ("table.xls", "application/vnd.ms-excel")
    ]
    assert found.defects == ()


def test_our_reader_and_the_library_agree_on_a_compound_file() -> None:
    inner = message_tree(subject="Deeper", body="Inside. " * 2_000, header_size=24)
    raw = msg(
        body="We use 14 cameras. " * 1_000, files=[("letter.pdf", PDF * 900), ("b.pdf", PDF)], embedded=inner
    )
    with olefile.OleFileIO(raw) as theirs:
        expected = {"/".join(path): theirs.openstream(path).read() for path in theirs.listdir()}
    ours: dict[str, bytes] = {}
    root = read_compound_file(raw)
    assert root is not None
    waiting = [("", root)]
    while waiting:
        path, storage = waiting.pop()
        ours |= {f"{path}{name}": data for name, data in storage.streams.items()}
        waiting += [(f"{path}{child.name}/", child) for child in storage.storages]
    assert ours == expected


@given(st.lists(st.tuples(st.integers(0, 8_000), st.integers(0, 0xFFFFFFFF)), min_size=1, max_size=12))
def test_sectors_that_lead_in_circles_end(changes: list[tuple[int, int]]) -> None:
    raw = bytearray(outlook_files.EXAMPLES[2])
    for at, value in changes:
        at %= len(raw) - 4
        raw[at : at + 4] = struct.pack("<I", value % 40 if value & 1 else value)
    raw[:8] = SIGNATURE
    root = read_compound_file(bytes(raw))
    waiting = [root] if root else []
    size = 0
    while waiting:
        storage = waiting.pop()
        size += sum(len(data) for data in storage.streams.values())
        waiting += storage.storages
    assert size <= 2 * len(raw) + 1_000_000


def test_a_damaged_msg_is_said_to_be_one() -> None:
    raw = msg(body="We use 14 cameras.")
    found = parse(
        carried(
            raw[:512]
            + b"\xff" * (len(raw) - 600)
            + raw[-88:]
            + "__properties_version1.0".encode("utf-16-le"),
            name="a.msg",
            kind="application/vnd.ms-outlook",
        )
    )
    assert defects.BAD_OUTLOOK in found.defects
    assert found.body.text == "We use 14 cameras."

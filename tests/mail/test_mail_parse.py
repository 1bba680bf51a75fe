# ruff: noqa: E501 (a mail's lines are easier to compare when they are not broken)
"""What `parse` makes of each odd mail: text, files, headers, and what it says was wrong."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import pytest
from torture_mails import (
    HEAD,
    HTML_PART,
    INNER,
    MAILS,
    PDF,
    PDF_PART,
    PLAIN_PART,
    b64,
    message,
    multipart,
    uuencoded,
    zip_of,
)

from rhyddid.mail import defects
from rhyddid.mail.limits import Limits
from rhyddid.mail.mail import Address, Mail
from rhyddid.mail.parse import parse

PDF_SHA = hashlib.sha256(PDF).hexdigest()


def rows(mail: Mail) -> list[tuple[str | None, str, str | None]]:
    return [(file.filename, file.content_type, file.inside) for file in mail.attachments]


@pytest.mark.parametrize("name", MAILS)
def test_every_odd_mail_gives_a_mail_that_can_be_printed(name: str) -> None:
    mail = parse(MAILS[name])
    printed = json.dumps(mail.to_json("x.eml"))
    assert "\\u0000" not in printed
    assert mail.body.shown == "".join(
        character
        for position, character in enumerate(mail.body.text)
        if not any(fold.start <= position < fold.end for fold in mail.body.folded)
    )


@pytest.mark.parametrize(
    "name",
    [
        *("plain", "lf only", "cr only", "cr cr lf", "mbox line", "no blank line", "garbage between headers"),
        *(
            "header of a megabyte",
            "several froms",
            "alternative",
            "html only",
            "mixed with pdf",
            "same names",
        ),
        *("nameless file", "inline picture", "named text only", "no final boundary", "cut inside base64"),
        *("premature end", "boundary never used", "boundary not named", "boundary misspelt", "nul bytes"),
        *("text behind the last part", "base64 that is none", "unknown encoding", "malformed addresses"),
        *(
            "nested message in base64",
            "eml file",
            "uuencoded",
            "uuencoded without end",
            "zip",
            "zip that is none",
        ),
        *("signed", "rfc 2231 names", "encoded-word name", "raw 8-bit name", "type without a slash"),
        *("type that is garbage", "format flowed", "enriched", "html without end", "no headers", "two texts"),
        *("html with stand-in text", "comments without end", "quotes without end", "commas", "encoded words"),
        *(
            "ten thousand headers",
            "unindented folding",
            "deep",
            "base64 without padding",
            "base64 with a footer behind",
        ),
    ],
)
def test_the_letter_is_read_whatever_wraps_it(name: str) -> None:
    if name == "deep":
        # deeper than the limit: said, not read
        assert defects.TOO_DEEP in parse(MAILS[name]).defects
        return
    assert "We use 14 cameras" in parse(MAILS[name]).body.text


def test_headers_are_read() -> None:
    mail = parse(MAILS["plain"])
    assert mail.message_id == "<reply.1@dyffryn.example>"
    assert mail.in_reply_to == ("<ask.1@asks.example>",)
    assert mail.sender == Address("Gwen Pritchard", "foi@dyffryn.example")
    assert mail.to == (Address("", "request-t0ken@asks.example"),)
    assert mail.recipients == ("request-t0ken@asks.example",)
    assert mail.date == dt.datetime(2024, 3, 20, 12, tzinfo=dt.UTC)
    assert (mail.kind, mail.can_reply, mail.defects) == ("letter", True, ())
    assert mail.header("MIME-version") == "1.0"


def test_recipients_come_from_every_header_that_names_one() -> None:
    head = (
        b"Delivered-To: one@asks.example\r\nEnvelope-To: two@asks.example\r\nReceived: from a by b\r\n"
        b"\tfor <three@asks.example>; Wed, 20 Mar 2024 12:00:00 +0000\r\nX-Original-To: four@asks.example\r\n"
        b"From: x@dyffryn.example\r\nTo: FIVE@Asks.Example, six@asks.example\r\nCc: one@asks.example\r\nBcc: seven@asks.example\r\n\r\n"
    )
    assert set(parse(head).recipients) == {
        f"{name}@asks.example" for name in ("one", "two", "three", "four", "FIVE", "six", "seven")
    }


@pytest.mark.parametrize(
    ("name", "text", "defect"),
    [
        ("latin-1 that is windows-1252", "It cost €6,000 – “all in”.", None),
        ("latin-1 that is utf-8", "It cost £6,000 in Tŷ Mawr.", defects.WRONG_CHARSET),
        ("ascii that is utf-8", "It cost £6,000.", defects.WRONG_CHARSET),
        ("no charset", "It cost £6,000.", defects.NO_CHARSET),
        ("unknown charset", "It cost £6,000.", defects.UNKNOWN_CHARSET),
        ("charset that is no charset", "It cost £6,000.", defects.UNKNOWN_CHARSET),
        ("utf-7", "It cost £6,000.", None),
        ("gb2312 that is gb18030", "價格 14", None),
        ("utf-16", "It cost £6,000.", None),
    ],
)
def test_charsets(name: str, text: str, defect: str | None) -> None:
    mail = parse(MAILS[name])
    assert mail.body.text == text
    assert mail.defects == ((defect,) if defect else ())


def test_subjects_and_names_outside_ascii() -> None:
    assert parse(MAILS["raw 8-bit headers"]).subject == "Tŷ Mawr £"
    assert parse(MAILS["raw 8-bit headers"]).sender == Address("Siân Pritchard", "foi@dyffryn.example")
    assert defects.RAW_HEADER in parse(MAILS["raw 8-bit headers"]).defects
    assert parse(MAILS["encoded subject"]).subject == "Tŷ Mawr £"
    assert parse(MAILS["character split between words"]).subject == "Tŷ ok"
    assert parse(MAILS["unindented folding"]).subject == "Freedom of Information request about cameras"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mixed with pdf", [("letter.pdf", "application/pdf", None)]),
        ("attachment only", [("letter.pdf", "application/pdf", None)]),
        ("same names", [("letter.pdf", "application/pdf", None)] * 2),
        ("nameless file", [(None, "application/pdf", None)]),
        ("inline picture", [(None, "image/png", None)]),
        ("alternative", []),
        ("html only", []),
        ("named text only", []),
        ("no final boundary", [("letter.pdf", "application/pdf", None)]),
        ("premature end", [("letter.pdf", "application/pdf", None)]),
        ("boundary not named", [("letter.pdf", "application/pdf", None)]),
        ("boundary misspelt", [("letter.pdf", "application/pdf", None)]),
        ("base64 with garbage", [("letter.pdf", "application/pdf", None)]),
        (
            "nested message",
            [
                (None, "message/rfc822", None),
                ("letter.pdf", "application/pdf", "Figures for Gwen"),
                (None, "text/plain", "Figures for Gwen"),
            ],
        ),
        (
            "eml file",
            [
                ("figures.eml", "message/rfc822", None),
                ("letter.pdf", "application/pdf", "Figures for Gwen"),
                (None, "text/plain", "Figures for Gwen"),
            ],
        ),
        ("uuencoded", [("letter.pdf", "application/pdf", None)]),
        (
            "zip",
            [
                ("files.zip", "application/zip", None),
                ("letter.pdf", "application/pdf", "files.zip"),
                ("table.csv", "text/csv", "files.zip"),
                ("in.zip", "application/zip", "files.zip"),
                ("deep.txt", "text/plain", "in.zip"),
            ],
        ),
        ("zip that is none", [("f.zip", "application/zip", None)]),
        ("signed", [("smime.p7s", "application/pkcs7-signature", None)]),
        ("rfc 2231 names", [("Ateb Tŷ Mawr.pdf", "application/pdf", None)]),
        ("encoded-word name", [("Tŷ.pdf", "application/pdf", None)]),
        ("raw 8-bit name", [("Tŷ.pdf", "application/pdf", None)]),
        ("name with a path", [("letter.pdf", "application/pdf", None)]),
        ("name that runs backwards", [("letterfdp.exe", "application/pdf", None)]),
        ("unquoted name with blanks", [("our reply (final).pdf", "application/pdf", None)]),
    ],
)
def test_files_and_what_was_inside_them(
    name: str, expected: list[tuple[str | None, str, str | None]]
) -> None:
    assert rows(parse(MAILS[name])) == expected


@pytest.mark.parametrize(
    "name",
    [
        "mixed with pdf",
        "attachment only",
        "nameless file",
        "no final boundary",
        "uuencoded",
        "rfc 2231 names",
    ],
)
def test_files_arrive_byte_for_byte(name: str) -> None:
    assert PDF_SHA in [file.sha256 for file in parse(MAILS[name]).attachments]


def test_a_nested_message_is_a_row_with_its_own_bytes_and_its_text() -> None:
    mail = parse(MAILS["nested message in base64"])
    assert mail.attachments[0].data == INNER
    assert mail.attachments[2].data == b"The contract cost 6000 pounds."
    assert "6000" not in mail.body.text


def test_damage_in_the_middle_of_base64_keeps_the_rest() -> None:
    mail = parse(MAILS["base64 with garbage"])
    assert mail.attachments[0].data == PDF * 20
    assert defects.BAD_BASE64 in mail.defects


def test_a_gateways_footer_behind_base64_is_kept_as_text() -> None:
    mail = parse(MAILS["base64 with a footer behind"])
    assert mail.body.text.startswith("We use 14 cameras.")
    assert "scanned by the gateway" in mail.body.text
    assert defects.TEXT_AFTER_BASE64 in mail.defects


def test_quoted_printable_that_is_broken_stays_readable() -> None:
    mail = parse(MAILS["broken quoted-printable"])
    assert mail.body.text.startswith("It cost £6,000 =ZZ and 2=3")
    assert defects.BAD_QUOTED_PRINTABLE in mail.defects


@pytest.mark.parametrize(
    ("name", "defect"),
    [
        ("nothing", defects.EMPTY),
        ("no headers", defects.NO_HEADERS),
        ("no blank line", defects.NO_BLANK_LINE),
        ("garbage between headers", defects.BROKEN_HEADER_LINE),
        ("header of a megabyte", defects.HEADERS_TOO_LONG),
        ("ten thousand headers", defects.HEADERS_TOO_LONG),
        ("several froms", defects.SEVERAL_FROM),
        ("no final boundary", defects.NO_FINAL_BOUNDARY),
        ("premature end", defects.PREMATURE_END),
        ("boundary never used", defects.NO_BOUNDARY),
        ("boundary not named", defects.NO_BOUNDARY),
        ("text behind the last part", defects.TEXT_AROUND_PARTS),
        ("base64 that is none", defects.BAD_BASE64),
        ("unknown encoding", defects.UNKNOWN_ENCODING),
        ("malformed addresses", defects.BAD_ADDRESS),
        ("uuencoded without end", defects.BAD_UUENCODE),
        ("zip that is none", defects.BAD_ARCHIVE),
        ("name with a path", defects.UNSAFE_FILENAME),
        ("name that runs backwards", defects.UNSAFE_FILENAME),
        ("deep", defects.TOO_DEEP),
        ("messages in messages", defects.TOO_DEEP),
        ("five thousand parts", defects.TOO_MANY_PARTS),
        ("type that is garbage", defects.BAD_CONTENT_TYPE),
    ],
)
def test_what_is_odd_is_said(name: str, defect: str) -> None:
    assert defect in parse(MAILS[name]).defects


def test_uuencoded_files_are_cut_out_of_the_text() -> None:
    mail = parse(MAILS["uuencoded"])
    assert mail.body.text == "We use 14 cameras.\n\n\nRegards\nGwen"
    assert mail.attachments[0].data == PDF


def test_a_uuencoded_file_without_its_end_still_begins_right() -> None:
    mail = parse(MAILS["uuencoded without end"])
    assert PDF.startswith(mail.attachments[0].data[:20])


def test_uuencoded_lines_that_lost_their_blanks() -> None:
    data = b"begun" + b"\0" * 200 + b"the end of it"
    body = uuencoded("zeros.bin", data).replace(b"`", b" ")
    trimmed = b"\n".join(line.rstrip(b" ") for line in body.split(b"\n"))
    found = parse(message(b"Content-Type: text/plain\r\n\r\nAs asked.\n\n" + trimmed + b"\nGwen\n"))
    assert [file.data for file in found.attachments] == [data]
    assert found.body.text == "As asked.\n\n\nGwen"


def test_flowed_text_is_put_together() -> None:
    assert parse(MAILS["format flowed"]).body.text == "We use 14 cameras.\n\n> How many cameras?"


def test_texts_around_a_file_are_one_letter() -> None:
    assert parse(MAILS["two texts"]).body.text == "We use 14 cameras.\n\nSecond half."


def test_a_short_plain_text_that_stands_in_for_html_gives_way() -> None:
    assert "Please view" not in parse(MAILS["html with stand-in text"]).body.text


def test_the_html_is_kept_beside_the_text() -> None:
    mail = parse(MAILS["alternative"])
    assert mail.body.html == "<p>We use <b>14</b> cameras.</p>"
    assert mail.body.text == "We use 14 cameras."
    assert parse(MAILS["plain"]).body.html is None


def test_a_forwarded_table_in_html_keeps_its_rows() -> None:
    html = b"Content-Type: text/html\r\n\r\n<table><tr><td>2019</td><td>14</td></tr><tr><td>2020</td><td>15</td></tr></table>"
    assert parse(message(html)).body.text == "2019\t14\n2020\t15"


@pytest.mark.parametrize(
    "answer",
    [
        '<span style="color:red">fourteen in all</span>',
        '<font color="#C00000">fourteen in all</font>',
        '<div style="font-size:11pt; color: #0070C0"><b>fourteen</b> in all</div>',
    ],
)
@pytest.mark.parametrize("with_plain_text", [True, False])
def test_an_answer_in_another_colour_inside_a_quote_stays_in_view(answer: str, with_plain_text: bool) -> None:
    html = (
        "<p>Dear Ms Price,</p><p>I write about your request.</p><p>Gwen</p><hr><p><b>From:</b> S. Price<br><b>Sent:</b> 1 May 2024 10:00<br>"
        f"<b>To:</b> FOI<br><b>Subject:</b> Cameras</p><p>How many cameras?</p><p>{answer}</p><p>And in which streets of the town?</p><p>Yours faithfully</p>"
    )
    plain = (
        "Dear Ms Price,\r\n\r\nI write about your request.\r\n\r\nGwen\r\n\r\nFrom: S. Price\r\nSent: 1 May 2024 10:00\r\nTo: FOI\r\nSubject: Cameras\r\n\r\n"
        "How many cameras?\r\nfourteen in all\r\nAnd in which streets of the town?\r\n\r\nYours faithfully\r\n"
    )
    html_part = b"Content-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()
    plain_part = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + plain.encode()
    found = parse(message(multipart("alternative", *([plain_part] if with_plain_text else []), html_part)))
    assert "fourteen in all" in found.body.shown
    assert "How many" not in found.body.shown
    uncoloured = parse(message(multipart("alternative", plain_part)))
    assert "fourteen" not in uncoloured.body.shown


def test_an_html_part_may_name_its_charset_itself() -> None:
    html = b'Content-Type: text/html\r\n\r\n<html><head><meta charset="iso-8859-15"></head><p>\xa46</p>'
    assert parse(message(html)).body.text == "€6"


def test_apple_mail_nests_the_html_with_the_files() -> None:
    inner = multipart("mixed", HTML_PART, PDF_PART, HTML_PART, boundary=b"=_m", end=b"--=_m--\r\n")
    mail = parse(message(multipart("alternative", PLAIN_PART, inner)))
    assert mail.body.text == "We use 14 cameras."
    assert rows(mail) == [("letter.pdf", "application/pdf", None)]


def test_a_text_file_keeps_its_bytes() -> None:
    part = b'Content-Type: text/csv; name="t.csv"\r\nContent-Disposition: attachment; filename="t.csv"\r\n\r\na,b\r\n1,2'
    mail = parse(message(multipart("mixed", PLAIN_PART, part)))
    assert mail.attachments[0].data == b"a,b\r\n1,2"


def test_limits_are_kept_and_said() -> None:
    cut = parse(MAILS["mixed with pdf"] * 3, limits=Limits(message_bytes=len(HEAD) + 400))
    assert defects.TOO_LARGE in cut.defects
    short = parse(message(b"\r\n" + b"word " * 1_000), limits=Limits(body_characters=100))
    assert 95 < len(short.body.text) <= 100
    assert defects.BODY_TOO_LONG in short.defects


def test_a_zip_bomb_stays_closed() -> None:
    bomb = zip_of({"zeros": b"\0" * 3_000_000})
    part = b'Content-Type: application/zip; name="b.zip"\r\nContent-Transfer-Encoding: base64\r\n\r\n' + b64(
        bomb
    )
    mail = parse(message(multipart("mixed", PLAIN_PART, part)), limits=Limits(opened_bytes=1_000_000))
    assert rows(mail) == [("b.zip", "application/zip", None)]
    assert defects.ARCHIVE_TOO_LARGE in mail.defects


def test_out_of_time_files_stay_closed_and_it_is_said() -> None:
    mail = parse(MAILS["zip"], limits=Limits(seconds=-1))
    assert defects.TOO_SLOW in mail.defects


def test_can_reply() -> None:
    assert parse(MAILS["plain"]).can_reply
    assert not parse(
        MAILS["plain"].replace(b"Return-Path: <foi@dyffryn.example>", b"Return-Path: <>")
    ).can_reply
    assert not parse(b"Auto-Submitted: auto-generated\r\n" + MAILS["plain"]).can_reply
    for sender in (
        b"noreply",
        b"no-reply",
        b"do_not_reply",
        b"foi-donotreply",
        b"dim-ateb",
        b"mailer-daemon",
    ):
        assert not parse(MAILS["plain"].replace(b"<foi@", b"<" + sender + b"@")).can_reply
    assert parse(
        b"Reply-To: foi@dyffryn.example\r\n" + MAILS["plain"].replace(b"<foi@", b"<noreply@")
    ).can_reply


@pytest.mark.parametrize(
    "shape",
    [
        *(
            b"> a\r\nb\r\n",
            b"From: a\r\nSent: 1 May 2024\r\n",
            b"-----Original Message-----\r\n",
            b"x@y.example wrote:\r\n",
        ),
        *(
            b"this e-mail is confidential\r\n\r\n",
            b"Yours sincerely\r\n",
            b"begin 644 a\r\nM\r\n",
            b"Dear Sir\r\n",
        ),
    ],
)
def test_shapes_that_would_take_hours_if_something_took_the_square(shape: bytes) -> None:
    assert len(parse(message(b"\r\n" + shape * 20_000)).body.text) > 1_000


def test_headers_of_one_mail_do_not_leak_into_another() -> None:
    assert parse(MAILS["several froms"]).sender == Address("Second Desk", "two@dyffryn.example")
    assert parse(MAILS["plain"]).sender == Address("Gwen Pritchard", "foi@dyffryn.example")

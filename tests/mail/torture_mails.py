# ruff: noqa: E501 (a mail's lines are easier to compare when they are not broken)
"""Raw mails that imitate the oddities of thirty years of mail software. Every body and person here is invented."""

from __future__ import annotations

import base64
import binascii
import io
import zipfile

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

HEAD = (
    b"Return-Path: <foi@dyffryn.example>\r\n"
    b"Received: from out.dyffryn.example by mx.asks.example\r\n"
    b" for <request-t0ken@asks.example>; Wed, 20 Mar 2024 12:00:00 +0000\r\n"
    b"Message-ID: <reply.1@dyffryn.example>\r\n"
    b"In-Reply-To: <ask.1@asks.example>\r\n"
    b"Date: Wed, 20 Mar 2024 12:00:00 +0000\r\n"
    b"From: Gwen Pritchard <foi@dyffryn.example>\r\n"
    b"To: request-t0ken@asks.example\r\n"
    b"Subject: Cameras\r\n"
    b"MIME-Version: 1.0\r\n"
)


def b64(data: bytes) -> bytes:
    """Base64 in lines, as mail carries it."""
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def message(content: bytes, head: bytes = HEAD) -> bytes:
    """`content` begins with its own Content- headers, or with a blank line."""
    return head + content


def multipart(
    subtype: str, *parts: bytes, boundary: bytes = b"=_b", end: bytes = b"--=_b--\r\n", extra: bytes = b""
) -> bytes:
    """A multipart with its header; parts begin with their Content- headers or a blank line."""
    start = (
        b"Content-Type: multipart/"
        + subtype.encode()
        + b'; boundary="'
        + boundary
        + b'"'
        + extra
        + b"\r\n\r\n"
    )
    return start + b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + end


def zip_of(files: dict[str, bytes]) -> bytes:
    """A zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def uuencoded(name: str, data: bytes) -> bytes:
    """A uuencoded file with its begin and end."""
    lines = [binascii.b2a_uu(data[start : start + 45]) for start in range(0, len(data), 45)]
    return b"begin 644 " + name.encode() + b"\n" + b"".join(lines) + b"`\nend\n"


PLAIN_PART = b"Content-Type: text/plain; charset=utf-8\r\n\r\nWe use 14 cameras."
HTML_PART = b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>We use <b>14</b> cameras.</p>"
PDF_PART = (
    b'Content-Type: application/pdf; name="letter.pdf"\r\nContent-Disposition: attachment; filename="letter.pdf"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\n" + b64(PDF)
)
INNER = (
    b"From: Alun Rees <contracts@dyffryn.example>\r\nSubject: Figures for Gwen\r\nDate: Tue, 19 Mar 2024 09:00:00 +0000\r\n"
    b"MIME-Version: 1.0\r\n"
    + multipart(
        "mixed", b"\r\nThe contract cost 6000 pounds.", PDF_PART, boundary=b"=_in", end=b"--=_in--\r\n"
    )
)

MAILS: dict[str, bytes] = {
    "plain": message(PLAIN_PART),
    "nothing": b"",
    "blank": b"\r\n\r\n\r\n",
    "nul bytes": message(b"Content-Type: text/plain\r\n\r\nWe use\0 14 cameras.\0"),
    "no headers": b"We use 14 cameras.\r\nThat is all.\r\n",
    "only headers": HEAD,
    "lf only": message(PLAIN_PART).replace(b"\r\n", b"\n"),
    "cr only": message(PLAIN_PART).replace(b"\r\n", b"\r"),
    "cr cr lf": message(PLAIN_PART).replace(b"\r\n", b"\r\r\n"),
    "mbox line": b"From foi@dyffryn.example Wed Mar 20 12:00:00 2024\n" + message(PLAIN_PART),
    "no blank line": HEAD + b"We use 14 cameras.\r\nThat is all.\r\n",
    "garbage between headers": HEAD.replace(b"Subject:", b"this line is garbage\r\nSubject:") + PLAIN_PART,
    "unindented folding": HEAD.replace(b"Subject: Cameras", b"Subject: Freedom of Information\r\nrequest about cameras") + PLAIN_PART,
    "header of a megabyte": HEAD.replace(b"Cameras", b"Cameras " + b"x" * 1_000_000) + PLAIN_PART,
    "ten thousand headers": HEAD + b"X-Filter: seen\r\n" * 10_000 + PLAIN_PART,
    "several froms": b"From: Second Desk <two@dyffryn.example>\r\n" + message(PLAIN_PART),
    "latin-1 that is windows-1252": message(b"Content-Type: text/plain; charset=iso-8859-1\r\n\r\nIt cost \x806,000 \x96 \x93all in\x94."),
    "latin-1 that is utf-8": message("Content-Type: text/plain; charset=iso-8859-1\r\n\r\nIt cost £6,000 in Tŷ Mawr.".encode()),
    "ascii that is utf-8": message("Content-Type: text/plain; charset=us-ascii\r\n\r\nIt cost £6,000.".encode()),
    "no charset": message(b"Content-Type: text/plain\r\n\r\nIt cost \xa36,000."),
    "unknown charset": message(b"Content-Type: text/plain; charset=x-dyffryn-9\r\n\r\nIt cost \xa36,000."),
    "charset that is no charset": message(b"Content-Type: text/plain; charset=rot13\r\n\r\nIt cost \xa36,000."),
    "utf-7": message(b"Content-Type: text/plain; charset=utf-7\r\n\r\nIt cost +AKM-6,000."),
    "gb2312 that is gb18030": message(b"Content-Type: text/plain; charset=gb2312\r\n\r\n" + "價格 14".encode("gb18030")),
    "utf-16": message(b"Content-Type: text/plain; charset=utf-16\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b64("It cost £6,000.".encode("utf-16"))),
    "raw 8-bit headers": HEAD.replace(b"Subject: Cameras", "Subject: Tŷ Mawr £".encode()).replace(b"Gwen", "Siân".encode("cp1252")) + PLAIN_PART,
    "encoded subject": HEAD.replace(b"Cameras", b"=?utf-8?B?VMW3?=\r\n =?utf-8?Q?_Mawr_=C2=A3?=") + PLAIN_PART,
    "character split between words": HEAD.replace(b"Cameras", b"=?utf-8?B?VMU=?= =?utf-8?B?tw==?= ok") + PLAIN_PART,
    "alternative": message(multipart("alternative", PLAIN_PART, HTML_PART)),
    "html only": message(HTML_PART),
    "html with stand-in text": message(
        multipart(
            "alternative",
            b"\r\nPlease view this message in HTML.",
            b"Content-Type: text/html\r\n\r\n<p>" + b"We use 14 cameras in the town. " * 10 + b"</p>",
        )
    ),
    "mixed with pdf": message(multipart("mixed", PLAIN_PART, PDF_PART)),
    "attachment only": message(PDF_PART),
    "same names": message(multipart("mixed", PLAIN_PART, PDF_PART, PDF_PART.replace(b64(PDF), b64(PDF + b"2")))),
    "nameless file": message(multipart("mixed", PLAIN_PART, b"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b64(PDF))),
    "inline picture": message(
        multipart(
            "related",
            b'Content-Type: text/html\r\n\r\n<p>We use 14 cameras.</p><img src="cid:logo@dyffryn.example">',
            b"Content-Type: image/png\r\nContent-ID: <logo@dyffryn.example>\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b64(PNG),
        )
    ),
    "two texts": message(multipart("mixed", PLAIN_PART, PDF_PART, b"Content-Type: text/plain\r\n\r\nSecond half.")),
    "named text only": message(b'Content-Type: text/plain; name="reply.txt"\r\n\r\nWe use 14 cameras.'),
    "no final boundary": message(multipart("mixed", PLAIN_PART, PDF_PART, end=b"")),
    "cut inside base64": message(multipart("mixed", PLAIN_PART, PDF_PART, end=b""))[:-60],
    "premature end": message(multipart("mixed", PLAIN_PART, end=b"--=_b--\r\n\r\n--=_b\r\n" + PDF_PART + b"\r\n--=_b--\r\n")),
    "boundary never used": message(b'Content-Type: multipart/mixed; boundary="nowhere"\r\n\r\nWe use 14 cameras.'),
    "boundary not named": message(multipart("mixed", PLAIN_PART, PDF_PART).replace(b'; boundary="=_b"', b"")),
    "boundary misspelt": message(multipart("mixed", PLAIN_PART, PDF_PART).replace(b'boundary="=_b"', b'boundary="=_c"')),
    "text behind the last part": message(multipart("mixed", PLAIN_PART) + b"\r\nScanned by the gateway.\r\n"),
    "base64 without padding": message(b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b64(b"We use 14 cameras!!").rstrip(b"=\r\n") + b"\r\n"),
    "base64 with garbage": message(
        multipart("mixed", PLAIN_PART, PDF_PART.replace(b64(PDF), b64(PDF * 20)[:80] + b"!!\x00!" + b64(PDF * 20)[80:]))
    ),
    "base64 with a footer behind": message(
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b64(b"We use 14 cameras.\n") + b"\r\n-- \r\nThis e-mail was scanned by the gateway.\r\n"
    ),
    "base64 that is none": message(b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nWe use 14 cameras. It cost (in all) 5 pounds.\r\n"),
    "broken quoted-printable": message(b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nIt cost =C2=A36,000 =ZZ and 2=3 =\r\n more.=  \r\nEnd="),
    "unknown encoding": message(b"Content-Type: text/plain\r\nContent-Transfer-Encoding: x-gzip64\r\n\r\nWe use 14 cameras."),
    "malformed addresses": HEAD.replace(b"From: Gwen Pritchard <foi@dyffryn.example>", b"From: Pritchard, Gwen <foi@dyffryn.example").replace(
        b"To: request-t0ken@asks.example", b"To: <request-t0ken@asks.example>>, 'x@asks.example',,;"
    )
    + PLAIN_PART,
    "nested message": message(multipart("mixed", b"\r\nPlease see the message inside.", b"Content-Type: message/rfc822\r\n\r\n" + INNER)),
    "nested message in base64": message(multipart("mixed", PLAIN_PART, b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b64(INNER))),
    "eml file": message(multipart("mixed", PLAIN_PART, b'Content-Type: application/octet-stream; name="figures.eml"\r\nContent-Transfer-Encoding: base64\r\n\r\n' + b64(INNER))),
    "uuencoded": message(b"Content-Type: text/plain\r\n\r\nWe use 14 cameras.\n\n" + uuencoded("letter.pdf", PDF) + b"\nRegards\nGwen\n"),
    "uuencoded without end": message(b"Content-Type: text/plain\r\n\r\nWe use 14 cameras.\n\n" + uuencoded("letter.pdf", PDF)[:-30]),
    "zip": message(
        multipart(
            "mixed",
            PLAIN_PART,
            b'Content-Type: application/x-zip-compressed; name="files.zip"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
            + b64(zip_of({"a/letter.pdf": PDF, "table.csv": b"year,cost\n2019,6000\n", "in.zip": zip_of({"deep.txt": b"deep"})})),
        )
    ),
    "zip that is none": message(multipart("mixed", PLAIN_PART, b'Content-Type: application/zip; name="f.zip"\r\n\r\nPK\x03\x04 no zip')),
    "signed": message(
        multipart("signed", PLAIN_PART, b'Content-Type: application/pkcs7-signature; name="smime.p7s"\r\nContent-Transfer-Encoding: base64\r\n\r\n' + b64(b"\x30\x80sig"), extra=b"; protocol=\"application/pkcs7-signature\"; micalg=sha-256")
    ),
    "rfc 2231 names": message(
        multipart(
            "mixed",
            PLAIN_PART,
            b"Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*0*=utf-8''Ateb%20T%C5%B7;\r\n filename*1*=%20Mawr; filename*2=.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b64(PDF),
        )
    ),
    "encoded-word name": message(
        multipart("mixed", PLAIN_PART, b'Content-Type: application/pdf; name="=?utf-8?B?VMW3LnBkZg==?="\r\nContent-Transfer-Encoding: base64\r\n\r\n' + b64(PDF))
    ),
    "raw 8-bit name": message(multipart("mixed", PLAIN_PART, 'Content-Type: application/pdf; name="Tŷ.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n'.encode() + b64(PDF))),
    "name with a path": message(
        multipart("mixed", PLAIN_PART, b'Content-Type: application/pdf; name="..\\..\\C:\\temp\\letter.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n' + b64(PDF))
    ),
    "name that runs backwards": message(
        multipart("mixed", PLAIN_PART, "Content-Type: application/pdf; name=\"letter\u202efdp.exe\"\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode() + b64(PDF))
    ),
    "unquoted name with blanks": message(multipart("mixed", PLAIN_PART, b"Content-Type: application/pdf; name=our reply (final).pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b64(PDF))),
    "type without a slash": message(b"Content-Type: text; charset=utf-8\r\n\r\nWe use 14 cameras."),
    "type that is garbage": message(multipart("mixed", PLAIN_PART, b"Content-Type: ;;;///\r\n\r\nwhat is this")),
    "format flowed": message(b"Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\nWe use 14 \r\ncameras.\r\n\r\n> How many \r\n> cameras?\r\n"),
    "enriched": message(b"Content-Type: text/enriched\r\n\r\n<bold>We</bold> use 14 cameras."),
    "deep": message(b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(400)) + PLAIN_PART),
    "five thousand parts": message(multipart("mixed", *[b"\r\nx"] * 5_000)),
    "messages in messages": message(b"Content-Type: message/rfc822\r\n\r\n" * 200 + PLAIN_PART),
    "html without end": message(b"Content-Type: text/html\r\n\r\n" + b"<div>" * 50_000 + b"We use 14 cameras."),
    "comments without end": HEAD.replace(b"To: ", b"To: " + b"(" * 5_000) + PLAIN_PART,
    "quotes without end": HEAD.replace(b"To: ", b'To: "' * 2_000) + PLAIN_PART,
    "commas": HEAD.replace(b"To: ", b"To: " + b"," * 60_000) + PLAIN_PART,
    "encoded words": HEAD.replace(b"Cameras", b"=?utf-8?q?x?= " * 4_000) + PLAIN_PART,
    "quote marks": message(b"\r\n" + b">" * 100_000 + b"\r\n> a\r\n" * 5_000),
    "dashes": message(b"\r\n" + b"-" * 200_000 + b"\r\n" + b"-----\r\n" * 20_000),
    "labels": message(b"\r\n" + b"From: x\r\nTo: y\r\n" * 10_000),
    "one long line": message(b"\r\n" + b"this e-mail is confidential and virus " * 20_000),
    "begin lines": message(b"\r\n" + b"begin 644 x\r\n" * 20_000),
}  # fmt: skip

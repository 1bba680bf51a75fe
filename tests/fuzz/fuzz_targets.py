"""What is fuzzed: for each target, a step that takes any bytes, and seeds that it starts from.

A step raises where a promise is broken: any bytes give an answer, spans lie in their text, what was found is gone.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rhyddid.documents.document import Kind, Limits, document_from_json, document_to_json
from rhyddid.documents.inspect_here import inspect_here
from rhyddid.documents.kind_of import kind_of
from rhyddid.documents.preview_here import preview_page_here, preview_picture_here, preview_sheets_here
from rhyddid.documents.read_here import read_here
from rhyddid.mail.parse import parse
from rhyddid.redaction.apply import Masked
from rhyddid.redaction.personal_data import find_personal_data
from rhyddid.redaction.redact_here import redact_here
from rhyddid.redaction.redacted_file import RedactionFailed
from rhyddid.redaction.seen_text import as_seen

# small enough for a million runs; no other programs, which are their own authors' to fuzz
LIMITS = Limits(
    max_bytes=200_000,
    max_unpacked_bytes=2_000_000,
    max_members=200,
    max_pages=10,
    max_characters=200_000,
    max_cells=200_000,
    ocr=False,
    tool_timeout_s=5.0,
)


@dataclass(frozen=True)
class Target:
    """`step` is run on mutations of `seeds`."""

    step: Callable[[bytes], object]
    seeds: Callable[[], Sequence[bytes]]
    rooms: tuple[str, ...]


def mail_parse(data: bytes) -> None:
    """Any mail is parsed, and its folds lie in its text, in order."""
    found = parse(data)
    json.dumps(found.to_json("x"), ensure_ascii=False).encode("utf-8")
    position = 0
    for fold in found.body.folded:
        assert position <= fold.start < fold.end <= len(found.body.text), (
            "folds overlap or lie outside the text"
        )
        position = fold.end


def read_any(data: bytes) -> None:
    """Any file is read, inspected and told by its content; what is read can be sent between processes."""
    kind = kind_of(data)
    document = read_here(kind, data, content_type=None, limits=LIMITS)
    assert document_from_json(json.loads(json.dumps(document_to_json(document)))) == document
    for find in inspect_here(kind, data, content_type=None, limits=LIMITS):
        assert find.count >= 0
        assert len(find.sample) <= 200


def preview_any(data: bytes) -> None:
    """Any file has a preview or a sentence that says why not."""
    preview_page_here(data, 1, width=64, limits=LIMITS)
    preview_picture_here(data, width=64)
    kind: Kind
    for kind in ("xlsx", "csv"):
        json.dumps(preview_sheets_here(kind, data, None, 10, 10, LIMITS))


def find_in_text(data: bytes) -> None:
    """Spans of personal data lie in their text, in order; a masked text can be found in again."""
    text = data.decode("utf-8", "replace")
    position = 0
    for span in find_personal_data(text, names=("Jane Example",)):
        assert position <= span.start < span.end <= len(text), "spans overlap or lie outside the text"
        position = span.end
    spans = list(as_seen(find_personal_data)(text))
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    masked = Masked(text, spans)
    assert masked.offset(len(text), end=True) == len(masked.text)


def redact_any(data: bytes) -> None:
    """Any file is redacted or refused; what was found in its text is in no part of the new file."""
    kind = kind_of(data)
    if kind in ("picture", "doc"):  # these need other programs
        return
    told: list[str] = []

    def find(text: str) -> list[object]:
        spans = list(find_personal_data(text))
        told.extend(text[span.start : span.end] for span in spans if span.kind == "email")
        return list(spans)

    try:
        made = redact_here(kind, data, find, boxes={}, content_type=None, limits=LIMITS)  # type: ignore[arg-type]
    except RedactionFailed:
        return
    new = read_here(made.kind, made.data, content_type=None, limits=LIMITS)
    left = [page.text[span.start : span.end] for page in new.pages for span in find_personal_data(page.text)]
    for address in told:
        assert address not in left, "what was found is still in the new file"


def mail_seeds() -> list[bytes]:
    """The odd mails of the tests, the short ones."""
    import outlook_files
    from torture_mails import MAILS

    return [*(raw for raw in MAILS.values() if len(raw) < 8_000), *outlook_files.EXAMPLES]


def text_seeds() -> list[bytes]:
    """Lines as letters have them, one for each rule."""
    return [
        line.encode()
        for line in (
            "Write to jane.o’example@brynglas.example or jane (at) brynglas dot example.",
            "Ffôn: +44 (0)1632 960 123, 07700 900123 ext. 4; fax 020 7946 0000",
            "NI number AB 12 34 56 C, NHS number 943 476 5919, sort code 12-34-56 account 12345678",
            "Dear Jane Example, born on 1 May 1980, of 1 The Street, Anytown, CF10 1AA",
            "https://brynglas.example/reset/abcdef123456?token=abcdef IBAN GB82 WEST 1234 5698 7654 32",
            "0 7 7 0 0 9 0 0 1 2 3 oﬃce@x.example ０７７００ ９００１２３ 4111 1111 1111 1111",
        )
    ]


def file_seeds() -> list[bytes]:
    """A small file of each kind, with something to find and something hidden."""
    from document_files import opendocument, pdf, sheets, slides, word_of
    from old_workbook_file import old_workbook

    words = "Write to jane@brynglas.example or 01632 960123"
    shape = f"<p:sp><a:p><a:r><a:t>{words}</a:t></a:r></a:p></p:sp>"
    picture = io.BytesIO()
    from PIL import Image

    Image.new("RGB", (8, 8), "white").save(picture, "PNG")
    return [
        pdf([words, "We hold none."], ["Annex"]),
        word_of(
            f"<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>{words[:12]}</w:t></w:r>"
            f"<w:r><w:t>{words[12:]}</w:t></w:r><w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p>"
            f"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
            comments="<w:comment><w:p><w:r><w:t>Check</w:t></w:r></w:p></w:comment>",
        ),
        sheets(lambda book: book.add_worksheet("Spend").write_row(0, 0, ["Tel", words, 1632960123])),
        slides(shape, shape, shown=[True, False], notes=[shape]),
        opendocument(f"<office:text><text:p>{words}</text:p></office:text>"),
        opendocument(
            "<office:spreadsheet><table:table table:name='Spend'><table:table-row>"
            f"<table:table-cell office:value-type='string'><text:p>{words}</text:p></table:table-cell>"
            "</table:table-row></table:table></office:spreadsheet>",
            kind="spreadsheet",
        ),
        old_workbook("Spend", [["Tel", words]], hidden_rows=[0]),
        f"<html><title>{words}</title><p>{words}<table><tr><td>a<td>b</table><p hidden>x".encode(),
        rf"{{\rtf1\ansi {words}\par \'e9 \u233?}}".encode(),
        f'a,b\n"{words}",2\n'.encode(),
        words.encode(),
        picture.getvalue(),
    ]


def custom_mutation(data: bytes, mutate: Callable[[bytes], bytes], choice: int) -> bytes:
    """Change what is packed in a zip package and pack it again: a change of its bytes would only break it."""
    if not data.startswith(b"PK") or choice % 4 == 0:
        return mutate(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()[:100]
            if not names or sum(info.file_size for info in archive.infolist()) > 500_000:
                return mutate(data)
            parts = {name: archive.read(name) for name in names}
    except Exception:  # noqa: BLE001 -- zipfile raises anything at all on hostile bytes
        return mutate(data)
    chosen = names[choice // 4 % len(names)]
    parts[chosen] = mutate(parts[chosen])
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(
                zipfile.ZipInfo(name),
                part,
                zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED,
            )
    return file.getvalue()


TARGETS: dict[str, Target] = {
    "mail_parse": Target(mail_parse, mail_seeds, ("rhyddid.mail",)),
    "read_any": Target(read_any, file_seeds, ("rhyddid.documents",)),
    "preview_any": Target(preview_any, file_seeds, ("rhyddid.documents",)),
    "find_in_text": Target(find_in_text, text_seeds, ("rhyddid.redaction",)),
    "redact_any": Target(redact_any, file_seeds, ("rhyddid.redaction", "rhyddid.documents")),
}

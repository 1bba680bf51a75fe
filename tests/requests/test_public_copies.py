"""The redacted copy that everybody may have: made by the masking rules, checked, made anew when the rules change."""

from __future__ import annotations

import io

import docx
import pytest
import xlsxwriter
from PIL import Image
from reportlab.lib.colors import black
from reportlab.pdfgen import canvas

from cast import make_person, make_request, make_team
from pages_cast import receive
from rhyddid.documents.read_document import read_document
from rhyddid.mail.compose import Enclosure
from rhyddid.requests.blobs import BlobMissing, blob_get
from rhyddid.requests.file_check import file_decide
from rhyddid.requests.file_models import CopyState, Decided, Hold, PublicCopy
from rhyddid.requests.file_previews import file_preview
from rhyddid.requests.masking_rule_change import masking_rule_add, masking_rule_undo
from rhyddid.requests.models import Attachment, RuleKind, RuleScope
from rhyddid.requests.public_copies import public_copies_forget, public_copy_make, public_copy_of

pytestmark = pytest.mark.django_db
SECRET = "jane.example@brynglas.example"
LINES = ("Dear Ms Prosser", f"Write to {SECRET} or ring 01632 960123.", "It cost £12,500.")


def attachment_of(data: bytes, filename: str, content_type: str = "application/octet-stream") -> Attachment:
    enclosure = Enclosure(filename=filename, content_type=content_type, data=data)
    request = make_request(make_team())
    return receive("Please see attached.", request, attachments=(enclosure,)).attachments.get()


def pdf(*lines: str, under_box: str = "") -> bytes:
    file = io.BytesIO()
    drawing = canvas.Canvas(file)
    for number, line in enumerate(lines):
        drawing.drawString(72, 700 - 20 * number, line)
    if under_box:
        drawing.drawString(72, 300, under_box)
        drawing.setFillColor(black)
        drawing.rect(70, 296, 300, 16, fill=1)
    drawing.save()
    return file.getvalue()


def word(*lines: str) -> bytes:
    file, document = io.BytesIO(), docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(file)
    return file.getvalue()


def workbook(*lines: str, hidden_rows: int = 0) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.add_worksheet("Answer").write_column(0, 0, lines)
    if hidden_rows:
        staff = book.add_worksheet("Staff")
        staff.write_column(0, 0, [f"Officer {number}" for number in range(hidden_rows)])
        staff.hide()
    book.close()
    return file.getvalue()


def copied(attachment: Attachment) -> tuple[PublicCopy, str]:
    copy = public_copy_make(attachment)
    assert copy is not None
    assert copy.state == CopyState.MADE, copy.reason
    data = blob_get(copy.sha256)
    return copy, read_document(data, filename=f"x{copy.extension}").text


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("\n".join(LINES).encode(), "answer.txt"),
        (pdf(*LINES), "answer.pdf"),
        (word(*LINES), "answer.docx"),
        (workbook(*LINES), "answer.xlsx"),
    ],
)
def test_the_copy_has_no_personal_data_and_says_what_was_removed(data: bytes, name: str) -> None:
    copy, text = copied(attachment_of(data, name))
    assert SECRET not in text
    assert "960123" not in text
    assert "12,500" in text
    assert {(each["page"], each["kind"]) for each in copy.removed} >= {(1, "email"), (1, "phone")}


def test_a_kind_that_cannot_be_redacted_has_no_copy_and_a_reason() -> None:
    copy = public_copy_make(attachment_of(bytes(range(256)) * 20, "data.bin"))
    assert copy is not None
    assert (copy.state, copy.sha256) == (CopyState.REFUSED, "")
    assert copy.reason


def test_a_withheld_file_gets_no_copy() -> None:
    attachment = attachment_of(workbook("We hold none.", hidden_rows=40), "staff.xlsx")
    assert attachment.file_check.hold == Hold.WAITING
    assert public_copy_make(attachment) is None


def test_a_copy_alone_can_be_released_and_holds_nothing_hidden() -> None:
    attachment = attachment_of(workbook("We hold none.", hidden_rows=40), "staff.xlsx")
    by = make_person(team=attachment.message.requests.get().team)
    file_decide(
        attachment=attachment, decision=Decided.RELEASE_COPY, reason="The sheet is the answer.", by=by
    )
    copy, text = copied(attachment)
    assert "Officer 7" not in text
    assert "We hold none." in text
    assert any(each["kind"] == "hidden_sheet" for each in copy.removed)


def test_text_under_a_box_is_not_in_the_copy() -> None:
    attachment = attachment_of(pdf("We hold none.", under_box="Officer Example of Anytown"), "boxes.pdf")
    assert attachment.file_check.problems == ["covered_text"]
    by = make_person(team=attachment.message.requests.get().team)
    file_decide(attachment=attachment, decision=Decided.RELEASE_COPY, reason="The rest is wanted.", by=by)
    _, text = copied(attachment)
    assert "Anytown" not in text
    assert "We hold none." in text


def test_a_lifted_removal_is_shown_and_an_added_one_is_gone_until_undone() -> None:
    attachment = attachment_of("\n".join(LINES).encode(), "answer.txt")
    request = attachment.message.requests.get()
    by = make_person(team=request.team)
    first, _ = copied(attachment)
    assert public_copy_of(attachment).sha256 == first.sha256
    masking_rule_add(
        scope=RuleScope.REQUEST, kind=RuleKind.EXEMPTION, value="01632 960123", reason="The switchboard.", by=by,
        request=request,
    )  # fmt: skip
    added = masking_rule_add(
        scope=RuleScope.REQUEST, kind=RuleKind.PHRASE, value="Ms Prosser", reason="She asked.", by=by,
        request=request,
    )  # fmt: skip
    assert public_copy_of(attachment).state == CopyState.WAITING  # made by other rules
    second, text = copied(attachment)
    assert "01632 960123" in text
    assert "Prosser" not in text
    masking_rule_undo(rule=added, by=by)
    assert public_copy_of(attachment).state == CopyState.WAITING
    _, text = copied(attachment)
    assert "Ms Prosser" in text
    assert first.sha256 != second.sha256


def test_what_was_made_by_older_rules_is_deleted(django_capture_on_commit_callbacks: object) -> None:
    attachment = attachment_of("\n".join(LINES).encode(), "answer.txt")
    request = attachment.message.requests.get()
    first, _ = copied(attachment)
    masking_rule_add(
        scope=RuleScope.REQUEST,
        kind=RuleKind.PHRASE,
        value="12,500",
        reason="A trial.",
        by=None,
        request=request,
    )
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        public_copy_make(attachment)
    with pytest.raises(BlobMissing):
        blob_get(first.sha256)


def test_a_page_is_a_picture_that_is_made_once() -> None:
    attachment = attachment_of(pdf(*LINES), "answer.pdf")
    copy, _ = copied(attachment)
    row, data = file_preview(
        attachment, copy.sha256, 1, filename="answer.pdf", content_type="application/pdf"
    )
    assert Image.open(io.BytesIO(data)).size == (row.width, row.height)
    again, _ = file_preview(attachment, copy.sha256, 1, filename="answer.pdf", content_type="application/pdf")
    assert again.pk == row.pk
    public_copies_forget([attachment])
    assert not PublicCopy.objects.filter(pk=attachment.pk).exists()
    assert not attachment.previews.exists()

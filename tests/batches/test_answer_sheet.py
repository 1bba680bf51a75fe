"""The answer sheet and its exports, opened again by other programs: rows, guards, what the public gets, rehearsals."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import zipfile
from typing import Any

import pytest
from batch_cast import make_batch
from pytest_django import DjangoAssertNumQueries
from reply_cast import reply, request_to, sent_batch

from cast import make_authority
from rhyddid.batches.answer_sheet import MixedSheet, SheetRow, sheet_rows
from rhyddid.batches.export import parquet_file
from rhyddid.batches.export.columns import COLUMNS, guarded
from rhyddid.batches.export.parquet_file import ParquetMissing
from rhyddid.batches.export.sheet_export import FORMS, Form, export_name, sheet_export
from rhyddid.batches.models import Batch
from rhyddid.batches.send import batch_send
from rhyddid.batches.services import BatchError, batch_copy, batch_publish
from rhyddid.requests.judgements import judgement_make
from rhyddid.requests.masking_rule_change import masking_rule_add
from rhyddid.requests.models import Finding, FindingType, Request

pytestmark = pytest.mark.django_db

MONEY = {
    "decision": "disclosed",
    "values": [
        {"type": "money", "amount": "6000", "currency": "GBP", "year": "2019/20"},
        {"type": "money", "amount": "150.50", "currency": "GBP", "year": "2020/21"},
    ],
}
ANSWERS: dict[str, dict[str, Any]] = {
    "1": {"decision": "disclosed", "values": [{"type": "yes_no", "value": "yes"}]},
    "2": {"decision": "exempt", "provisions": ["43(2)", "31(1)(a)"]},
    "3": MONEY,
}


@pytest.fixture
def batch() -> Batch:
    """Ashford answered all three questions; Birch none yet."""
    batch = sent_batch(make_batch([make_authority("Ashford Council"), make_authority("Birch Council")]))
    reply(request_to(batch, "Ashford Council"), text="=We spent £6,000.", answers=ANSWERS)
    return batch


def rows_of(batch: Batch) -> dict[tuple[str, str], SheetRow]:
    rows = sheet_rows(batch, viewer=batch.created_by)
    return {(row.authority.split()[0], row.question): row for row in rows}


def exported(batch: Batch, form: Form, *, public: bool = False) -> bytes:
    stream = io.BytesIO()
    sheet_export(batch, form, stream, viewer=None if public else batch.created_by)
    return stream.getvalue()


def confirm(
    batch: Batch, finding: Finding, verdict: str = "confirm", value: dict[str, Any] | None = None
) -> None:
    assert batch.created_by is not None
    judgement_make(
        request=finding.reading.request,
        question=finding.question,
        verdict=verdict,
        by=batch.created_by,
        finding=finding,
        value=value,
    )


def test_there_is_one_row_for_each_authority_and_question(batch: Batch) -> None:
    assert list(rows_of(batch)) == [
        ("Ashford", "1"), ("Ashford", "2"), ("Ashford", "3"), ("Birch", "1"), ("Birch", "2"), ("Birch", "3"),
    ]  # fmt: skip


def test_a_row_holds_value_provisions_status_and_evidence(batch: Batch) -> None:
    request = request_to(batch, "Ashford Council")
    rows = rows_of(batch)
    yes, refused = rows["Ashford", "1"], rows["Ashford", "2"]
    message = request.messages.get(direction="in")
    assert (yes.decision, yes.value, yes.status, yes.confidence) == ("disclosed", "yes", "unconfirmed", 0.9)
    assert yes.message_url == f"http://127.0.0.1:8000/requests/{request.slug}/#message-{message.pk}"
    question = request.questions.get(number="1")
    assert yes.evidence_url == f"http://127.0.0.1:8000/batches/{batch.slug}/sheet/{request.pk}/{question.pk}/"
    assert (refused.decision, refused.provisions) == ("exempt", "43(2); 31(1)(a)")


def test_several_values_stand_together_with_their_years(batch: Batch) -> None:
    money = rows_of(batch)["Ashford", "3"]
    assert (money.value, money.unit, money.year) == ("6000; 150.50", "GBP", "2019/20; 2020/21")


def test_a_question_is_masked_by_its_own_request_s_rules(batch: Batch) -> None:
    batch_publish(batch=batch, by=batch.created_by)
    request = request_to(batch, "Ashford Council")
    hidden = request.questions.first()
    assert hidden is not None
    word = max(hidden.text.split(), key=len).strip("?.,")
    masking_rule_add(scope="request", request=request, kind="phrase", value=word, reason="A test", by=None)
    shown = {
        row.authority: row.question_text
        for row in sheet_rows(batch, viewer=None)
        if row.question == hidden.number
    }
    assert word not in shown["Ashford Council"]
    assert word in shown["Birch Council"]


def test_a_question_without_an_answer_has_an_empty_row(batch: Batch) -> None:
    empty = rows_of(batch)["Birch", "1"]
    assert (empty.decision, empty.status, empty.confidence, empty.evidence_url) == ("", "", None, "")
    assert (empty.state, empty.question_text) == (
        "running",
        "Have you run any trial of drone detection equipment since 2020?",
    )


def test_a_confirmed_cell_has_no_confidence_of_the_softwares(batch: Batch) -> None:
    confirm(batch, Finding.objects.get(question__number="1"))
    row = rows_of(batch)["Ashford", "1"]
    assert (row.status, row.confidence) == ("confirmed", None)


def test_a_corrected_cell_has_the_persons_value(batch: Batch) -> None:
    value = {"decision": "disclosed", "values": [{"type": "yes_no", "value": "no"}]}
    confirm(batch, Finding.objects.get(question__number="1"), "correct", value)
    row = rows_of(batch)["Ashford", "1"]
    assert (row.status, row.value) == ("corrected", "no")


def test_a_rejected_cell_is_no_answer(batch: Batch) -> None:
    confirm(batch, Finding.objects.get(question__number="1"), "reject")
    row = rows_of(batch)["Ashford", "1"]
    assert (row.status, row.decision, row.value) == ("", "", "")


def test_a_letter_wide_denial_stands_beside_the_answers(batch: Batch) -> None:
    reading = Finding.objects.first().reading  # type: ignore[union-attr]
    Finding.objects.create(
        reading=reading,
        type=FindingType.NCND,
        value={"provisions": ["24(2)", "31(3)"], "law": "uk-foia"},
        confidence=0.9,
        quote="We neither confirm nor deny …",
    )
    assert rows_of(batch)["Ashford", "1"].letter_wide_ncnd == "24(2); 31(3)"


@pytest.mark.parametrize("size", [2, 12])
def test_a_sheet_takes_the_same_few_queries_at_any_size(
    size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    batch = sent_batch(make_batch(size))
    with django_assert_num_queries(9):
        list(sheet_rows(batch, viewer=batch.created_by))


def test_a_real_request_in_a_rehearsal_is_never_exported(batch: Batch) -> None:
    Request.objects.filter(authority__name="Birch Council").update(
        rehearsal_day=dt.date(2026, 3, 2), visibility="private"
    )
    with pytest.raises(MixedSheet, match="never exported together"):
        rows_of(batch)


def test_csv_is_read_again_by_the_standard_library(batch: Batch) -> None:
    data = exported(batch, "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert list(rows[0]) == [column.name for column in COLUMNS]
    assert rows[0]["authority"] == "Ashford Council"
    assert (rows[2]["value"], rows[2]["confidence"]) == ("6000; 150.50", "0.9")
    assert rows[0]["rehearsal"] == "false"


def test_the_first_columns_are_the_documented_ones() -> None:
    assert [column.name for column in COLUMNS[:12]] == [
        "authority", "question", "decision", "value", "unit", "year", "provisions", "status", "confidence", "quote",
        "message_url", "evidence_url",
    ]  # fmt: skip


def test_csv_guards_what_a_spreadsheet_would_run(batch: Batch) -> None:
    rows = list(csv.DictReader(io.StringIO(exported(batch, "csv").decode("utf-8-sig"))))
    assert rows[0]["quote"] == "'=We spent £6,000."


@pytest.mark.parametrize(
    "text", ["=1+1", "+441632960001", "-1+1|cmd", "@SUM(A1)", "\tx", "\r=x", "-", "=", "- item"]
)
def test_formulas_are_guarded(text: str) -> None:
    assert guarded(text) == (text if text == "+441632960001" else f"'{text}")


@pytest.mark.parametrize("text", ["-5", "+5.25", "a=b", "£6,000", "", "12-3"])
def test_numbers_and_plain_texts_are_not_guarded(text: str) -> None:
    assert guarded(text) == text


def test_xlsx_is_read_again_by_calamine(batch: Batch) -> None:
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(exported(batch, "xlsx")))
    header, *rows = workbook.get_sheet_by_name("answers").to_python()
    assert header == [column.name for column in COLUMNS]
    assert rows[0][:4] == ["Ashford Council", "1", "disclosed", "yes"]
    assert rows[0][8] == 0.9
    assert rows[0][9] == "'=We spent £6,000."
    assert len(rows) == 6


def test_xlsx_holds_texts_that_xml_cannot() -> None:
    batch = sent_batch(make_batch([make_authority("Ashford Council")]))
    reply(
        request_to(batch, "Ashford Council"),
        text="bell \x07 " + "x" * 40_000,
        answers={"1": {"decision": "disclosed"}},
    )
    from python_calamine import CalamineWorkbook

    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(exported(batch, "xlsx"))).get_sheet_by_index(0).to_python()
    )
    assert str(rows[1][9]).startswith("bell � xxx")
    assert len(str(rows[1][9])) == 32_767


def test_parquet_is_read_again_by_pyarrow_with_types(batch: Batch) -> None:
    import pyarrow.parquet as pq

    table = pq.read_table(io.BytesIO(exported(batch, "parquet")))
    assert table.num_rows == 6
    assert str(table.schema.field("confidence").type) == "double"
    assert str(table.schema.field("rehearsal").type) == "bool"
    assert table.column("quote")[0].as_py() == "=We spent £6,000."
    assert table.column("confidence")[3].as_py() is None


def test_parquet_without_pyarrow_says_what_to_install(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_file, "find_spec", lambda name: None)
    with pytest.raises(ParquetMissing, match=r"pip install 'rhyddid\[parquet\]'"):
        exported(batch, "parquet")


def test_a_data_package_describes_its_table(batch: Batch) -> None:
    package = zipfile.ZipFile(io.BytesIO(exported(batch, "datapackage")))
    assert package.namelist() == ["datapackage.json", "answers.csv"]
    facts = json.loads(package.read("datapackage.json"))
    (resource,) = facts["resources"]
    data = package.read("answers.csv")
    assert (facts["profile"], facts["name"]) == ("tabular-data-package", batch.slug)
    assert resource["bytes"] == len(data)
    assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
    header = next(csv.reader(io.StringIO(data.decode())))
    assert [field["name"] for field in resource["schema"]["fields"]] == header


def test_every_value_of_a_data_package_is_of_its_schema(batch: Batch) -> None:
    package = zipfile.ZipFile(io.BytesIO(exported(batch, "datapackage")))
    fields = json.loads(package.read("datapackage.json"))["resources"][0]["schema"]["fields"]
    for row in csv.DictReader(io.StringIO(package.read("answers.csv").decode())):
        for field in fields:
            value, limits = row[field["name"]], field.get("constraints", {})
            assert value or not limits.get("required")
            assert not value or "enum" not in limits or value in limits["enum"]
            assert field["type"] != "boolean" or value in ("true", "false")
            assert field["type"] != "number" or value == "" or 0 <= float(value) <= 1


@pytest.mark.parametrize("form", FORMS)
def test_a_stranger_gets_no_rows_of_an_unpublished_sheet(batch: Batch, form: Form) -> None:
    assert sheet_export(batch, form, io.BytesIO(), viewer=None) == 0


def test_the_public_gets_confirmed_answers_only(batch: Batch) -> None:
    confirm(batch, Finding.objects.get(question__number="1"))
    batch_publish(batch=batch, by=batch.created_by)  # type: ignore[arg-type]
    rows = list(sheet_rows(batch, viewer=None))
    assert [(row.authority[0], row.question, row.status, row.decision) for row in rows][:3] == [
        ("A", "1", "confirmed", "disclosed"), ("A", "2", "", ""), ("A", "3", "", ""),
    ]  # fmt: skip


def test_unchecked_answers_are_marked_where_the_owner_shows_them(batch: Batch) -> None:
    batch_publish(batch=batch, by=batch.created_by, shows_unconfirmed=True)  # type: ignore[arg-type]
    rows = list(sheet_rows(batch, viewer=None))
    assert [row.status for row in rows[:3]] == ["unconfirmed"] * 3


def test_personal_data_in_values_and_quotes_is_masked_for_the_public() -> None:
    batch = sent_batch(make_batch([make_authority("Ashford Council")]))
    values = [{"type": "text", "value": "jo.clerk@ashford.example"}]
    reply(
        request_to(batch, "Ashford Council"),
        text="Ask jo.clerk@ashford.example.",
        answers={"1": {"decision": "disclosed", "values": values}},
    )
    batch_publish(batch=batch, by=batch.created_by, shows_unconfirmed=True)  # type: ignore[arg-type]
    for form in FORMS:
        assert b"jo.clerk" not in exported(batch, form, public=True)
    row = next(sheet_rows(batch, viewer=None))
    assert (row.value, row.quote) == ("[e-mail address]", "Ask [e-mail address].")


@pytest.fixture
def rehearsal(batch: Batch) -> Batch:
    copy = batch_copy(
        batch=batch,
        rehearsal_of=batch,
        rehearsal_day=dt.date(2026, 3, 2),
        authorities=[make_authority("Sim Council", simulated=True)],
    )
    batch_send(batch=copy, by=batch.created_by)
    return copy


def test_a_rehearsals_export_says_that_it_is_one(rehearsal: Batch) -> None:
    assert export_name(rehearsal, "csv").endswith("-REHEARSAL-answers.csv")
    assert {row.rehearsal for row in sheet_rows(rehearsal, viewer=rehearsal.created_by)} == {True}
    facts = json.loads(
        zipfile.ZipFile(io.BytesIO(exported(rehearsal, "datapackage"))).read("datapackage.json")
    )
    assert facts["title"].startswith("REHEARSAL with simulated authorities")
    assert facts["description"].startswith("A REHEARSAL: every authority is simulated")


def test_a_rehearsal_is_never_published(rehearsal: Batch) -> None:
    with pytest.raises(BatchError, match="never published"):
        batch_publish(batch=rehearsal, by=rehearsal.created_by)  # type: ignore[arg-type]

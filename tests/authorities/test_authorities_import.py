"""The directory's CSV import: what it accepts, how it says what is wrong, and that it is all or nothing."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rhyddid.authorities.authority_row import AuthorityImportError, AuthorityRow
from rhyddid.authorities.import_csv import COLUMNS, authorities_import, authority_rows
from rhyddid.authorities.models import Authority, AuthorityAddress, AuthorityName, Health
from rhyddid.authorities.services import authorities_save
from rhyddid.care.models import AuditEntry

HEADER = "name,kind,nations,regimes,foi_email,website,tags,aliases\n"
ROW = (
    "Port Aldwych Council,council,ENG,uk-foia;uk-eir,foi@port-aldwych.example,www.port-aldwych.example,"
    "coast;councils,PAC;Aldwych Borough\n"
)


def problems_of(text: str | bytes) -> list[tuple[int, str, str]]:
    with pytest.raises(AuthorityImportError) as caught:
        authority_rows(text if isinstance(text, bytes) else text.encode())
    return [(problem.line, problem.column, problem.text.render()) for problem in caught.value.problems]


def test_a_row_becomes_values() -> None:
    assert authority_rows((HEADER + ROW).encode()) == (
        AuthorityRow(
            name="Port Aldwych Council",
            regimes=("uk-foia", "uk-eir"),
            kind="council",
            nations=("ENG",),
            foi_email="foi@port-aldwych.example",
            website="https://www.port-aldwych.example",
            tags=("coast", "councils"),
            aliases=("PAC", "Aldwych Borough"),
            line=2,
        ),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_usual_encoding_is_read(encoding: str) -> None:
    text = "name,regimes\nCyngor Aberlloer – Môn,uk-foia\n"
    assert authority_rows(text.encode(encoding))[0].name == "Cyngor Aberlloer – Môn"


def test_columns_separated_by_tabs_are_read() -> None:
    assert authority_rows(b"name\tregimes\nPort Aldwych Council\tuk-foia\n")[0].regimes == ("uk-foia",)


def test_nations_are_read_in_words_and_in_welsh() -> None:
    rows = authority_rows(b"name,nations\nA,Wales;Yr Alban\nB,UK\n")
    assert [row.nations for row in rows] == [("WLS", "SCT"), ("ENG", "WLS", "SCT", "NIR")]


def test_an_empty_cell_says_nothing_and_a_dash_clears() -> None:
    rows = authority_rows(b"name,kind,tags,website\nA,,,\nB,-,-,-\n")
    assert [(row.kind, row.tags, row.website) for row in rows] == [(None, None, None), ("", (), "")]


def test_every_fault_is_told_at_once_with_its_line() -> None:
    found = problems_of(
        HEADER
        + "Port Aldwych Council,,ENG,uk-foi,foi@port-aldwych.example,,,\n"
        + ",,,uk-foia,,,,\n"
        + "Mere Council,,Englnd,uk-foia,foi@@mere.example,,,\n"
    )
    assert [(line, column) for line, column, _ in found] == [
        (2, "regimes"),
        (3, "name"),
        (4, "nations"),
        (4, "foi_email"),
    ]


def test_an_unknown_regime_gets_a_suggestion() -> None:
    ((_, _, text),) = problems_of("name,regimes\nA,uk-foi\n")
    assert text.startswith("“uk-foi” is no regime known here. Did you mean “uk-foia”?")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("foi at council.example", "foi@council.example"),
        ("foi@council.example.", "foi@council.example"),
        ("mailto:foi@council.example", "foi@council.example"),
        ("FOI Team <foi@council.example>", "foi@council.example"),
        ("foi [at] council.example", "foi@council.example"),
    ],
)
def test_an_email_address_with_a_usual_mistake_gets_a_suggestion(written: str, meant: str) -> None:
    ((line, column, text),) = problems_of(f"name,regimes,foi_email\nA,uk-foia,{written}\n")
    if written == "foi at council.example":
        assert text.endswith("Write it as foi@council.example, or leave the cell empty.")
    else:
        assert (line, column, text.endswith(f"Did you mean “{meant}”?")) == (2, "foi_email", True)


def test_two_addresses_in_one_cell_are_refused() -> None:
    ((_, _, text),) = problems_of("name,regimes,foi_email\nA,uk-foia,a@b.example; c@d.example\n")
    assert "Give one address" in text


def test_a_misspelt_column_gets_a_suggestion() -> None:
    assert problems_of("name,foi_mail\nA,\n")[0][2].startswith(
        "“foi_mail” is no column. Did you mean “foi_email”?"
    )


def test_columns_separated_by_semicolons_are_explained() -> None:
    assert "separate columns by commas" in problems_of("name;kind;nations\nA;council;ENG\n")[0][2]


def test_an_unquoted_comma_in_a_cell_is_explained() -> None:
    ((line, _, text),) = problems_of("name,regimes\nAldwych, Port of,uk-foia\n")
    assert (line, "double quotes" in text) == (2, True)


def test_an_open_quote_names_the_line_it_begins_on() -> None:
    ((line, _, text),) = problems_of('name,regimes\nA,uk-foia\n"B,uk-foia\nC,uk-foia\n')
    assert (line, text.startswith("This row is not valid CSV")) == (3, True)


def test_a_line_number_counts_line_breaks_inside_cells() -> None:
    ((line, _, _),) = problems_of('name,regimes\n"A\nB",uk-foia\nC,nope\n')
    assert line == 4


def test_the_same_name_twice_in_a_file_names_both_lines() -> None:
    ((line, _, text),) = problems_of("name,regimes\nA Council,uk-foia\na council,uk-foia\n")
    assert (line, text) == (3, "“a council” stands in line 2 already: keep one of the two rows.")


def test_a_file_without_rows_is_refused() -> None:
    assert problems_of(HEADER)[0][2] == "The file has no rows below its header."


def test_bytes_that_are_no_text_are_refused() -> None:
    assert "save it as “CSV UTF-8”" in problems_of(b"name\n\x81\x8d")[0][2]


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_give_rows_or_problems(data: bytes) -> None:
    try:
        rows = authority_rows(data)
    except AuthorityImportError as error:
        assert error.problems
    else:
        assert rows


_cell = st.text(st.characters(codec="utf-8"), max_size=12).map(lambda text: text.replace('"', ""))
_row = st.fixed_dictionaries(
    {
        "name": _cell,
        "nations": st.sampled_from(["", "ENG", "Wales;SCT", "-", "XX"]),
        "regimes": st.sampled_from(["", "uk-foia", "uk-foia;uk-eir", "-"]),
        "foi_email": st.sampled_from(["", "foi@a.example", "-"]),
        "tags": _cell,
        "aliases": _cell,
    }
)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.lists(_row, max_size=4))
def test_any_table_is_imported_whole_or_refused_whole(rows: list[dict[str, str]]) -> None:
    Authority.everywhere.all().delete()
    columns = ("name", "nations", "regimes", "foi_email", "tags", "aliases")
    lines = [",".join(columns), *(",".join(f'"{row[column]}"' for column in columns) for row in rows)]
    data = "\n".join(lines).encode()
    try:
        report = authorities_import(data=data)
    except AuthorityImportError as error:
        assert error.problems
        assert Authority.everywhere.count() == 0
    else:
        assert Authority.everywhere.count() == len(report.added)
        again = authorities_import(data=data)
        assert (again.added, again.changed) == ((), ())


@pytest.mark.django_db
def test_an_import_fills_the_directory() -> None:
    report = authorities_import(data=(HEADER + ROW).encode())
    authority = Authority.objects.get()
    assert [change.name for change in report.added] == ["Port Aldwych Council"]
    assert (authority.slug, authority.regimes, authority.tags) == (
        "port-aldwych-council",
        ["uk-foia", "uk-eir"],
        ["coast", "councils"],
    )
    assert sorted(authority.other_names.values_list("name", flat=True)) == ["Aldwych Borough", "PAC"]
    assert authority.addresses.get().email == "foi@port-aldwych.example"


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing() -> None:
    authorities_import(data=(HEADER + ROW).encode())
    report = authorities_import(data=(HEADER + ROW).encode())
    assert (report.added, report.changed, report.unchanged) == ((), (), 1)
    assert AuditEntry.objects.count() == 1


@pytest.mark.django_db
def test_a_changed_row_names_the_fields_that_changed() -> None:
    authorities_import(data=(HEADER + ROW).encode())
    report = authorities_import(data=(HEADER + ROW.replace("coast;", "").replace("PAC", "P.A.C.")).encode())
    assert [change.fields for change in report.changed] == [("tags", "aliases")]


@pytest.mark.django_db
def test_a_dry_run_reports_and_writes_nothing() -> None:
    report = authorities_import(data=(HEADER + ROW).encode(), dry_run=True)
    assert ([change.name for change in report.added], report.dry_run) == (["Port Aldwych Council"], True)
    assert Authority.everywhere.count() == 0
    assert AuditEntry.objects.count() == 0


@pytest.mark.django_db
def test_one_bad_row_keeps_all_the_others_out() -> None:
    with pytest.raises(AuthorityImportError):
        authorities_import(data=(HEADER + ROW + "Mere Council,,,,,,,\n").encode())
    assert Authority.everywhere.count() == 0


@pytest.mark.django_db
def test_a_new_authority_without_a_regime_is_told_the_likely_one() -> None:
    with pytest.raises(AuthorityImportError) as caught:
        authorities_import(data=b"name,nations\nGlen Council,SCT\n")
    assert "sct-foisa;sct-eisr" in str(caught.value)


@pytest.mark.django_db
def test_a_name_known_as_an_alias_is_the_same_authority() -> None:
    authorities_import(data=(HEADER + ROW).encode())
    report = authorities_import(data=b"name,tags\nAldwych Borough,ports\n")
    assert Authority.objects.get().name == "Port Aldwych Council"
    assert [change.fields for change in report.changed] == [("tags",)]
    assert report.notes[0].text.render() == (
        "“Aldwych Borough” is here under the name “Port Aldwych Council”, which stays."
    )


@pytest.mark.django_db
def test_an_old_name_given_as_alias_renames_the_authority() -> None:
    authorities_import(data=(HEADER + ROW).encode())
    data = b"name,aliases\nAldwych Coast Council,Port Aldwych Council\n"
    authorities_import(data=data)
    authority = Authority.objects.get()
    assert authority.name == "Aldwych Coast Council"
    assert authority.other_names.filter(name="Port Aldwych Council").count() == 1
    assert authorities_import(data=data).unchanged == 1


@pytest.mark.django_db
def test_an_alias_of_two_authorities_names_neither() -> None:
    authorities_import(data=b"name,regimes,aliases\nAber Council,uk-foia,AC\nArran Council,uk-foia,AC\n")
    with pytest.raises(AuthorityImportError, match="may be any of Aber Council; Arran Council"):
        authorities_import(data=b"name,kind\nAC,council\n")


@pytest.mark.django_db
def test_two_rows_for_one_authority_are_refused() -> None:
    authorities_import(data=(HEADER + ROW).encode())
    with pytest.raises(AuthorityImportError, match="line 2 are the same authority here"):
        authorities_import(data=b"name,kind\nPort Aldwych Council,council\nPAC,council\n")


@pytest.mark.django_db
def test_a_new_address_replaces_the_old_one_and_the_same_keeps_its_health() -> None:
    authorities_import(data=(HEADER + ROW).encode())
    AuthorityAddress.objects.update(health=Health.DEAD)
    authorities_import(data=(HEADER + ROW.replace("coast;", "")).encode())
    assert AuthorityAddress.objects.get().health == Health.DEAD
    authorities_import(data=b"name,foi_email\nPort Aldwych Council,new@port-aldwych.example\n")
    assert [(a.email, a.health) for a in AuthorityAddress.objects.all()] == [
        ("new@port-aldwych.example", Health.GOOD)
    ]


@pytest.mark.django_db
def test_simulated_authorities_live_apart_from_real_ones() -> None:
    authorities_import(data=(HEADER + ROW).encode())
    report = authorities_save(rows=[AuthorityRow("Port Aldwych Council", ("uk-foia",))], simulated=True)
    assert (len(report.added), Authority.objects.count(), Authority.everywhere.count()) == (1, 1, 2)


@pytest.mark.django_db
def test_a_large_file_takes_a_constant_number_of_queries(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    lines = "".join(
        f"Council {number},council,ENG,uk-foia,foi@c{number}.example,,t,Alias {number}\n"
        for number in range(500)
    )
    with django_assert_max_num_queries(14):
        authorities_import(data=(HEADER + lines).encode())
    assert AuthorityName.objects.count() == 500


def test_the_documented_columns_are_the_ones_read() -> None:
    assert COLUMNS[:8] == tuple(HEADER.strip().split(","))

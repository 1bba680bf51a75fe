"""Old Excel files: what they hide is found, and has no way into what is made of them."""

from __future__ import annotations

import struct
from contextlib import suppress

import pytest

from old_workbook_file import compound_file, old_workbook, record
from rhyddid.documents.hidden_data import find_hidden_data
from rhyddid.documents.hidden_find import HiddenFind
from rhyddid.documents.old_workbook import old_hidden_lines
from rhyddid.documents.package_members import BROKEN_PACKAGE, PackageError
from rhyddid.documents.previews import PreviewRow, preview_sheets
from rhyddid.documents.read_document import read_document
from rhyddid.documents.workbook_sheets import TOO_MANY_CELLS

ROWS = [["Year", "Officer", "Cost"], ["2019", "PC Example", "£6,000"], ["2020", "PC Sample", "£1"]]


def test_the_file_that_is_written_here_is_read() -> None:
    document = read_document(old_workbook("Spend", ROWS))
    assert (document.kind, document.pages[0].name) == ("xls", "Spend")
    assert document.text == "Year\tOfficer\tCost\n2019\tPC Example\t£6,000\n2020\tPC Sample\t£1"


def test_hidden_rows_and_columns_of_an_old_workbook() -> None:
    data = old_workbook("Spend", ROWS, hidden_rows=[2], hidden_columns=[1])
    assert find_hidden_data(data) == (
        HiddenFind("hidden_rows", "Spend", 1),
        HiddenFind("hidden_columns", "Spend", 1),
    )
    (sheet,) = preview_sheets(data)
    assert sheet.hidden_columns == {1}
    assert sheet.rows[2] == PreviewRow(3, ("2020", "PC Sample", "£1"), is_hidden=True)


@pytest.mark.parametrize("cut", range(0, 6_000, 97))
def test_a_damaged_old_workbook_gives_an_answer(cut: int) -> None:
    data = old_workbook("Spend", ROWS, hidden_rows=[2])
    for damaged in (data[:cut], data[:cut] + b"\xff" * 40 + data[cut + 40 :]):
        with suppress(PackageError):
            old_hidden_lines(damaged)


def test_sectors_that_go_round_in_a_circle_are_damage() -> None:
    data = old_workbook("Spend", ROWS)
    assert read_document(data[:512] + bytes(512) + data[1024:]).defects == (BROKEN_PACKAGE,)


def test_records_that_say_less_than_they_should_are_passed_over() -> None:
    stream = record(0x0809) + record(0x0085, b"\x00") + record(0x0208) + record(0x007D, b"1") + record(0x000A)
    assert old_hidden_lines(compound_file("Workbook", stream.ljust(4096, b"\0"))) == {}


def test_a_cell_at_the_end_of_the_world_is_not_made_room_for() -> None:
    data = old_workbook("Spend", ROWS)
    far = record(0x0204, struct.pack("<4HB", 1, 1, 15, 10, 0) + b"PC Example")
    assert far in data
    data = data.replace(far, record(0x0204, struct.pack("<4HB", 65_535, 65_535, 15, 10, 0) + b"PC Example"))
    assert read_document(data).defects == (TOO_MANY_CELLS,)

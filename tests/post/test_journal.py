"""The outbox's journal: what it says after its carrier ended, in whatever moment that was."""

from __future__ import annotations

from pathlib import Path

import pytest

from rhyddid.post import journal as journal_module
from rhyddid.post.journal import CarrierLives, Ending, Journal, read_ended_journal

ACCEPTED = {"outcome": "accepted", "answer": "250 OK"}


def hand_over(journal: Journal, delivery: int) -> None:
    journal.about(delivery, 1)
    journal.handing(journal.handing_line(delivery, 1))


def test_each_ending_is_told_apart(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "host:1:ab")
    journal.about(1, 1)
    hand_over(journal, 2)
    hand_over(journal, 3)
    journal.answer(3, 1, ACCEPTED)
    journal.close()
    ended = read_ended_journal(tmp_path, "host:1:ab")
    assert ended is not None
    assert [ended.entry(delivery, 1).ending for delivery in (1, 2, 3, 4)] == [
        Ending.NOT_HANDED_OVER,
        Ending.HANDED_OVER,
        Ending.ANSWERED,
        Ending.NOT_HANDED_OVER,
    ]
    assert ended.entry(3, 1).result == ACCEPTED
    assert ended.entry(3, 2).ending == Ending.NOT_HANDED_OVER  # another attempt is another matter


def test_a_journal_that_is_being_written_is_not_read(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "host:1:ab")
    with pytest.raises(CarrierLives):
        read_ended_journal(tmp_path, "host:1:ab")
    journal.close()
    assert read_ended_journal(tmp_path, "host:1:ab") is not None


def test_a_journal_of_another_machine_is_none(tmp_path: Path) -> None:
    assert read_ended_journal(tmp_path, "elsewhere:1:ab") is None


def test_a_line_without_its_end_was_not_written(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "host:1:ab")
    journal.about(1, 1)
    journal.handing(journal.handing_line(1, 1)[:-5])
    journal.close()
    ended = read_ended_journal(tmp_path, "host:1:ab")
    assert ended is not None and ended.entry(1, 1).ending == Ending.NOT_HANDED_OVER


def test_after_a_power_cut_a_begun_letter_may_have_been_handed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(tmp_path, "host:1:ab")
    journal.about(1, 1)
    journal.close()
    monkeypatch.setattr(journal_module, "boot_id", lambda: "another boot")
    ended = read_ended_journal(tmp_path, "host:1:ab")
    assert ended is not None
    assert ended.entry(1, 1).ending == Ending.HANDED_OVER
    assert ended.entry(2, 1).ending == Ending.NOT_HANDED_OVER

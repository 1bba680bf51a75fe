"""Settings from the environment, and what is said of bad ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from rhyddid.site.options import OPTIONS, BadOption, option, option_number, option_yes


def test_an_unset_option_has_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RHYDDID_DELIVERY", raising=False)
    assert option("RHYDDID_DELIVERY") == "loopback"


def test_a_secret_can_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from a file\n")
    monkeypatch.setenv("RHYDDID_SECRET_KEY_FILE", str(tmp_path / "key"))
    assert option("RHYDDID_SECRET_KEY") == "from a file"


def test_a_missing_secret_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RHYDDID_SECRET_KEY_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(BadOption, match="nowhere cannot be read"):
        option("RHYDDID_SECRET_KEY")


def test_a_yes_or_no_option_takes_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RHYDDID_DEBUG", "perhaps")
    with pytest.raises(BadOption, match="use yes or no"):
        option_yes("RHYDDID_DEBUG")


def test_a_number_option_takes_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RHYDDID_MAIL_MAX_MIB", "lots")
    with pytest.raises(BadOption, match="whole number"):
        option_number("RHYDDID_MAIL_MAX_MIB")


@pytest.mark.parametrize("name", [each.name for each in OPTIONS])
def test_every_option_says_what_it_means(name: str) -> None:
    assert next(each for each in OPTIONS if each.name == name).meaning.endswith(".")

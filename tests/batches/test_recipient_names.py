"""Whom a batch's file names: saved lists, tags, names, aliases and CSV files."""

from __future__ import annotations

import pytest

from cast import make_authority, make_team
from rhyddid.accounts.models import Team
from rhyddid.authorities.models import AuthorityName
from rhyddid.batches.batch_file import BatchFileError, RecipientNames
from rhyddid.batches.recipient_names import recipients_named
from rhyddid.batches.services import recipient_list_save

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    team = make_team()
    aldwych = make_authority("Port Aldwych Police", tags=["police", "coast"])
    AuthorityName.objects.create(authority=aldwych, name="PAP")
    mere = make_authority("Mere Council", tags=["councils"])
    make_authority("Glen Council", tags=["councils"])
    recipient_list_save(team=team, name="Favourites", authorities=[aldwych, mere], by=None)
    return team


def named(
    team: Team, *words: str, files: dict[str, bytes] | None = None, **kinds: tuple[str, ...]
) -> list[str]:
    names = RecipientNames(any_of=words, **kinds)
    return [authority.name for authority in recipients_named(names=names, team=team, csv_files=files)]


def test_a_word_is_a_list_or_a_tag_or_a_name_or_an_alias(team: Team) -> None:
    assert named(team, "Favourites") == ["Mere Council", "Port Aldwych Police"]
    assert named(team, "councils") == ["Glen Council", "Mere Council"]
    assert named(team, "glen council") == ["Glen Council"]
    assert named(team, "pap") == ["Port Aldwych Police"]


def test_an_authority_named_twice_is_one_recipient(team: Team) -> None:
    assert named(team, "favourites", "police", "Mere Council") == ["Mere Council", "Port Aldwych Police"]


def test_a_csv_names_authorities(team: Team) -> None:
    data = b"name,comment\nPAP,first\nGlen Council,\n"
    assert named(team, csv=("a.csv",), files={"a.csv": data}) == ["Port Aldwych Police", "Glen Council"]


def test_an_unknown_name_in_a_csv_is_told_by_line(team: Team) -> None:
    with pytest.raises(
        BatchFileError, match=r"a\.csv, line 3: “Glenn Council” .* Did you mean “Glen Council”"
    ):
        named(team, csv=("a.csv",), files={"a.csv": b"name\nPAP\nGlenn Council\n"})


def test_a_csv_without_names_is_refused(team: Team) -> None:
    with pytest.raises(BatchFileError, match=r"a\.csv, line 1: There is no column “name”"):
        named(team, csv=("a.csv",), files={"a.csv": b"authority\nPAP\n"})


def test_an_unknown_tag_or_list_gets_a_suggestion(team: Team) -> None:
    with pytest.raises(BatchFileError, match=r"No authority has the tag “polce”\. Did you mean “police”"):
        named(team, tags=("polce",))
    with pytest.raises(BatchFileError, match=r"no saved list “favorites”\. Did you mean “favourites”"):
        named(team, lists=("favorites",))


def test_a_word_that_means_nothing_says_how_authorities_are_brought_in(team: Team) -> None:
    with pytest.raises(BatchFileError, match="rhyddid authorities import FILE"):
        named(team, "zzzz")


def test_another_teams_list_is_not_found(team: Team) -> None:
    other = make_team("Other Team")
    with pytest.raises(BatchFileError, match="no saved list"):
        named(other, lists=("favourites",))


def test_a_simulated_authority_is_never_named(team: Team) -> None:
    make_authority("Sim Council", simulated=True, tags=["councils"])
    assert "Sim Council" not in named(team, "councils")

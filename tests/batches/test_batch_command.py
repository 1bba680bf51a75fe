"""`rhyddid authorities` and `rhyddid batch`, from a CSV and a TOML to an exported sheet, and their clear errors."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from cast import make_person
from rhyddid.accounts.models import Team
from rhyddid.authorities.models import Authority
from rhyddid.batches.models import Batch, BatchState
from rhyddid.cli import root
from rhyddid.requests.models import Delivery, Request

pytestmark = pytest.mark.django_db

CSV = """name,kind,nations,regimes,foi_email,website,tags,aliases
Port Aldwych Constabulary,police,ENG,uk-foia,foi@port-aldwych.example,,police;south,Aldwych Police
Dinas Hafren Council,council,WLS,uk-foia;uk-eir,foi@dinas-hafren.example,,council,
Glen Arrow Police,police,SCT,sct-foisa,foi@glen-arrow.example,,police,
"""
TOML = '''
subject = "Drone detection equipment"
sender = "Nia Prosser"
recipients = ["police"]
letter = """
Dear {authority}, under the {law}: {questions} Yours, {sender}
"""
[[question]]
text = "Have you run a trial?"
type = "yes_no"
'''


class Refused(Exception):
    """The command exited 2 with this one message on standard error."""


def run(*arguments: str) -> str:
    """The command's standard output. Raises Refused where it refuses."""
    result = CliRunner().invoke(root, arguments, standalone_mode=False)
    if isinstance(result.exception, click.ClickException):
        raise Refused(result.exception.format_message())
    if result.exception is not None:
        raise result.exception
    return result.stdout


def run_json(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json"))


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "authorities.csv").write_text(CSV)
    (tmp_path / "drones.toml").write_text(TOML)
    return tmp_path


@pytest.fixture
def batch(files: Path) -> str:
    run("authorities", "import", str(files / "authorities.csv"))
    slug: str = run_json("batch", "create", str(files / "drones.toml"))["batch"]
    return slug


def test_authorities_are_imported_listed_and_found(files: Path) -> None:
    report = run_json("authorities", "import", str(files / "authorities.csv"))
    assert [added["name"] for added in report["added"]] == [
        "Port Aldwych Constabulary", "Dinas Hafren Council", "Glen Arrow Police",
    ]  # fmt: skip
    assert [row["slug"] for row in run_json("authorities", "list", "--tag", "police")] == [
        "glen-arrow-police",
        "port-aldwych-constabulary",
    ]
    (found,) = run_json("authorities", "search", "aldwych polise")
    assert (found["foi_email"], found["aliases"]) == ("foi@port-aldwych.example", ["Aldwych Police"])


def test_a_dry_run_imports_nothing(files: Path) -> None:
    assert "3 would be added" in run("authorities", "import", str(files / "authorities.csv"), "--dry-run")
    assert Authority.objects.count() == 0


def test_a_bad_csv_is_refused_with_every_line(files: Path) -> None:
    (files / "bad.csv").write_text(CSV.replace("uk-foia,", "uk-foi,").replace("@glen", " at glen"))
    with pytest.raises(Refused) as caught:
        run("authorities", "import", str(files / "bad.csv"))
    assert "line 2, regimes: “uk-foi” is no regime" in str(caught.value)
    assert "line 4, foi_email: " in str(caught.value)


def test_a_batch_is_made_from_a_file(batch: str) -> None:
    made = Batch.objects.get(slug=batch)
    assert (batch, made.state, made.recipients.count()) == ("drone-detection-equipment", BatchState.DRAFT, 2)
    assert made.created_by is not None and made.created_by.email == "owner@localhost"


def test_a_dry_run_makes_no_batch(files: Path) -> None:
    run("authorities", "import", str(files / "authorities.csv"))
    found = run_json("batch", "create", str(files / "drones.toml"), "--dry-run")
    assert (found["questions"], len(found["recipients"])) == (1, 2)
    assert (Batch.objects.count(), Team.objects.count()) == (0, 0)


def test_recipients_may_come_from_a_csv_beside_the_file(files: Path) -> None:
    run("authorities", "import", str(files / "authorities.csv"))
    (files / "some.csv").write_text("name\nDinas Hafren Council\n")
    (files / "drones.toml").write_text(TOML.replace('["police"]', '"some.csv"'))
    assert run_json("batch", "create", str(files / "drones.toml"))["recipients"] == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("yes_no", "yesno"), "question[1].type: “yesno” is not allowed. Did you mean “yes_no”?"),
        (("{law}", "{lwa}"), "letter: {lwa} is no merge field. Did you mean {law}?"),
        (('["police"]', '["polic"]'), "recipients: “polic” is no authority, tag or saved list here."),
        (('["police"]', '"none.csv"'), "none.csv cannot be read: No such file or directory."),
        (("subject =", "subject"), "The file is not valid TOML"),
    ],
)
def test_a_bad_file_is_refused_by_field(files: Path, change: tuple[str, str], message: str) -> None:
    run("authorities", "import", str(files / "authorities.csv"))
    (files / "drones.toml").write_text(TOML.replace(*change))
    with pytest.raises(Refused) as caught:
        run("batch", "create", str(files / "drones.toml"))
    assert message in str(caught.value)
    assert (Batch.objects.count(), Team.objects.count()) == (0, 0)


def test_messages_can_be_in_welsh(files: Path) -> None:
    (files / "drones.toml").write_text(TOML.replace("yes_no", "yesno"))
    with pytest.raises(Refused, match="question"):
        run("batch", "create", str(files / "drones.toml"), "--language", "cy")


def test_the_preview_shows_letters_and_warnings(batch: str) -> None:
    text = run("batch", "preview", batch)
    assert "To: Glen Arrow Police <foi@glen-arrow.example>" in text
    assert (
        "under the Freedom of Information (Scotland) Act 2002: 1. Have you run a trial? Yours, Nia Prosser"
        in text
    )
    assert "note: The recipients answer under different laws" in text
    found = run_json("batch", "preview", batch)
    assert (found["total"], found["ready"], len(found["recipients"])) == (2, 2, 2)
    assert [warning["code"] for warning in found["warnings"]] == ["mixed_regimes"]


def test_a_dry_run_sends_nothing(batch: str) -> None:
    assert "2 letters would be sent." in run("batch", "send", batch, "--dry-run")
    assert Request.objects.count() == 0


def test_a_batch_is_sent_and_taken_back(batch: str) -> None:
    sent = run_json("batch", "send", batch)
    assert (sent["made"], sent["state"], Delivery.objects.count()) == (2, "queued", 2)
    taken_back = run_json("batch", "recall", batch, "--reopen")
    assert (taken_back["recalled"], taken_back["on_their_way"], taken_back["state"]) == (2, 0, "draft")


def test_sending_says_that_nothing_leaves_this_machine(batch: str) -> None:
    assert "Delivery is loopback-only" in run("batch", "send", batch)


def test_a_batch_that_went_out_elsewhere_has_its_stated_dates(batch: str) -> None:
    run("batch", "send", batch, "--sent-at", "2021-07-27")
    found = run_json("batch", "status", batch)
    dues = {row["authority"]: (row["received"], row["due"]) for row in found["rows"]}
    assert dues == {
        "Glen Arrow Police": ("2021-07-27", "2021-08-25"),
        "Port Aldwych Constabulary": ("2021-07-27", "2021-08-25"),
    }
    assert (found["counts"]["late"], Delivery.objects.count()) == (2, 0)


@pytest.mark.parametrize("when", ["yesterday", "2021-13-01", "2999-01-01"])
def test_a_stated_date_that_is_none_is_refused(batch: str, when: str) -> None:
    with pytest.raises(Refused):
        run("batch", "send", batch, "--sent-at", when)


def test_approval_in_part_by_an_operator(batch: str, settings: Any) -> None:
    settings.BATCH_LIMITS = (1,)
    assert run_json("batch", "send", batch)["waiting_for_approval"] == 2
    approved = run_json("batch", "approve", batch, "--recipient", "Aldwych Police")
    assert (approved["approved"], approved["made"], approved["waiting_for_approval"]) == (1, 1, 1)


def test_who_is_no_operator_does_not_approve(batch: str, settings: Any) -> None:
    settings.BATCH_LIMITS = (1,)
    run("batch", "send", batch)
    make_person("someone@x.example", team=Team.objects.get())
    with pytest.raises(Refused, match="no operator"):
        run("batch", "approve", batch, "--by", "someone@x.example")


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet", "datapackage"])
def test_the_sheet_is_exported_to_a_file(batch: str, files: Path, form: str) -> None:
    run("batch", "send", batch)
    target = files / f"sheet.{form}"
    found = run_json("batch", "export", batch, "--format", form, "-o", str(target))
    assert (found["rows"], found["rehearsal"]) == (2, False)
    assert target.stat().st_size > 100
    assert not list(files.glob("*.part"))


def test_a_batch_whose_author_has_left_the_team_is_still_exported_whole(batch: str, files: Path) -> None:
    run("batch", "send", batch)
    team = Team.objects.get()
    make_person("new@x.example", team=team)
    team.memberships.filter(person__email="owner@localhost").delete()
    assert run_json("batch", "export", batch, "-o", str(files / "sheet.csv"))["rows"] == 2


def test_the_sheet_as_csv_on_standard_output(batch: str) -> None:
    run("batch", "send", batch)
    rows = list(csv.DictReader(run("batch", "export", batch, "-o", "-").lstrip("\ufeff").splitlines()))
    assert [row["authority"] for row in rows] == ["Glen Arrow Police", "Port Aldwych Constabulary"]


def test_a_file_that_cannot_be_written_is_named(batch: str, files: Path) -> None:
    with pytest.raises(Refused, match="cannot be written: No such file or directory"):
        run("batch", "export", batch, "-o", str(files / "nowhere" / "sheet.csv"))


def test_publishing_and_taking_back_from_the_public(batch: str) -> None:
    run("batch", "send", batch, "--sent-at", "2021-07-27")
    assert run_json("batch", "publish", batch)["requests"] == 2
    assert run_json("batch", "publish", batch, "--undo")["published"] is False


def test_batches_are_listed(batch: str) -> None:
    (row,) = run_json("batch", "list")
    assert (row["batch"], row["state"], row["recipients"], row["team"]) == (batch, "draft", 2, "first-team")


def test_an_unknown_batch_gets_a_suggestion(batch: str) -> None:
    with pytest.raises(Refused, match="Did you mean drone-detection-equipment"):
        run("batch", "status", "drone-detection")


def test_a_database_without_tables_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection

    monkeypatch.setattr(connection.introspection, "table_names", lambda: [])
    with pytest.raises(Refused, match="rhyddid migrate"):
        run("batch", "list")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["send", "--sent-at", "0001-01-01"], "between 1900-01-01"),
        (["export", "-o", "."], "is a folder"),
        (["status", "--show", "zzz"], "use one of"),
    ],
)
def test_what_a_batch_cannot_do_is_refused(batch: str, arguments: list[str], said: str) -> None:
    command, *options = arguments
    with pytest.raises(Refused, match=said):
        run("batch", command, batch, *options)


def test_the_board_shows_each_condition_and_state_by_its_name(batch: str) -> None:
    assert len(run_json("batch", "status", batch, "--show", "draft")["rows"]) == 2
    assert run_json("batch", "status", batch, "--show", "late")["rows"] == []


@pytest.mark.parametrize(("option", "value"), [("--nation", "ZZ"), ("--regime", "narnia")])
def test_a_nation_or_regime_that_there_is_not_is_refused(files: Path, option: str, value: str) -> None:
    with pytest.raises(Refused, match="use one of"):
        run("authorities", "list", option, value)

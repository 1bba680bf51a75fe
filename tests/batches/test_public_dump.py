"""The dump of the public record: what everybody may read, masked, described, and whole whenever somebody looks."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pages_cast import Campaign, make_campaign
from rhyddid.batches.export.public_dump import public_dump
from rhyddid.requests.judgements import judgement_make
from rhyddid.requests.models import Finding, Message, Request


@pytest.fixture
def campaign(db: None) -> Campaign:
    return make_campaign()


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as table:
        return list(csv.DictReader(table))


def confirm(campaign: Campaign, number: str) -> None:
    question = campaign.answered.questions.get(number=number)
    finding = Finding.objects.get(question=question, type="answer", reading__current=True)
    judgement_make(
        request=campaign.answered, question=question, verdict="confirm", by=campaign.owner, finding=finding
    )


def test_only_what_everybody_may_read_is_dumped(campaign: Campaign, tmp_path: Path) -> None:
    confirm(campaign, "3")
    counts = public_dump(tmp_path)
    assert [row["slug"] for row in rows(tmp_path, "requests")] == [campaign.public.slug]
    assert {row["request"] for row in rows(tmp_path, "events")} == {campaign.public.slug}
    assert rows(tmp_path, "answers") == []
    assert counts["authorities"] == len(rows(tmp_path, "authorities")) == 3


def test_answers_that_a_person_has_checked_and_no_others(campaign: Campaign, tmp_path: Path) -> None:
    Request.objects.filter(pk=campaign.answered.pk).update(visibility="public", embargoed_until=None)
    confirm(campaign, "3")
    public_dump(tmp_path)
    (answer,) = rows(tmp_path, "answers")
    assert (answer["question"], answer["status"], answer["decision"]) == ("3", "confirmed", "disclosed")
    assert json.loads(answer["values"])[0]["amount"] == "12500"
    Message.objects.filter(pk=Finding.objects.filter(type="answer")[0].reading.message_id).update(
        visibility="private"
    )
    public_dump(tmp_path)
    assert rows(tmp_path, "answers") == []


def test_the_package_describes_its_files(campaign: Campaign, tmp_path: Path) -> None:
    counts = public_dump(tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text())
    for resource in package["resources"]:
        data = (tmp_path / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["bytes"] == len(data)
        assert resource["rhyddid:rows"] == counts[resource["name"]]
        header = data.decode().splitlines()[0].split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == header
    assert not list(tmp_path.glob(".*.part"))


def test_parquet_says_the_same(campaign: Campaign, tmp_path: Path) -> None:
    public_dump(tmp_path)
    table = pq.read_table(tmp_path / "requests.parquet").to_pylist()
    assert [row["slug"] for row in table] == [campaign.public.slug]
    assert table[0]["late"] in (True, False)

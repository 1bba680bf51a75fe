"""The pages of a batch in figures: a chart and a map beside their tables, and what only the team sees."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from pages_cast import Campaign, receive
from rhyddid.batches.figures import CATEGORIES, Coverage, QuestionFigures
from rhyddid.batches.models import Batch
from rhyddid.batches.services import batch_publish
from rhyddid.pages.tile_map import CATEGORY_NAMES, tile_map

Door = Callable[[str], Client]
DENIES = """Dear Ms Prosser,

1) We neither confirm nor deny that we hold this, under section 24(2).

2) Not held.

3) Not held.
"""


def page(client: Client, campaign: Campaign, position: int = 0) -> str:
    name, args = ("question-figures", [position]) if position else ("figures", [])
    return client.get(reverse(name, args=[campaign.batch.slug, *args])).content.decode()


def test_coverage_stands_in_a_table(campaign: Campaign, as_person: Door) -> None:
    html = page(as_person("owner"), campaign)
    assert "1 of 2" in html
    assert "Answers that stand out" in html


def test_every_picture_has_words_and_a_table_beside_it(campaign: Campaign, as_person: Door) -> None:
    html = page(as_person("owner"), campaign, 1)
    pictures = re.findall(r"<svg class=\"(?:chart|tiles)\"[^>]*>", html)
    assert len(pictures) == 2
    assert all('role="img" aria-label="' in picture for picture in pictures)
    assert html.count("<table") == 2


def test_every_pattern_that_is_drawn_is_defined(campaign: Campaign, as_person: Door) -> None:
    for position in (1, 2, 3):
        html = page(as_person("owner"), campaign, position)
        used = set(re.findall(r"url\(#([\w-]+)\)", html))
        assert used <= set(re.findall(r'<pattern id="([\w-]+)"', html))
        assert used


def test_every_category_has_a_name_and_a_pattern_of_its_own(campaign: Campaign, as_person: Door) -> None:
    html = page(as_person("owner"), campaign, 1)
    drawn = dict(re.findall(r'<pattern id="a-(\w+)"[^>]*>(.*?)</pattern>', html))
    assert set(drawn) == set(CATEGORIES) == set(CATEGORY_NAMES)
    assert len(set(drawn.values())) == len(CATEGORIES)


def test_what_stands_out_and_contrasts_are_the_teams_alone(campaign: Campaign, as_person: Door) -> None:
    batch_publish(batch=campaign.batch, by=campaign.owner, shows_unconfirmed=True)
    assert "Who checks" in page(as_person("owner"), campaign)
    html = page(as_person("nobody"), campaign)
    for words in ("Who checks", "stand out", "not held there"):
        assert words not in html


def test_a_map_paints_a_denial_as_a_denial() -> None:
    coverage = Coverage("1", "", "yes_no", 2, {"ncnd": 1, "refused": 1}, 0, 2)
    drawn = tile_map(QuestionFigures(coverage, {"wales": {"ncnd": 1}, "scotland": {"refused": 1}}, ()))
    painted = {tile.name: [square.category for square in tile.squares] for tile in drawn.tiles}
    assert painted == {"Wales": ["ncnd"], "Scotland": ["refused"]}


def test_a_large_region_fits_its_tile() -> None:
    coverage = Coverage("1", "", "yes_no", 4000, {"yes": 3999, "ncnd": 1}, 0, 0)
    drawn = tile_map(
        QuestionFigures(coverage, {"england": {"yes": 3999, "ncnd": 1}, "wales": {"yes": 22}}, ())
    )
    england, wales = sorted(drawn.tiles, key=lambda tile: tile.name)
    assert drawn.each == 134
    assert len(england.squares) == 30
    assert {square.category for square in england.squares} == {"yes", "ncnd"}
    assert len(wales.squares) == 1
    assert all(square.y + 15 <= tile.y + 120 for tile in drawn.tiles for square in tile.squares)


def test_two_checks_are_asked_for_on_the_page(campaign: Campaign, as_person: Door) -> None:
    address = reverse("batch-checks", args=[campaign.batch.slug])
    assert as_person("checker").post(address, {"checks": "2"}).status_code == 403
    as_person("owner").post(address, {"checks": "2"})
    assert Batch.objects.get(pk=campaign.batch.pk).checks_needed == 2
    assert "Checked twice" in page(as_person("owner"), campaign)


def test_a_question_that_is_not_there(campaign: Campaign, as_person: Door) -> None:
    address = reverse("question-figures", args=[campaign.batch.slug, 9])
    assert as_person("owner").get(address).status_code == 404


def test_a_letter_that_denies_is_counted_as_one(campaign: Campaign, as_person: Door) -> None:
    receive(DENIES, campaign.waiting, message_id="<denies@cwm.example>")
    html = page(as_person("owner"), campaign)
    assert "Neither confirmed nor denied <b>1</b>" in html

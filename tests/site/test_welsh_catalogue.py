"""The Welsh catalogue: whole (`make messages` checks that), and true to the places that texts are filled in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import rhyddid
from rhyddid.wording import Wording

CATALOGUE = Path(rhyddid.__file__).parent / "locale" / "cy" / "LC_MESSAGES" / "django.po"
PLACES = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def messages() -> list[tuple[str, list[str]]]:
    with CATALOGUE.open("rb") as stream:
        found = []
        for message in read_po(stream, locale="cy"):
            if message.id:
                many = isinstance(message.id, tuple)
                found.append(
                    (
                        message.id[-1] if many else message.id,
                        list(message.string) if many else [message.string],
                    )
                )
        return found


@pytest.mark.parametrize(("english", "welsh"), messages())
def test_the_welsh_fills_in_the_same_places(english: str, welsh: list[str]) -> None:
    for form in welsh:
        # a form for one or two may say the number in a word
        assert set(PLACES.findall(form)) <= set(PLACES.findall(english))
    assert set(PLACES.findall(english)) == set(PLACES.findall(welsh[-1]))


def test_a_wording_is_rendered_in_welsh() -> None:
    assert Wording("Acknowledged").render("cy") not in ("", "Acknowledged")

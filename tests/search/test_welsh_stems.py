"""Welsh words that differ only in a mutation or a common ending are found by each other."""

import pytest

from rhyddid.search.welsh_stems import welsh_stem


@pytest.mark.parametrize(
    ("radical", "other"),
    [
        ("cyngor", "gyngor"), ("cyngor", "nghyngor"), ("cyngor", "chyngor"), ("pobl", "bobl"), ("pobl", "mhobl"),
        ("pobl", "phobl"), ("tref", "dref"), ("tref", "nhref"), ("tref", "thref"), ("gwybodaeth", "wybodaeth"),
        ("gwybodaeth", "ngwybodaeth"), ("llythyr", "lythyr"), ("rhyddid", "ryddid"), ("mater", "fater"),
        ("heddlu", "heddluoedd"), ("swyddog", "swyddogion"), ("cais", "gais"), ("dogfen", "ddogfen"),
        ("dogfen", "dogfennau"), ("llythyr", "llythyrau"),
    ],
)  # fmt: skip
def test_one_stem(radical, other):
    assert welsh_stem(radical) == welsh_stem(other)


@pytest.mark.parametrize(
    ("one", "another"), [("cyngor", "rhyddid"), ("heddlu", "heddwch"), ("tref", "trefn")]
)
def test_two_stems(one, another):
    assert welsh_stem(one) != welsh_stem(another)

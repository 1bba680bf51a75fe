"""Every entry of the reader's tables finds its own examples and none of its counter-examples."""

from __future__ import annotations

import pytest

from rhyddid.reading.cues import Cue, cue_table, hits
from rhyddid.reading.finding import index_of
from rhyddid.reading.forms import form, form_entries
from rhyddid.reading.laws import LawPattern, law_patterns
from rhyddid.reading.layout import plain_form

CUES = [(name, cue) for name in ("decisions", "kinds", "notice", "paragraphs") for cue in cue_table(name)]
FORMS = [(table, id) for table in ("references", "review") for id in form_entries(table)]
LAWS = [law for group in law_patterns() for law in group]


@pytest.mark.parametrize(
    ("name", "cue"), CUES, ids=[f"{name}-{cue.sense}-{n}" for n, (name, cue) in enumerate(CUES)]
)
def test_a_cue_finds_its_examples(name: str, cue: Cue) -> None:
    assert cue.examples
    assert [example for example in cue.examples if not hits((cue,), plain_form(example))] == []


@pytest.mark.parametrize(
    ("name", "cue"), CUES, ids=[f"{name}-{cue.sense}-{n}" for n, (name, cue) in enumerate(CUES)]
)
def test_a_cue_leaves_its_counter_examples(name: str, cue: Cue) -> None:
    assert [example for example in cue.not_examples if hits((cue,), plain_form(example))] == []


@pytest.mark.parametrize(
    "law", LAWS, ids=[f"{law.id or 'sign'}-{law.family}-{n}" for n, law in enumerate(LAWS)]
)
def test_a_law_is_known_by_its_names(law: LawPattern) -> None:
    missed = [
        each for each in law.examples if next(law.finder.anywhere(index_of(plain_form(each))), None) is None
    ]
    assert missed == []


@pytest.mark.parametrize(("table", "id"), FORMS)
def test_a_form_finds_its_examples_and_leaves_its_counter_examples(table: str, id: str) -> None:
    entry, asked = form_entries(table)[id], form(table, id)
    assert entry["examples"]
    assert [each for each in entry["examples"] if not asked.search(plain_form(each))] == []
    assert [each for each in entry.get("not_examples", []) if asked.search(plain_form(each))] == []

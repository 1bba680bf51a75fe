"""Mails as the programs of thirty years send them: what each is, whom it did not reach, what stays in view and what not."""

from __future__ import annotations

import pytest
from mails_written_apart import SAMPLES, Sample

from rhyddid.mail.parse import parse


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_each_mail_is_what_it_is(sample: Sample) -> None:
    mail = parse(sample.raw)
    assert mail.kind == sample.kind
    if sample.failed:
        assert mail.failed_recipients == sample.failed
    if sample.returned:
        assert mail.returned_message_id == sample.returned


@pytest.mark.parametrize(
    "sample", [each for each in SAMPLES if each.stays or each.goes], ids=lambda sample: sample.name
)
def test_the_writers_own_words_stay_in_view_and_the_rest_is_folded(sample: Sample) -> None:
    body = parse(sample.raw).body
    assert [words for words in sample.stays if words not in body.shown] == []
    for words, why in sample.goes:
        at = body.text.index(words)
        assert [fold.why for fold in body.folded if fold.start <= at < fold.end] == [why]

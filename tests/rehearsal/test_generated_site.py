"""A generated site is what the services would have made of the same events."""

import pytest

from cast import make_request
from rhyddid.rehearsal.generated_site import SiteIsInUse, site_generate
from rhyddid.requests.clock import projected_state
from rhyddid.requests.models import Finding, Message, Request, RequestState
from rhyddid.search.find import search
from rhyddid.search.index import index_all_changed
from rhyddid.search.query_language import query_read

pytestmark = pytest.mark.django_db


def test_states_equal_a_rebuild_from_the_events():
    site_generate(requests=60, messages=240, authorities=10)
    for state in RequestState.objects.select_related("request__authority"):
        assert {name: getattr(state, name) for name in projected_state(state.request)} == projected_state(
            state.request
        )


def test_it_has_about_as_many_letters_as_were_asked_for():
    made = site_generate(requests=100, messages=400, authorities=10)
    assert made.requests == Request.objects.count() == 100
    assert 340 < made.messages == Message.objects.count() < 460


def test_evidence_lies_where_it_says():
    site_generate(requests=40, messages=160, authorities=10)
    for finding in Finding.objects.select_related("reading__message"):
        assert finding.reading.message.text[finding.start : finding.end] == finding.quote


def test_it_can_be_searched():
    site_generate(requests=40, messages=160, authorities=10)
    index_all_changed()
    assert search(None, query_read("internal review")).count > 10


def test_it_is_not_mixed_with_real_requests():
    make_request()
    with pytest.raises(SiteIsInUse):
        site_generate(requests=2, messages=8, authorities=2)

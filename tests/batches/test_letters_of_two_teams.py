"""A letter that answers another team's private request too: what was read in it is not on this team's sheet."""

from __future__ import annotations

import pytest

from cast import make_authority, make_request, make_team
from pages_cast import make_campaign
from rhyddid.batches.shown_cells import cells_shown_to
from rhyddid.requests.models import Message, MessageInRequest, Visibility

pytestmark = pytest.mark.django_db


def test_a_letter_that_a_team_may_not_see_fills_no_cell_of_its_sheet() -> None:
    campaign = make_campaign()
    ours = [campaign.answered.pk]
    assert cells_shown_to(campaign.owner, campaign.batch, ours)
    theirs = make_request(make_team("Far"), make_authority("Sandwick Council"), visibility=Visibility.PRIVATE)
    for letter in Message.objects.filter(requests=campaign.answered, direction="in"):
        MessageInRequest.objects.create(message=letter, request=theirs, matched_by="person")
    assert cells_shown_to(campaign.owner, campaign.batch, ours) == {}

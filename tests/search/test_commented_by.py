"""`commented_by:` finds the requests under which somebody wrote an annotation that is shown."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from pages_cast import make_campaign
from rhyddid.requests.annotations import annotation_add, annotation_take_back
from rhyddid.search.narrowing_sql import narrowing_sql
from rhyddid.search.query_language import query_read


@pytest.mark.django_db
def test_it_finds_by_public_name_and_forgets_what_was_taken_back() -> None:
    campaign = make_campaign()
    campaign.stranger.public_name = "Mared Ifan"
    campaign.stranger.save()
    row = annotation_add(request=campaign.public, text="Here.", by=campaign.stranger)
    ((sql, values),) = narrowing_sql(query_read('commented_by:"mared ifan"'), dt.date(2026, 3, 20))

    def found() -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                f"select e.request_id from (select id as request_id from requests_request) e where {sql}",
                values,
            )
            return [each for (each,) in cursor.fetchall()]

    assert found() == [campaign.public.pk]
    annotation_take_back(annotation=row, by=campaign.stranger)
    assert found() == []

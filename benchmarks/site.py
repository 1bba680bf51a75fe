"""Pages per second against a bare Django view, and rehearsals end to end."""

from __future__ import annotations

import time

from benchmarks.measure import Row, per_second

REHEARSALS = (86, 2000)


def site_rows() -> list[Row]:
    from rhyddid.site.start import start_django

    start_django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from rhyddid.rehearsal.demo_campaign import START, demo_campaign
    from rhyddid.rehearsal.rehearse import rehearsal_create, rehearse

    campaign = demo_campaign()
    rows, boards = [], {}
    for count in REHEARSALS:
        start = time.perf_counter()
        rehearsal = rehearsal_create(batch=campaign.batch, by=campaign.owner, count=count, start=START)
        played = rehearse(rehearsal=rehearsal, by=campaign.owner)
        elapsed = time.perf_counter() - start
        letters = played.letters_sent + played.replies_received
        boards[count] = rehearsal.slug
        rows.append(
            Row(
                f"rehearsal of {count:,} authorities, end to end",
                f"{elapsed:.1f} s",
                f"{played.letters_sent:,} letters out, {played.replies_received:,} in",
                f"{letters / elapsed:.0f} letters a second",
            )
        )
    return rows + _page_rows(boards, campaign.owner)


def _page_rows(boards: dict[int, str], owner: object) -> list[Row]:
    from django.contrib.auth.models import AbstractBaseUser
    from django.test import Client

    from rhyddid.requests.models import Request

    assert isinstance(owner, AbstractBaseUser)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(owner)
    busiest = Request.objects.filter(recipient__batch__slug=boards[86]).order_by("-readings__id").first()
    assert busiest is not None

    def pages(address: str) -> float:
        def get() -> None:
            response = client.get(address)
            assert response.status_code == 200, (address, response.status_code)
            b"".join(response) if response.streaming else response.content  # type: ignore[arg-type]

        return per_second(get)

    bare = pages("/healthz")
    rows = []
    for what, address in (
        ("request page", f"/requests/{busiest.slug}/"),
        *((f"board of {count:,}", f"/batches/{slug}/") for count, slug in boards.items()),
    ):
        rate = pages(address)
        rows.append(
            Row(
                what,
                f"{rate:,.0f} a second",
                f"{bare:,.0f} a second: a bare Django view",
                f"{rate / bare:.3f}",
            )
        )
    return rows

"""Every operation of the API: it answers what its description says, to those who may ask, and problems are told as such."""

from __future__ import annotations

import json
from typing import Any

import pytest
from api_programs import key_of, program
from django.test import Client
from jsonschema import Draft202012Validator

from pages_cast import Campaign
from rhyddid.api.description import openapi
from rhyddid.api.urls import api
from rhyddid.requests.judgements import judgement_make
from rhyddid.requests.models import Delivery, Finding, Judgement, Request, RequestDraft
from rhyddid.search.index import index_all_changed

BASE = "/api/v1"
DRAFT = {
    "authority": "port-aldwych-council",
    "subject": "Kennels of the harbour",
    "questions": [{"text": "How many dogs were registered in 2025?", "answer_type": "number"}],
    "opening": "Dear Port Aldwych Council,",
    "closing": "Yours faithfully,",
    "sender": "Nia Prosser",
}


def addresses(campaign: Campaign) -> dict[str, str]:
    """By operation, an address that it answers to the campaign's owner."""
    return {
        "requests_list": "/requests?limit=1&state=running",
        "request_show": f"/requests/{campaign.answered.slug}",
        "authorities_list": "/authorities?q=port+aldwich",
        "authority_show": "/authorities/port-aldwych-council",
        "authority_statistics": "/authorities/port-aldwych-council/statistics",
        "batches_list": "/batches",
        "batch_show": f"/batches/{campaign.batch.slug}",
        "batch_cells": f"/batches/{campaign.batch.slug}/cells?limit=1",
        "search_record": "/search?q=drone",
        "activity_list": "/activity?limit=2",
        "regimes_list": "/law/regimes",
        "regime_show": "/law/regimes/uk-foia",
        "clock_run": "/law/clock?regime=uk-foia&received=2021-07-27&event=2021-08-02:clarification_asked",
        "draft_make": "/drafts",
        "request_send": "/requests",
        "letter_write": f"/requests/{campaign.public.slug}/letters",
        "judgement_add": f"/requests/{campaign.answered.slug}/judgements",
    }


def bodies(campaign: Campaign, person: Any) -> dict[str, Any]:
    """What each write is given."""
    question = campaign.answered.questions.first()
    assert question is not None
    finding = Finding.objects.filter(question=question, type="answer").first()
    assert finding is not None
    draft = RequestDraft.objects.filter(by=person, request=None).first()
    return {
        "draft_make": DRAFT,
        "request_send": {"draft": draft.key if draft else "none"},
        "letter_write": {"text": "Please send the annex as well."},
        "judgement_add": {"question": question.pk, "verdict": "confirm", "finding": finding.pk},
    }


def ask(client: Client, method: str, path: str, body: Any = None, key: str = "one") -> Any:
    if method == "get":
        return client.get(BASE + path)
    return client.post(
        BASE + path, data=json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key}
    )


def operations() -> list[tuple[str, str]]:
    return [
        (operation["operationId"], method)
        for path in openapi(api)["paths"].values()
        for method, operation in path.items()
    ]


def validator(operation_id: str, status: int) -> Draft202012Validator:
    document = openapi(api)
    for path in document["paths"].values():
        for operation in path.values():
            if operation["operationId"] == operation_id:
                schema = operation["responses"][str(status)]["content"]["application/json"]["schema"]
                return Draft202012Validator({**schema, "components": document["components"]})
    raise AssertionError(operation_id)


def test_the_description_is_openapi_3_1_with_a_problem_for_every_operation(client: Client, db: None) -> None:
    document = client.get(f"{BASE}/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for path in document["paths"].values():
        for operation in path.values():
            assert "application/problem+json" in operation["responses"]["default"]["content"]
            assert operation["description"]


def test_every_operation_answers_its_shape(campaign: Campaign) -> None:
    index_all_changed()
    client = program(key_of(campaign.owner, campaign.team, "read", "write", "check"))
    known = addresses(campaign)
    assert {operation for operation, _ in operations()} == set(known)
    for operation_id, method in sorted(operations(), key=lambda each: each[0] != "draft_make"):
        body = bodies(campaign, campaign.owner).get(operation_id)
        answer = ask(client, method, known[operation_id], body, key=operation_id)
        wanted = 200 if method == "get" else 201
        assert answer.status_code == wanted, (operation_id, answer.content)
        problems = list(validator(operation_id, wanted).iter_errors(answer.json()))
        assert problems == [], operation_id


@pytest.mark.parametrize("name", ["owner", "checker", "reader", "stranger", "nobody"])
def test_who_may_do_what(campaign: Campaign, name: str) -> None:
    """Each key has every right that its maker can give it."""
    scopes = {"owner": ("read", "write", "check"), "checker": ("read", "check")}.get(name, ("read",))
    if name == "nobody":
        client = program()
    else:
        person = getattr(campaign, name)
        team = campaign.team if name != "stranger" else person.teams.get()
        client = program(key_of(person, team, *scopes))
    index_all_changed()
    got = {}
    for operation_id, method in sorted(operations(), key=lambda each: each[0] != "draft_make"):
        body = bodies(campaign, campaign.owner).get(operation_id)
        answer = ask(client, method, addresses(campaign)[operation_id], body, key=operation_id)
        got[operation_id] = answer.status_code
    everybody = dict.fromkeys(got, 200)
    team_only = {"request_show", "batch_show", "batch_cells"}
    writes = {"draft_make", "request_send", "letter_write"}
    is_team = name in ("owner", "checker", "reader")
    wanted = everybody | dict.fromkeys(team_only, 200 if is_team else 404)
    refused = 401 if name == "nobody" else 403
    wanted |= dict.fromkeys(writes, 201 if name == "owner" else refused)
    wanted["judgement_add"] = 201 if name in ("owner", "checker") else refused
    assert got == wanted


def test_a_list_holds_no_request_that_is_private(campaign: Campaign) -> None:
    nobody = ask(program(), "get", "/requests").json()["items"]
    mine = ask(program(key_of(campaign.reader, campaign.team, "read")), "get", "/requests").json()["items"]
    assert [each["slug"] for each in nobody] == [campaign.public.slug]
    assert campaign.answered.slug in [each["slug"] for each in mine]


def test_the_public_reads_masked_letters_and_checked_answers_alone(campaign: Campaign) -> None:
    Request.objects.filter(pk=campaign.answered.pk).update(visibility="public", embargoed_until=None)
    team = ask(
        program(key_of(campaign.reader, campaign.team, "read")), "get", f"/requests/{campaign.answered.slug}"
    ).json()
    public = ask(program(), "get", f"/requests/{campaign.answered.slug}").json()
    letter = next(each for each in public["messages"] if each["direction"] == "in" and each["files"])
    assert "a.officer@" not in json.dumps(public)
    assert "a.officer@" in json.dumps(team)
    assert all(each["answer"] is None for each in public["questions"])
    assert all(each["answer"]["status"] == "unconfirmed" for each in team["questions"])
    assert letter["text"][slice(*letter["folded"][-1][:2])].startswith("From: Nia Prosser")


def test_a_confirmed_answer_is_public(campaign: Campaign) -> None:
    Request.objects.filter(pk=campaign.answered.pk).update(visibility="public", embargoed_until=None)
    question = campaign.answered.questions.get(number="3")
    finding = Finding.objects.get(question=question, type="answer", reading__current=True)
    judgement_make(
        request=campaign.answered, question=question, verdict="confirm", by=campaign.owner, finding=finding
    )
    told = ask(program(), "get", f"/requests/{campaign.answered.slug}").json()["questions"]
    answers = {each["number"]: each["answer"] for each in told}
    assert answers["1"] is None
    assert answers["3"]["status"] == "confirmed"
    assert answers["3"]["values"] == [{"type": "money", "amount": "12500", "currency": "GBP"}]


def test_pages_of_a_list_go_on_behind_each_other(campaign: Campaign) -> None:
    client = program(key_of(campaign.reader, campaign.team, "read"))
    seen, cursor = [], ""
    for _ in range(5):
        page = ask(client, "get", f"/requests?limit=1&cursor={cursor.replace('+', '%2B')}").json()
        seen += [each["slug"] for each in page["items"]]
        cursor = page["next"] or ""
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 3


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/requests?limit=0", 422),
        ("/requests?limit=many", 422),
        ("/requests?state=nonsense", 400),
        ("/requests?cursor=nonsense", 400),
        ("/requests?since=yesterday", 422),
        ("/requests?until=9999-12-31", 400),
        ("/requests?tag=%00", 400),
        ("/requests/nothing", 404),
        ("/authorities?cursor=%00", 400),
        ("/authorities/nothing/statistics", 404),
        ("/batches?cursor=x", 400),
        ("/batches/nothing/cells", 404),
        ("/search", 422),
        ("/search?q=", 400),
        ("/search?q=drone&cursor=x", 400),
        ("/law/regimes/nothing", 404),
        ("/law/clock?regime=uk-foia", 422),
        ("/law/clock?regime=nothing&received=2021-07-27", 400),
        ("/law/clock?regime=uk-foia&received=2021-07-27&event=x", 400),
        ("/law/clock?regime=uk-foia&received=9999-12-31", 400),
        ("/nowhere", 404),
    ],
)
def test_what_is_wrong_is_told_in_words(db: None, path: str, status: int) -> None:
    answer = ask(program(), "get", path)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert len(told["detail"]) > 15
    assert "Traceback" not in told["detail"]


def test_a_problem_in_welsh(db: None) -> None:
    answer = program().get(f"{BASE}/requests/nothing", headers={"Accept-Language": "cy"})
    assert answer.json()["title"] == "Nid oes dim yma"


def test_a_field_that_is_wrong_is_named(campaign: Campaign) -> None:
    client = program(key_of(campaign.owner, campaign.team, "write"))
    answer = ask(client, "post", "/drafts", DRAFT | {"questions": []})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"] == "questions"
    answer = ask(client, "post", "/drafts", DRAFT | {"authority": "nothing"})
    assert answer.json()["errors"] == [{"where": "authority", "what": "nothing"}]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'"x"', b"null"])
def test_a_body_that_is_none(campaign: Campaign, body: bytes) -> None:
    client = program(key_of(campaign.owner, campaign.team, "write"))
    answer = client.post(
        f"{BASE}/drafts", data=body, content_type="application/json", headers={"Idempotency-Key": "k"}
    )
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"] == "application/problem+json"


def test_a_method_that_is_not_known(db: None) -> None:
    answer = program().delete(f"{BASE}/requests")
    assert answer.status_code == 405
    assert set(answer["Allow"].split(", ")) >= {"GET", "POST"}
    assert answer["Content-Type"] == "application/problem+json"


def test_the_same_write_again_is_done_once(campaign: Campaign) -> None:
    client = program(key_of(campaign.owner, campaign.team, "write"))
    letter = f"/requests/{campaign.public.slug}/letters"
    first = ask(client, "post", "/drafts", DRAFT, key="draft")
    again = ask(client, "post", "/drafts", DRAFT, key="draft")
    other = ask(client, "post", "/drafts", DRAFT | {"subject": "Another"}, key="draft")
    assert first.json() == again.json()
    assert RequestDraft.objects.count() == 1
    assert other.status_code == 422
    before = Delivery.objects.count()
    assert ask(client, "post", letter, {"text": "A reminder."}, key="l").status_code == 201
    assert ask(client, "post", letter, {"text": "A reminder."}, key="l").status_code == 201
    assert Delivery.objects.count() == before + 1


def test_a_judgement_twice_with_one_key_is_one(campaign: Campaign) -> None:
    client = program(key_of(campaign.checker, campaign.team, "check"))
    body = bodies(campaign, campaign.owner)["judgement_add"]
    path = addresses(campaign)["judgement_add"]
    one, two = ask(client, "post", path, body), ask(client, "post", path, body)
    assert one.json() == two.json()
    assert Judgement.objects.count() == 1
    assert ask(client, "post", path, body | {"verdict": "correct"}, key="two").status_code == 422


def test_a_write_without_a_word_of_its_own_is_refused(campaign: Campaign) -> None:
    client = program(key_of(campaign.owner, campaign.team, "write"))
    assert ask(client, "post", "/drafts", DRAFT, key="").status_code == 400


def test_a_draft_that_failed_may_be_tried_again(campaign: Campaign) -> None:
    client = program(key_of(campaign.owner, campaign.team, "write"))
    assert ask(client, "post", "/requests", {"draft": "none"}, key="send").status_code == 404
    draft = ask(client, "post", "/drafts", DRAFT, key="draft").json()
    sent = ask(client, "post", "/requests", {"draft": draft["key"]}, key="send")
    assert sent.status_code == 201
    assert Request.objects.get(slug=sent.json()["slug"]).state.state == "queued"


def test_a_team_writes_in_its_own_requests_alone(campaign: Campaign) -> None:
    other = campaign.stranger.teams.get()
    client = program(key_of(campaign.stranger, other, "read"))
    assert ask(client, "post", f"/requests/{campaign.public.slug}/letters", {"text": "x"}).status_code == 403
    campaign.stranger.memberships.update(role="owner")
    client = program(key_of(campaign.stranger, other, "write", "check"))
    assert ask(client, "post", f"/requests/{campaign.public.slug}/letters", {"text": "x"}).status_code == 404


def test_cookies_of_people_count_for_nothing(campaign: Campaign) -> None:
    client = Client()
    client.force_login(campaign.owner)
    assert client.get(f"{BASE}/requests/{campaign.answered.slug}").status_code == 404
    answer = client.post(f"{BASE}/drafts", data="{}", content_type="application/json")
    assert answer.status_code in (401, 422)
    assert RequestDraft.objects.count() == 0

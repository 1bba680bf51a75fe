"""Every role × every thing × every door: whatever address a role opens, it is sent no word that is not for it.

The doors are the addresses that the site has: a new one is walked as soon as it is there. What stands in an address (a slug,
a number) is filled with everything that there is, other people's included.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from hidden_things import EVERYBODY, ROLES, TEAM, WHO, World, beside, make_world, word

from rhyddid.requests.upload_link import upload_token

pytestmark = pytest.mark.django_db

# addresses that nobody can make up: what they hold is told by other tests
SECRET = {
    "key": "the key of a mail, of a form or of a calendar",
    "uidb36": "a password's link",
    "token": "a link in a letter",
    "draft": "the key of an upload",
}
ASKED = ("search", "requests", "authorities", "batches", "desk-requests", "browse-list")


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def client_of(world: World, role: str) -> Client:
    client = Client(raise_request_exception=False)
    person = world.people[role]
    if person is not None:
        client.force_login(person)
    return client


def patterns() -> Iterator[tuple[str, str, list[str]]]:
    """Every address of the site: its name, its form, and what has to be filled in."""

    def walk(found: list[Any], before: str) -> Iterator[tuple[str, str, list[str]]]:
        for each in found:
            form = before + str(each.pattern)
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns, form)
            elif isinstance(each, URLPattern):
                yield (
                    each.name or form,
                    form,
                    list(each.pattern.converters) or re.findall(r"\(\?P<(\w+)>", form),
                )

    yield from walk(list(get_resolver().url_patterns), "")


def fillings(world: World, form: str, names: list[str]) -> Iterator[dict[str, Any]] | None:
    """With what an address is filled, or None where it holds something that nobody can make up."""
    if any(name in SECRET for name in names):
        return None
    requests = [request.slug for request in world.requests.values()]
    batches = [batch.slug for batch in world.batches.values()]
    slugs = {
        "batches": batches,
        "authorities": [authority.slug for authority in world.authorities],
        "teams": ["brynglas-open-data-group", "elsewhere"],
        "people": ["brynglas-open-data-group", "elsewhere"],
    }
    place = next((each for each in slugs if f"{each}/" in form), "requests")
    if "ask/to/" in form:
        place = "authorities"
    if "subject" in names:
        return (
            {"subject": subject, "name": name, "form": form}
            for subject, things in {
                "request": requests,
                "batch": batches,
                "authority": slugs["authorities"],
                "team": slugs["teams"],
                "law": ["uk-foia"],
            }.items()
            for name in things
            for form in ("atom", "json", "ics")
        )
    files = [file.pk for file in world.files.values()]
    known: dict[str, list[Any]] = {
        "slug": slugs.get(place, requests),
        # what has a page of its own by its number; of most kinds there are few, and their numbers low
        "pk": sorted({*files, *world.numbers()})
        if form.startswith(("withheld/", "erase/", "breaches/", "people/", "tasks/"))
        else world.low_numbers(),
        "page": [1],
        "position": [1],
        "form": ["atom", "json"] if form.startswith("feeds/") else ["csv", "xlsx", "parquet", "datapackage"],
        "law": ["uk-foia"],
        "provision": ["s40"],
        "topic": ["drones"],
        "provider": ["mailgun"],
        "part": ["site", "requests", "authorities", "batches"],
        "number": [1],
    }
    if "request_id" in names:
        return (
            {"slug": batch.slug, "request_id": request.pk, "question_id": question.pk}
            for request in world.requests.values()
            for question in request.questions.all()
            for batch in world.batches.values()
            if batch == world.batches["publishedbatch"] or request == world.requests["inteamsbatch"]
        )
    if names == ["slug", "pk"] or names == ["slug", "pk", "page"]:
        own = {file.pk: file.message.requests.first() for file in world.files.values()}
        pairs = [(request.slug, pk) for pk, request in own.items() if request is not None]
        pairs += [(world.requests["public"].slug, pk) for pk in files]
        return (
            {"slug": slug, "pk": pk} | ({"page": 1} if "page" in names else {}) for slug, pk in set(pairs)
        )
    if missing := [name for name in names if name not in known]:
        raise KeyError(f"{form}: say in `fillings` what {', '.join(missing)} may be")
    return (dict(zip(names, given, strict=True)) for given in product(*(known[name] for name in names)))


def addresses(world: World) -> Iterator[tuple[str, str]]:
    for name, form, names in patterns():
        filled = fillings(world, form, names)
        if filled is None:
            continue
        for arguments in filled:
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found, given=arguments: str(given[found[1]]), form)  # type: ignore[misc]
            yield name, "/" + path.lstrip("^").replace("\\Z", "").rstrip("$")
        if name in ASKED and not names:
            yield from ((f"{name}?q=", f"{reverse(name)}?q={beside(thing)}") for thing in WHO)
        elif name == "feed-search":
            yield from (
                (f"{name}?q=", f"/feeds/search/{form}?q={beside(thing)}")
                for thing in WHO
                for form in ("atom", "json")
            )
    for batch in world.batches.values():
        for name in ("board", "board-rows"):
            yield f"{name}?q=", reverse(name, args=[batch.slug]) + "?q=council&show=answered"


def said(answer: Any) -> bytes:
    """All that was sent: what leads elsewhere, file names, and the contents of packed files."""
    body = b"".join(answer) if answer.streaming else answer.content
    heads = "\n".join(f"{key}: {value}" for key, value in answer.items()).encode()
    return heads + b"\n" + unpacked(body)


def unpacked(body: bytes) -> bytes:
    if body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return b"\n".join(name.encode() + unpacked(packed.read(name)) for name in packed.namelist())
    if body[:4] == b"PAR1":
        import pyarrow.parquet as parquet

        return repr(parquet.read_table(io.BytesIO(body)).to_pylist()).encode()
    return body


def leaks(world: World, client: Client, role: str) -> list[tuple[str, str]]:
    """By door, the things whose word `role` was sent and should not have been."""
    hidden = {thing: word(thing).encode() for thing, who in WHO.items() if role not in who}
    found = []
    for name, address in addresses(world):
        answer = client.get(address)
        sent = said(answer).lower()
        if answer.status_code >= 500:
            found.append((name, f"fell over at {address}"))
        # an address is said back, and what was looked for; nothing else is
        path, _mark, asked = address.partition("?q=")
        for known in (path, quote(path, safe=""), asked):
            sent = sent.replace(known.lower().encode(), b"") if known.strip("/") else sent
        found += [(name, thing) for thing, hide in hidden.items() if hide in sent]
    return sorted(set(found))


# the roles that are walked; the table speaks of all
@pytest.mark.parametrize("role", ["visitor", "stranger", "reader"])
def test_no_door_says_to_anybody_what_is_not_for_them(world: World, role: str) -> None:
    if role == "visitor":  # pages that are kept for visitors were shown to others before
        for request in world.requests.values():
            client_of(world, "owner").get(reverse("request", args=[request.slug]))
    found = leaks(world, client_of(world, role), role)
    assert not found, "\n".join(f"{door}: {thing}" for door, thing in found)


# door, arguments, the things that it must say to everybody (and to the team)
SHOWN = {
    "list": (lambda world: reverse("requests"), ("public", "embargoover", "untilansweryes", "inteamsbatch")),
    "sheet": (lambda world: reverse("sheet", args=["batch-publishedbatch"]), ("public", "embargoover")),
    "csv": (
        lambda world: reverse("sheet-download", args=["batch-publishedbatch", "csv"]),
        ("public", "embargoover", "untilansweryes"),
    ),
    "xlsx": (lambda world: reverse("sheet-download", args=["batch-publishedbatch", "xlsx"]), ("public",)),
    "parquet": (
        lambda world: reverse("sheet-download", args=["batch-publishedbatch", "parquet"]),
        ("public",),
    ),
    "data package": (
        lambda world: reverse("sheet-download", args=["batch-publishedbatch", "datapackage"]),
        ("public",),
    ),
    "search": (lambda world: reverse("search") + "?q=drones", ("public", "embargoover", "untilansweryes")),
    "request": (
        lambda world: reverse("request", args=[world.requests["embargoover"].slug]),
        ("embargoover",),
    ),
}


@pytest.mark.parametrize("door", SHOWN)
def test_what_everybody_may_read_is_there(world: World, door: str) -> None:
    address, things = SHOWN[door]
    sent = said(client_of(world, "visitor").get(address(world))).lower()
    assert [thing for thing in things if word(thing).encode() not in sent] == []


def test_a_search_for_what_is_hidden_answers_like_one_for_nothing(world: World) -> None:
    """Neither hits nor counts nor facets tell that there is something."""
    client = client_of(world, "visitor")
    nothing = "qznothingatallf"
    blank = client.get(reverse("search"), {"q": nothing}).content.decode().replace(nothing, "")
    for thing, who in WHO.items():
        if "visitor" not in who:
            asked = client.get(reverse("search"), {"q": beside(thing)}).content.decode()
            assert asked.replace(beside(thing), "") == blank, thing


def test_an_officer_with_a_link_reads_of_the_one_request(world: World) -> None:
    """The holder of a link in a letter sees what the letter was about, and nothing else."""
    request = world.requests["queued"]
    message = request.messages.get()
    sent = said(Client().get(reverse("upload", args=[upload_token(message)]))).lower()
    others = [thing for thing, who in WHO.items() if who != EVERYBODY and thing != "queued"]
    assert [thing for thing in others if word(thing).encode() in sent] == []


def test_the_table_knows_every_role() -> None:
    assert all(who <= set(ROLES) for who in WHO.values())
    assert TEAM < EVERYBODY

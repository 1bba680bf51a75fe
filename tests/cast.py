"""The cast of the tests: short ways to make a team, persons, an authority and a request. All names are invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from rhyddid.accounts.models import Membership, Person, Role, Team
from rhyddid.authorities.models import Authority, AuthorityAddress
from rhyddid.requests.models import Request, Visibility
from rhyddid.requests.request_send import QuestionText, request_create

PASSWORD = "correct horse battery staple"


def make_team(name: str = "Brynglas Open Data Group") -> Team:
    return Team.objects.create(name=name, slug=name.lower().replace(" ", "-"))


def make_person(
    email: str = "owner@campaign.example",
    *,
    team: Team | None = None,
    role: Role | str = Role.OWNER,
    public_name: str = "",
    legal_name: str = "Nia Prosser",
    trust: int = 2,
    is_staff: bool = False,
) -> Person:
    person = Person.objects.create_user(
        email,
        PASSWORD,
        public_name=public_name or email.split("@")[0].title(),
        legal_name=legal_name,
        trust=trust,
        is_staff=is_staff,
    )
    if team is not None:
        Membership.objects.create(team=team, person=person, role=role)
    return person


def make_authority(
    name: str = "Port Aldwych Council",
    *,
    email: str | None = None,
    regimes: Sequence[str] = ("uk-foia",),
    nations: Sequence[str] = ("ENG",),
    tags: Sequence[str] = (),
    simulated: bool = False,
) -> Authority:
    slug = name.lower().replace(" ", "-")
    authority = Authority.everywhere.create(
        slug=slug,
        name=name,
        regimes=list(regimes),
        nations=list(nations),
        tags=list(tags),
        simulated=simulated,
    )
    if email != "":
        AuthorityAddress.objects.create(authority=authority, email=email or f"foi@{slug}.example")
    return authority


QUESTIONS = (
    QuestionText("1", "Have you run any trial of drone detection equipment since 2020?", "yes_no"),
    QuestionText("2", "Which company supplied it?", "organisation"),
    QuestionText("3", "What did it cost?", "money"),
)


def make_request(
    team: Team | None = None,
    authority: Authority | None = None,
    *,
    questions: Sequence[QuestionText] = QUESTIONS,
    subject: str = "Drone detection equipment",
    visibility: Visibility = Visibility.PUBLIC,
    by: Person | None = None,
    rehearsal_day: dt.date | None = None,
    language: str = "en",
) -> Request:
    lines = "\n\n".join(f"{question.number}) {question.text}" for question in questions)
    return request_create(
        authority=authority or make_authority(),
        team=team or make_team(),
        by=by,
        subject=subject,
        text=f"Dear Sir or Madam,\n\n{lines}\n\nYours faithfully,\n\nNia Prosser",
        questions=questions,
        language=language,
        visibility=visibility,
        rehearsal_day=rehearsal_day,
    )

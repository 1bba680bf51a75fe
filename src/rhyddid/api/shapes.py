"""The shapes of what the API answers and takes: the one place that says them; docs/schema is written from it.

Fields are added freely; none is dropped or renamed within v1. Days are YYYY-MM-DD, times ISO with an offset.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, Field


class AuthorityName(BaseModel):
    slug: str
    name: str


class TeamName(BaseModel):
    slug: str
    name: str


class RequestRow(BaseModel):
    """A request in a list."""

    slug: str
    url: str
    subject: str
    authority: AuthorityName
    team: TeamName
    regime: str
    language: str
    visibility: str
    embargoed_until: dt.date | None
    tags: list[str]
    created_at: dt.datetime
    state: str
    late: bool = Field(description="Computed from `due` and today.")
    received: dt.date | None
    due: dt.date | None
    review_due: dt.date | None
    closed_on: dt.date | None
    reference: str = Field(description="The authority's own reference.")


class Answer(BaseModel):
    """What stands in a cell; `status` says whether a person has checked it."""

    decision: str
    text: str
    values: list[dict[str, Any]]
    provisions: list[str]
    status: Literal["confirmed", "corrected", "rejected", "unconfirmed"]
    confidence: float | None
    quote: str
    message: int | None
    file: int | None
    page: int | None
    is_review: bool
    finding: int | None


class Question(BaseModel):
    id: int
    number: str
    text: str
    answer_type: str
    regime: str
    answer: Answer | None


class File(BaseModel):
    """`withheld`: that there is a file is all that is told of it."""

    id: int
    filename: str
    content_type: str
    size: int
    withheld: bool
    url: str | None


class Message(BaseModel):
    """A letter, with personal data masked for all but the team; `folded` is [[start, end, why], …] in `text`."""

    id: int
    direction: Literal["in", "out"]
    channel: str
    kind: str
    read_as: str
    subject: str
    sender: str
    at: dt.datetime
    text: str
    folded: list[tuple[int, int, str]]
    files: list[File]


class Event(BaseModel):
    id: int
    type: str
    day: dt.date
    source: str
    message: int | None
    until: dt.date | None = None
    extension: str | None = None
    claimed_received_on: dt.date | None = None


class RequestWhole(RequestRow):
    """A request with its questions and answers, letters, files and events."""

    public: bool
    text: str
    batch: str | None
    questions: list[Question]
    messages: list[Message]
    events: list[Event]


class RequestList(BaseModel):
    """`next` is the cursor of the next page; null at the end."""

    items: list[RequestRow]
    next: str | None


class Share(BaseModel):
    """`hits` of `of` with the 95% (Wilson) interval; null where `of` is below the site's floor."""

    hits: int
    of: int
    share: float | None
    low: float | None
    high: float | None


class ProvisionCount(BaseModel):
    law: str
    provision: str
    share: Share


class StateCount(BaseModel):
    state: str
    requests: int


class Days(BaseModel):
    """Calendar days from receipt to the first answer or refusal, of `n` requests."""

    n: int
    quarter: float | None
    median: float | None
    three_quarter: float | None


class Figures(BaseModel):
    """An authority in numbers: of public requests alone, no sample of all that it was asked."""

    counted_at: dt.datetime
    requests: int
    states: list[StateCount]
    late: int
    in_time: Share
    refused: Share
    days: Days
    checked: int
    provisions: list[ProvisionCount]
    first_day: dt.date | None
    last_day: dt.date | None
    floor: int


class AuthorityRow(BaseModel):
    slug: str
    url: str
    name: str
    name_cy: str
    kind: str
    nations: list[str]
    regimes: list[str]
    tags: list[str]
    website: str
    active: bool


class OtherName(BaseModel):
    name: str
    since: dt.date | None
    until: dt.date | None


class AuthorityWhole(AuthorityRow):
    other_names: list[OtherName]
    mail: Literal["good", "doubtful", "dead", "unknown"] = Field(
        description="Whether mail for requests arrives; the address itself is not told."
    )


class AuthorityList(BaseModel):
    items: list[AuthorityRow]
    next: str | None


class BatchRow(BaseModel):
    slug: str
    url: str
    subject: str
    team: TeamName
    published_at: dt.datetime | None
    language: str
    tags: list[str]


class BatchQuestion(BaseModel):
    number: str
    text: str
    answer_type: str
    regime: str


class BatchWhole(BatchRow):
    questions: list[BatchQuestion]
    counts: dict[str, int]


class BatchList(BaseModel):
    items: list[BatchRow]
    next: str | None


class Cell(BaseModel):
    """One cell of the answer sheet: the columns of its export."""

    authority: str
    authority_slug: str
    question: str
    question_text: str
    answer_type: str
    decision: str
    answer: str
    value: str
    unit: str
    year: str
    provisions: str
    status: str
    confidence: float | None
    quote: str
    letter_wide_ncnd: str
    regime: str
    state: str
    nations: str
    rehearsal: bool
    request_url: str
    message_url: str
    evidence_url: str


class CellList(BaseModel):
    items: list[Cell]
    next: str | None


class SearchHit(BaseModel):
    request: str
    url: str
    authority: AuthorityName
    kind: str
    at: dt.datetime
    title: str
    snippet: str
    more: int = Field(description="How many more entries of the same request matched on this page.")


class SearchAnswer(BaseModel):
    """`count` stops at 5,000: `is_capped` says that there are more. `notes` say what of the query was left out."""

    count: int
    is_capped: bool
    notes: list[str]
    facets: dict[str, dict[str, int]]
    items: list[SearchHit]
    next: str | None


class ClockStep(BaseModel):
    date: dt.date
    what: str
    cite: str


class ClockAnswer(BaseModel):
    """What `rhyddid clock --json` prints."""

    regime: str
    received: dt.date
    counted_from: dt.date
    day_one: dt.date
    due: dt.date | None
    notice_due: dt.date | None
    state: str
    calendar: dict[str, str]
    warnings: list[str]
    steps: list[ClockStep]
    review_due: dt.date | None
    regulator_by: dt.date | None


class RegimeRow(BaseModel):
    id: str
    law: str
    short: str
    country: str


class Activity(BaseModel):
    """Something that happened in a request: what feeds and digests tell."""

    id: str
    type: str
    label: str
    at: dt.datetime
    request: str
    url: str
    subject: str
    authority: AuthorityName
    excerpt: str


class ActivityList(BaseModel):
    items: list[Activity]
    next: str | None


class AskedQuestion(BaseModel):
    text: str = Field(min_length=1, max_length=5000)
    number: str = Field(default="", max_length=10)
    answer_type: Literal["text", "yes_no", "number", "money", "date", "organisation", "choice"] = "text"
    choices: list[str] = Field(default_factory=list, max_length=50)


class DraftIn(BaseModel):
    """A request that is being written. Own personal data are recognised, and keep it private."""

    authority: str = Field(description="The authority's slug.", max_length=120)
    subject: str = Field(min_length=1, max_length=250)
    questions: list[AskedQuestion] = Field(min_length=1, max_length=50)
    opening: str = Field(default="", max_length=20_000)
    closing: str = Field(default="", max_length=20_000)
    sender: str = Field(default="", max_length=200)
    language: Literal["en", "cy"] = "en"
    regime: str = Field(default="", max_length=20)
    visibility: Literal["public", "embargoed", "private"] = "public"
    embargoed_until: dt.date | None = None
    about_me: bool = False
    not_about_me: bool = False


class Check(BaseModel):
    """A gentle check of the letter; with level `stop` it cannot be sent."""

    code: str
    level: str
    text: str


class DraftOut(BaseModel):
    key: str
    url: str
    own_personal_data: bool
    visibility: str
    checks: list[Check]
    request: str | None


class SendIn(BaseModel):
    draft: str = Field(description="The key that making the draft answered with.", max_length=40)


class LetterIn(BaseModel):
    """A further letter of a request's thread; `means` is what its leaving means for the clock."""

    text: str = Field(min_length=1, max_length=100_000)
    means: Literal["message_sent", "clarified", "review_asked"] = "message_sent"


class LetterOut(BaseModel):
    message: int
    state: str
    not_before: dt.datetime


class JudgedOne(BaseModel):
    """One value of an answer, as `rhyddid read` prints it; numbers and amounts are plain decimal texts."""

    type: Literal["yes_no", "number", "money", "date", "organisation", "text"]
    value: str | None = Field(default=None, max_length=2000)
    amount: str | None = Field(default=None, max_length=40)
    currency: str | None = Field(default=None, max_length=3)
    name: str | None = Field(default=None, max_length=500)
    year: str | None = Field(default=None, max_length=10)


class JudgedValue(BaseModel):
    """What a person says that the answer is."""

    decision: str = Field(max_length=40)
    text: str = Field(default="", max_length=100_000)
    values: list[JudgedOne] = Field(default_factory=list, max_length=200)
    provisions: list[str] = Field(default_factory=list, max_length=50)


class JudgementIn(BaseModel):
    """A person's word on an answer; `correct` needs a value."""

    question: int
    verdict: Literal["confirm", "correct", "reject"]
    finding: int | None = None
    value: JudgedValue | None = None
    note: str = Field(default="", max_length=2000)


class JudgementOut(BaseModel):
    id: int
    question: int
    verdict: str
    at: dt.datetime


class FieldError(BaseModel):
    where: str
    what: str


class ProblemShape(BaseModel):
    """RFC 9457: what is wrong, and what to do; `errors` names the fields."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError] = Field(default_factory=list)


# what docs/schema describes, by file name
PUBLISHED: dict[str, type[BaseModel]] = {
    "api_request": RequestWhole,
    "api_requests": RequestList,
    "api_authority": AuthorityWhole,
    "api_authorities": AuthorityList,
    "api_figures": Figures,
    "api_batch": BatchWhole,
    "api_batches": BatchList,
    "api_cells": CellList,
    "api_search": SearchAnswer,
    "api_clock": ClockAnswer,
    "api_activity": ActivityList,
    "api_draft": DraftOut,
    "api_letter": LetterOut,
    "api_judgement": JudgementOut,
    "api_problem": ProblemShape,
}

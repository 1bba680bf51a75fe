"""A digest as a mail: text and HTML, in the follower's language, grouped by authority, with the way to stop it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from rhyddid.authorities.models import Authority
from rhyddid.following.activity import Item
from rhyddid.following.mail_links import mail_link, one_click_headers
from rhyddid.following.models import Follower
from rhyddid.following.search_news import SearchHit
from rhyddid.mail.compose import compose
from rhyddid.mail.mail import Address


@dataclass(frozen=True)
class Section:
    """What happened at one authority."""

    authority: Authority
    items: Sequence[Item]

    @property
    def name(self) -> str:
        """The authority's name in the language that is active."""
        welsh = translation.get_language() == "cy" and self.authority.name_cy
        return self.authority.name_cy if welsh else self.authority.name


@dataclass(frozen=True)
class DigestText:
    follower: Follower
    own: Sequence[Section]
    followed: Sequence[Section]
    hits: Sequence[tuple[str, Sequence[SearchHit]]]
    left_out: int

    @property
    def language(self) -> str:
        person = self.follower.person
        return person.language if person is not None else self.follower.language

    @property
    def names(self) -> list[str]:
        """The authorities it tells of, each once."""
        of_hits = [hit.entry.authority.name for _, hits in self.hits for hit in hits]
        return list(dict.fromkeys([*(each.name for each in (*self.own, *self.followed)), *of_hits]))

    @property
    def count(self) -> int:
        sections = sum(len(each.items) for each in (*self.own, *self.followed))
        return sections + sum(len(hits) for _, hits in self.hits) + self.left_out


def digest_mail(text: DigestText, *, message_id: str, at: dt.datetime) -> bytes:
    """The mail, ready for SMTP."""
    with translation.override(text.language):
        context = {
            "text": text,
            "site_name": settings.SITE_NAME,
            "site_url": settings.SITE_URL,
            "link": mail_link(text.follower),
            "choices": settings.SITE_URL + reverse("following") if text.follower.person is not None else "",
            "language": text.language,
        }
        return compose(
            sender=Address(settings.SITE_NAME, f"no-reply@{settings.MAIL_DOMAIN}"),
            to=[Address("", text.follower.address)],
            subject=_subject(text),
            text=_tidied(render_to_string("following/digest.txt", context)),
            html=render_to_string("following/digest.html", context),
            message_id=message_id,
            date=at,
            language=text.language,
            headers={
                "Auto-Submitted": "auto-generated",
                "Precedence": "bulk",
                **one_click_headers(text.follower),
            },
        )


def _subject(text: DigestText) -> str:
    first, others = text.names[0], len(text.names) - 1
    news = ngettext("%(count)s piece of news", "%(count)s pieces of news", text.count) % {"count": text.count}
    if not others:
        about = first
    else:
        about = ngettext("%(first)s and %(count)s other", "%(first)s and %(count)s others", others) % {
            "first": first,
            "count": others,
        }
    return f"{news}: {about}"


def _tidied(text: str) -> str:
    """Template tags leave empty lines behind: never more than one stays."""
    lines: list[str] = []
    for line in text.strip().split("\n"):
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines) + "\n"

"""Subjects of mails, without what mail software puts before them."""

from __future__ import annotations

import re

_REPLY_PREFIX = re.compile(
    r"^\s*(?:(?:re|fw|fwd|aw|ateb|yml|automatic reply|out of office|undeliverable)\s*:|\[[^\]]{1,30}\])\s*",
    re.I,
)


def bare_subject(subject: str) -> str:
    """A subject without "Re:" and its like, however many."""
    while (shorter := _REPLY_PREFIX.sub("", subject)) != subject:
        subject = shorter
    return subject.strip()


def is_reply_subject(subject: str) -> bool:
    """Whether mail software marked the subject as a reply's."""
    return bare_subject(subject) != subject.strip()

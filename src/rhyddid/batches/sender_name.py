"""Whether a sender's name can be a real name, as FOIA s.8(1)(b) wants it: a text in, a doubt or nothing out.

A title or an initial with a surname is enough; a first name alone, a nickname or an address is not. Names of companies
and groups may stand, so that words such as "campaign" raise no doubt.
"""

from __future__ import annotations

import re

from rhyddid.wording import Wording, gettext_noop

_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
        "sir",
        "dame",
        "lord",
        "lady",
        "rev",
        "revd",
        "cllr",
        "councillor",
        "y",
        "yr",
    ]
)
_NOBODY = frozenset(
    [
        "anon",
        "anonymous",
        "anonymus",
        "citizen",
        "resident",
        "taxpayer",
        "ratepayer",
        "requester",
        "requestor",
        "applicant",
        "nobody",
        "someone",
        "me",
        "myself",
        "admin",
        "test",
        "user",
        "journalist",
        "researcher",
        "student",
        "member",
        "public",
        "concerned",
        "dienw",
    ]
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")


def doubt_about_name(name: str) -> Wording | None:
    """What speaks against `name` as a real name; None where nothing does."""
    words = [word.rstrip(".").lower() for word in _WORD.findall(name)]
    real = [word for word in words if word not in _TITLES]
    if not words:
        return Wording(
            gettext_noop("Nobody signs the letter: a request must state the applicant's real name.")
        )
    if "@" in name or any(character.isdigit() for character in name):
        return Wording(
            gettext_noop("“{name}” looks like a user name: a request must state a real name."), {"name": name}
        )
    if real and all(word in _NOBODY for word in real if word not in ("a", "of", "the", "member")):
        return Wording(
            gettext_noop("“{name}” names nobody: a request must state a real name."), {"name": name}
        )
    if not any(len(word) > 1 for word in real) or (len(real) == 1 and len(words) == 1):
        return Wording(
            gettext_noop(
                "“{name}” is not a full name: a title, an initial or a first name with the surname is enough."
            ),
            {"name": name},
        )
    return None

"""Files of a letter that is being written, as its form shows them: added, taken out, and what they hold unseen.

The form works without scripts: "add" and "take out" are buttons that send everything and get the same page back. In: a
POST and the key of the form (`sent_once`). Out: the files, and what is wrong with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rhyddid.accounts.models import Person
from rhyddid.pages.asked import asked_number
from rhyddid.requests.models import OutgoingFile
from rhyddid.requests.outgoing_files import (
    MAX_FILES,
    draft_file_add,
    draft_file_remove,
    draft_files,
    draft_files_agree,
    hidden_finds,
    wants_agreement,
)

FIELD, AGREE, BUTTON = "files", "agree", "do"


@dataclass(frozen=True)
class ShownFind:
    """One thing that a file holds and does not show."""

    what: str
    where: str
    count: int
    sample: str
    is_serious: bool


@dataclass(frozen=True)
class ShownOutgoingFile:
    file: OutgoingFile
    finds: tuple[ShownFind, ...]


@dataclass(frozen=True)
class OutgoingFiles:
    """The files of a form. `is_about_files`: a button of theirs was pressed, and the letter is not to be sent yet."""

    files: Sequence[OutgoingFile] = ()
    problems: list[str] = field(default_factory=list)
    is_about_files: bool = False

    @property
    def shown(self) -> list[ShownOutgoingFile]:
        return shown_outgoing(self.files)

    @property
    def wants_agreement(self) -> bool:
        return wants_agreement(self.files)

    @property
    def max_mib(self) -> int:
        return settings.OUTGOING_MAX_BYTES // 1024**2


def files_of_form(http: HttpRequest, *, by: Person, draft: str) -> OutgoingFiles:
    """Do what the form says about its files, and say how they stand."""
    if http.method != "POST":
        return OutgoingFiles()
    button, _colon, pk = http.POST.get(BUTTON, "").partition(":")
    problems: list[str] = []
    if button == "remove-file":
        draft_file_remove(by=by, draft=draft, pk=asked_number(pk))
    count = len(draft_files(by=by, draft=draft))
    for given in http.FILES.getlist(FIELD):
        if (given.size or 0) > settings.OUTGOING_MAX_BYTES:
            most = settings.OUTGOING_MAX_BYTES // 1024**2
            problems.append(
                _("%(name)s is larger than %(most)s MB: it cannot go by e-mail.")
                % {"name": given.name, "most": most}
            )
        elif count >= MAX_FILES:
            problems.append(_("At most %(count)s files go with a letter.") % {"count": MAX_FILES})
            break
        else:
            draft_file_add(
                by=by,
                draft=draft,
                data=given.read(),
                filename=given.name or "",
                content_type=given.content_type or "",
            )
            count += 1
    # what came with this very form has not been looked at yet
    if button == "send" and http.POST.get(AGREE) == "yes" and not http.FILES.getlist(FIELD):
        draft_files_agree(by=by, draft=draft)
    return OutgoingFiles(draft_files(by=by, draft=draft), problems, button in ("add-files", "remove-file"))


def shown_outgoing(files: Iterable[OutgoingFile]) -> list[ShownOutgoingFile]:
    """The files with what was found in them, serious things first."""
    language = (get_language() or "en")[:2]
    shown = []
    for file in files:
        finds = sorted(hidden_finds(file), key=lambda find: not find.is_serious)
        shown.append(
            ShownOutgoingFile(
                file,
                tuple(
                    ShownFind(
                        find.wording.render(language), find.where, find.count, find.sample, find.is_serious
                    )
                    for find in finds
                ),
            )
        )
    return shown

"""One viewer's mask for one request, asked for once a page instead of once a text."""

from __future__ import annotations

from dataclasses import dataclass

from rhyddid.redaction.apply import Masked
from rhyddid.requests.masking import masked_for_public, masked_for_team
from rhyddid.requests.masking_rules import SITE, About, about
from rhyddid.requests.models import Request
from rhyddid.requests.visibility import Viewer, sees_unmasked


@dataclass(frozen=True)
class Mask:
    """Masks texts as `rhyddid.requests.masking.mask_for` does, without asking for the viewer's teams each time."""

    unmasked: bool
    to: About = SITE
    """What the texts are about: whose rules apply."""

    def of(self, text: str) -> Masked:
        """`text` as this viewer sees it, with the places of evidence in it."""
        if self.unmasked:
            return masked_for_team(text)
        return masked_for_public(text, self.to)

    def hides(self, text: str) -> bool:
        """Whether anything in `text` is hidden from this viewer."""
        return self.of(text).text != text


def mask_of(viewer: Viewer, request: Request) -> Mask:
    """The mask that lies on `request` for `viewer`."""
    return Mask(sees_unmasked(viewer, request), about(request))

"""Why a recipient was not written to with the others: the codes in `Recipient.held_reason` and their words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class HeldReason(models.TextChoices):
    NO_ADDRESS = "no_address", _("No address for requests")
    DEAD_ADDRESS = "dead_address", _("Mail does not arrive at the address")
    DROPPED = "dropped", _("Taken off the list")
    RECALLED = "recalled", _("The batch was taken back")


# tried again whenever the batch is sent again: the address may have been mended meanwhile
MENDABLE = (HeldReason.NO_ADDRESS, HeldReason.DEAD_ADDRESS)

"""The one router of the API: an address that is read and written must be known to one of them."""

from __future__ import annotations

from ninja import Router

router = Router()

"""Words for people, chosen late: a message id with its parameters, rendered in a language when it is shown.

Pure rooms return `Wording`s; the command line and the pages render them from the one catalogue
(`locale/<language>/LC_MESSAGES/django.po`), which Django's templates use too.
"""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "cy")
_LOCALE_DIR = Path(__file__).parent / "locale"


def gettext_noop(message: str) -> str:
    """Mark `message` for the catalogue without translating it yet."""
    return message


@dataclass(frozen=True)
class Wording:
    """`message` is an English text with `{name}` places; `parameters` fill them (wordings inside are rendered too)."""

    message: str
    parameters: Mapping[str, object] = field(default_factory=dict)

    def render(self, language: str = "en") -> str:
        """The text in `language`; English where the catalogue has no translation."""
        filled = {
            name: value.render(language) if isinstance(value, Wording) else value
            for name, value in self.parameters.items()
        }
        text = _catalogue(language).gettext(self.message) if self.message else ""
        return text.format(**filled) if filled else text

    def __str__(self) -> str:
        return self.render()


@cache
def _catalogue(language: str) -> _gettext.NullTranslations:
    return _gettext.translation("django", _LOCALE_DIR, languages=[language], fallback=True)

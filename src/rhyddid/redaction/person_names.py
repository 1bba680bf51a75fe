"""Names that are known to be a person's, wherever a text says them: whole, with a title, in a greeting."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

Span = tuple[int, int]

_TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof(?:essor)?|Sir|Dame|Lord|Lady|Rev(?:erend)?|Cllr|Councillor|Cynghorydd)"
)
_GREETING = r"(?:Dear|Hi|Hello|Good (?:morning|afternoon|evening)|Annwyl|Helo|Bore da|Prynhawn da)"


def find_names(text: str, names: Collection[str]) -> Iterator[Span]:
    """The spans of `names` ("Jane Example"): the whole name, "Ms Example", "Example, Jane", "Dear Jane"."""
    for name in names:
        words = [re.escape(word) for word in name.split()]
        if not words:
            continue
        whole = r"[\s.,_-]+".join(words)
        shapes = [rf"(?<![^\W_])({whole})(?![^\W_])"]
        if len(words) > 1:
            first, last = words[0], words[-1]
            shapes += [
                rf"(?<![^\W_])({last},[ \t]*{first})(?![^\W_]|@)",
                rf"(?<![^\W_])({first}[ \t.]+(?:(?-i:[A-Z])(?:\.[ \t]*|[ \t]+)){{1,3}}{last})(?![^\W_])",
                rf"(?<![^\W_])({first[:1]}\.?\s*{last})(?![^\W_])",
                rf"\b{_TITLE}\.?\s+({last})(?![^\W_])",
                rf"\b{_GREETING}\s+({first})(?![^\W_])",
            ]
        for shape in shapes:
            for match in re.finditer(shape, text, re.IGNORECASE):
                yield match.span(1)

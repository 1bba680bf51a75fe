"""The language of a text by its stop words: English, Welsh, and a few that letters come in elsewhere.

In: a text. Out: a two-letter code; a letter in two languages side by side counts as the one with more words.
"""

from __future__ import annotations

import re
from collections import Counter

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_STOP_WORDS = {
    "en": "the of and to in that is for you your was this with have are not be by we which from as it on been",
    "cy": "yr yn y ar am i'r o'r ac gan fod yw mae nid chi eich ein bod dan hyn wedi ei eu neu sydd gyfer oes",
    "ga": "agus an na ar is go le do bhur ón faoin seo atá ní gur",
    "de": "der die das und ist nicht mit für auf sie wir dem den eine von",
    "fr": "le la les des et est pas pour vous nous dans une votre que du",
}
_LANGUAGES: dict[str, list[str]] = {}
for _language, _words in _STOP_WORDS.items():
    for _word in _words.split():
        _LANGUAGES.setdefault(_word, []).append(_language)


def language_of(plain: str) -> str:
    """The likeliest language of `plain`; English where nothing tells."""
    count: Counter[str] = Counter()
    for word, times in Counter(_WORD.findall(plain[:3000])).items():
        for language in _LANGUAGES.get(word, ()):
            count[language] += times
    best = max(count, key=lambda language: (count[language], language == "en"), default="en")
    return best

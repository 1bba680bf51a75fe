"""A query's term as a PostgreSQL tsquery: each word in its English form and as a Welsh stem, joined as it was typed.

Returns SQL with placeholders and their values: nothing that was typed becomes part of the SQL itself.
"""

from __future__ import annotations

from typing import Any

from rhyddid.search.query_language import Joined, Not, Term, Words
from rhyddid.search.welsh_stems import unaccented, welsh_stem

SQL = tuple[str, list[Any]]


def term_sql(term: Term) -> SQL:
    """`(sql, values)` of type tsquery. A term of stop words alone gives an empty tsquery, which matches nothing."""
    if isinstance(term, Words):
        return _words_sql(term)
    if isinstance(term, Not):
        inner, values = term_sql(term.of)
        return f"(!! {inner})", values
    assert isinstance(term, Joined)
    parts = [term_sql(each) for each in term.terms]
    joined = (" && " if term.how == "and" else " || ").join(sql for sql, _ in parts)
    return f"({joined})", [value for _, values in parts for value in values]


def _words_sql(term: Words) -> SQL:
    welsh = [welsh_stem(word) for word in term.words]
    if not term.beginning:
        sql = "(phraseto_tsquery('search_en', %s) || phraseto_tsquery('simple', %s))"
        return sql, [" ".join(term.words), " ".join(welsh)]
    # the last word may go on; the quotes keep `to_tsquery` from reading it as more than one word
    begun = f"'{unaccented(term.words[-1])}':*"
    if len(term.words) == 1:
        sql = "(to_tsquery('search_en', %s) || to_tsquery('simple', %s))"
        return sql, [begun, f"'{welsh[0]}':*"]
    before = " ".join(term.words[:-1])
    return "(phraseto_tsquery('search_en', %s) <-> to_tsquery('search_en', %s))", [before, begun]

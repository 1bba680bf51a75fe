"""Reply addresses: unique, keyed, repaired where they were misread, masked everywhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhyddid.mail.tokens import (
    ALPHABET,
    MASK,
    TOKEN_LENGTH,
    make_token,
    mask_tokens,
    reply_address,
    token_in,
    token_spans,
)

SECRET = b"a secret of the tests"
TOKENS = st.integers(min_value=1, max_value=10**9).map(lambda number: make_token(SECRET, number))


def test_a_token_is_made_of_its_secret_and_request() -> None:
    assert make_token(SECRET, 1) == make_token(SECRET, "1")
    assert make_token(SECRET, 1) != make_token(SECRET, 2)
    assert make_token(SECRET, 1) != make_token(b"another", 1)


def test_tokens_of_many_requests_differ() -> None:
    assert len({make_token(SECRET, number) for number in range(20_000)}) == 20_000


def test_no_two_characters_of_the_alphabet_look_alike() -> None:
    for group in ("0oq", "1il", "2z", "5s", "8b", "uvw", "mn"):
        assert len(set(group) & set(ALPHABET)) == 1
    assert len(ALPHABET) == 23


def test_an_empty_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="secret"):
        make_token(b"", 1)


@given(TOKENS)
def test_the_token_is_found_in_its_address(token: str) -> None:
    address = reply_address(token, "asks.example")
    assert address == f"request-{token}@asks.example"
    for written in (
        *(address, address.upper(), f"Siân Price <{address}>", f"<{address}>", token),
        *(address.replace("request-", "request-bounce-"), address.replace("request-", "foi+request-")),
        f"SRS0=a1b2=CD=asks.example=request-{token}@forwarder.example",
        f"request-{token[:5]}-{token[5:10]}-{token[10:]}@asks.example",
        f"request-{token}@elsewhere.example",
    ):
        assert token_in(written) == token


@given(TOKENS)
def test_misread_characters_are_repaired(token: str) -> None:
    for right, wrong in (
        ("0", "O"),
        ("1", "l"),
        ("1", "I"),
        ("5", "S"),
        ("2", "Z"),
        ("8", "B"),
        ("m", "n"),
        ("6", "g"),
    ):
        assert token_in(f"request-{token.replace(right, wrong)}@asks.example") == token


@given(
    TOKENS,
    st.integers(0, TOKEN_LENGTH - 1),
    st.integers(0, TOKEN_LENGTH - 1),
    st.sampled_from(ALPHABET),
    st.sampled_from(ALPHABET),
)
def test_one_or_two_wrong_characters_are_noticed(
    token: str, first: int, second: int, one: str, two: str
) -> None:
    wrong = list(token)
    wrong[first], wrong[second] = one, two
    changed = "".join(wrong)
    assert token_in(changed) == (token if changed == token else None)


@given(TOKENS, st.integers(0, TOKEN_LENGTH - 2))
def test_two_swapped_characters_are_noticed(token: str, place: int) -> None:
    swapped = token[:place] + token[place + 1] + token[place] + token[place + 2 :]
    assert token_in(swapped) == (token if swapped == token else None)


@pytest.mark.parametrize(
    "address",
    [
        "foi@dyffryn.example",
        "request-@asks.example",
        "",
        "@",
        "freedom.of.information@dyffryn.example",
        "20210727123456@x.example",
    ],
)
def test_other_addresses_hold_no_token(address: str) -> None:
    assert token_in(address) is None


@given(TOKENS, st.text(alphabet="ab c\n@.<>£", max_size=30), st.text(alphabet="xy \n@.<>", max_size=30))
def test_tokens_are_masked_in_any_text(token: str, before: str, after: str) -> None:
    text = f"{before} request-{token.upper()}@asks.example {after} (request-{token}@asks.example) {token}"
    masked = mask_tokens(text)
    assert token not in masked.lower()
    assert masked.count(MASK) == 3
    for start, end in token_spans(text):
        assert text[start:end].lower() == token


def test_letters_and_numbers_of_a_letter_are_not_masked() -> None:
    text = "Our reference 20210727123456, telephone 01632 960123, of 27 July 2021; cost 6000.00 and charity 10456789012345."
    assert mask_tokens(text) == text

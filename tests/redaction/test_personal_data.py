"""What is personal data in a text, and what only looks like it. People, places and numbers are invented."""

from __future__ import annotations

import re
import time

import pytest

from rhyddid.redaction.personal_data import PersonalData, find_personal_data


def found(text: str, kind: str | None = None, **options: object) -> list[str]:
    spans = find_personal_data(text, **options)  # type: ignore[arg-type]
    return [text[span.start : span.end] for span in spans if kind in (None, span.kind)]


@pytest.mark.parametrize(
    "address",
    [
        "jane.example@brynglas.example",
        "o'shea@brynglas.example",
        "o’shea@brynglas.example",
        "foi@gov.wales",
        "x@y.london",
        "foi+2021@brynglas.museum",
        "jane_example-1@mail.brynglas.example",
        "h&s@brynglas.example",
        "JANE@BRYNGLAS.EXAMPLE",
        "siân@cyngor-môn.example",
        "jane@xn--mn-nja.example",
        "jane@[192.0.2.1]",
        "jane@SERVER-1",
        '"jane example"@brynglas.example',
        "jane%40brynglas.example",
        "jane\u200b@brynglas.example",
        "jane＠brynglas.example",
        "jane (at) brynglas.example",
        "jane [at] brynglas [dot] example",
        "jane(at)brynglas dot example",
        "jane at brynglas dot example",
        "jane.example @ brynglas.example",
        "jane.example AT brynglas.example",
        "jane.example@\nbrynglas.example",
        "jane.example\n@brynglas.example",
    ],
)
@pytest.mark.parametrize("around", ["{}", "Write to <{}>, or", "E-mail: {}.", "({})", "[{}]", "“{}”"])
def test_email_addresses_are_found_whole(address: str, around: str) -> None:
    assert found(around.format(address)) == [address]


@pytest.mark.parametrize(
    "text",
    [
        "We sold 5@£3 and 10@20.",
        "Follow @brynglas or @brynglas.council on the bird site.",
        "See us at brynglas.example.",
        "They met at Brynglas and at the dot of noon.",
        "A look @ the figures",
        "No answer @\n",
    ],
)
def test_what_is_no_email_address_is_left(text: str) -> None:
    assert found(text, "email") == []


def test_recipient_in_a_mail_filters_link_is_found() -> None:
    text = "https://filter.example/?url=https%3A%2F%2Fa.example&data=05%7C01%7Cjane.example%40brynglas.example%7Cab"
    assert "jane.example" not in "".join(re.split("|".join(map(re.escape, found(text))), text))


@pytest.mark.parametrize(
    "number",
    [
        "01632 960123",
        "01632960123",
        "(01632) 960123",
        "01632-960-123",
        "01632.960.123",
        "01632\u00a0960\u00a0123",
        "01632 – 960123",
        "020 7946 0123",
        "(020) 7946 0123",
        "020-7946-0123",
        "07700 900123",
        "07700900123",
        "07700 900 123",
        "+447700900123",
        "+44 7700 900123",
        "+44 (0)20 7946 0123",
        "+44(0)1632 960123",
        "+44 (0) 1632 960123",
        "0044 20 7946 0123",
        "00447700900123",
        "44 7700 900123",
        "01632 960123 ext 45",
        "01632 960123 ext. 4567",
        "01632 960123 x45",
        "01632 960123, extension 45",
        "01632 960123 (est. 45)",
        "01632 960123/4",
        "01632 960123 or 960124",
        "07700\n900123",
        "0300 123 0123",
        "0800 157 0123",
        "+1 (212) 555-0123",
        "+1 212 555 0123",
        "(212) 555-0123",
        "+353 43 334 1124",
        "+49 30 901820",
        "+33 1 23 45 67 89",
        "0033 1 23 45 67 89",
    ],
)
@pytest.mark.parametrize(
    "around", ["{}", "Call {} today", "Tel: {}\n", "T:{}.", "Ffôn: {};", "<{}>", "mobile {}, or"]
)
def test_phone_numbers_are_found_whole(number: str, around: str) -> None:
    assert found(around.format(number)) == [number]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Tel: 043 3341124", ["043 3341124"]),
        ("Tel : 0114 20 53478", ["0114 20 53478"]),
        ("Direct line: 960 123", ["960 123"]),
        ("Ext. 4321", ["4321"]),
        ("T01632 960123", ["01632 960123"]),
        ("Tel: 020 7946 0 123", ["020 7946 0 123"]),
        ("call 0 7 7 0 0 9 0 0 1 2 3", ["0 7 7 0 0 9 0 0 1 2 3"]),
        ("1-212-555-0123", ["1-212-555-0123"]),
        ("Tel:01632 960123 Fax:01632 960124", ["01632 960123", "01632 960124"]),
        ("01632 960123 01632 960124", ["01632 960123", "01632 960124"]),
        ("01632 960123 / 07700 900123", ["01632 960123", "07700 900123"]),
        ("01632 960123\n07700 900123\n", ["01632 960123", "07700 900123"]),
        ("07700 900123 2021", ["07700 900123"]),
        ("Yours\nA Clerk\n01632 960123\nwww.brynglas.example", ["01632 960123"]),
    ],
)
def test_phone_numbers_are_parted_and_told_by_their_labels(text: str, numbers: list[str]) -> None:
    assert found(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "Our reference: 0123456789",
        "FOI/01632960123",
        "FOI-01632960123",
        "Case number 01632960123",
        "Cyfeirnod: 01632960123",
        "13129/2021",
        "2016- 2021",
        "2019 2020 2021 2022",
        "in 2019/20 and 2020/21",
        "01/02/2021 10:30",
        "01.02.2021 10:30",
        "01-02-2021 10:30",
        "2021-08-25 10:30:00",
        "25 08 2021",
        "£01632 960123",
        "£6,000 or £1.2m or €1 234 567",
        "1,234,567,890",
        "0.123456789",
        "01632960123%",
        "SK9 5AF",
        "10 11 12 13 14 15 16 17 18",
        "0 1 2 3 4 5 6 7 8 9 10",
        "01 02 03 04 05 06 07 08",
        "0900-1700 0900-1700",
        "open 09:00 - 17:00",
        "1228089600",
        "999 or 101 or 111",
        "ISBN 0-306-40615-2",
        "ISBN 978-0-306-40615-7",
        "company number 01234567",
        "UPRN 010012345678",
        "0000123456",
        "section 17(1)(a), 24(2) and 31(3)",
        "36\n106\n12\n4001\n2500",
        "version 10.0.19041.1052",
        "192.168.100.200",
        "a1b2c3d4-0123-4567-8901-234567890123",
        "https://www.brynglas.example/requests/01632960123",
    ],
)
def test_what_is_no_phone_number_is_left(text: str) -> None:
    assert found(text, "phone") == []


@pytest.mark.parametrize(
    ("text", "kind", "spans"),
    [
        ("My number is AB123456C.", "national_insurance", ["AB123456C"]),
        ("AB 12 34 56 C", "national_insurance", ["AB 12 34 56 C"]),
        ("ab-12-34-56-c", "national_insurance", ["ab-12-34-56-c"]),
        ("QQ 12 34 56 C", "national_insurance", ["QQ 12 34 56 C"]),
        ("NI number: AB 12 34 56", "national_insurance", ["AB 12 34 56"]),
        ("Rhif Yswiriant Gwladol: AB123456", "national_insurance", ["AB123456"]),
        ("BG123456A, FO123456A and AB123456E", "national_insurance", []),
        ("XAB123456C", "national_insurance", []),
        ("NHS number: 943 476 5919", "nhs_number", ["943 476 5919"]),
        ("NHS No 9434765919", "nhs_number", ["9434765919"]),
        ("943 476 5919", "nhs_number", ["943 476 5919"]),
        ("943 476 5918 cases", "nhs_number", []),
        ("9434765919", "nhs_number", []),
        ("NHS number 943 476 5918", "nhs_number", ["943 476 5918"]),
        ("Card 4111 1111 1111 1111.", "payment_card", ["4111 1111 1111 1111"]),
        ("4111111111111111", "payment_card", ["4111111111111111"]),
        ("3782 822463 10005", "payment_card", ["3782 822463 10005"]),
        ("4111 1111 1111 1112", "payment_card", []),
        ("Sort code: 12-34-56 Account number: 12345678", "bank_account", ["12-34-56", "12345678"]),
        ("Sort code 123456, account 12345678", "bank_account", ["123456", "12345678"]),
        ("Account no. 12345678, 12-34-56", "bank_account", ["12345678", "12-34-56"]),
        ("Cod didoli: 12-34-56, rhif cyfrif: 12345678", "bank_account", ["12-34-56", "12345678"]),
        ("GB29 NWBK 6016 1331 9268 19 IS OURS", "bank_account", ["GB29 NWBK 6016 1331 9268 19"]),
        ("GB29NWBK60161331926819", "bank_account", ["GB29NWBK60161331926819"]),
        ("GB29 NWBK 6016 1331 9268 18", "bank_account", []),
        ("on 12-03-21 we wrote", "bank_account", []),
        ("DOB 01/02/1980", "date_of_birth", ["01/02/1980"]),
        ("Date of birth: 1 February 1980", "date_of_birth", ["1 February 1980"]),
        ("Dyddiad geni: 1980-02-01", "date_of_birth", ["1980-02-01"]),
        ("We wrote on 1 February 1980", "date_of_birth", []),
    ],
)
def test_numbers_of_persons_and_accounts_are_checked(text: str, kind: str, spans: list[str]) -> None:
    assert found(text, kind) == spans


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Ms J Example\n12 Acacia Avenue\nAnytown\nZE9 9ZZ", ["ZE9 9ZZ"]),
        ("I live at 12 Acacia Avenue, CF99 1ZZ, and", ["CF99 1ZZ"]),
        ("12 acacia avenue, cf99 1zz", ["cf99 1zz"]),
        ("CF991ZZ", ["CF991ZZ"]),
        ("on the M1 2PM traffic", []),
        ("Brynglas Council\nTown Hall\nAnytown\nCF99 1ZZ", []),
        ("Information Commissioner's Office, Wilmslow SK99 5ZZ", []),
        ("Cyngor Brynglas, Neuadd y Dref, CF99 1ZZ", []),
        ("Brynglas Council\n\nMs Example\n12 Acacia Avenue\nCF99 1ZZ", ["CF99 1ZZ"]),
        ("Heddlu Brynglas Police, for Mrs Example, 12 Acacia Avenue, CF99 1ZZ", ["CF99 1ZZ"]),
        ("I asked the Council about 12 Acacia Avenue, Anytown CF99 1ZZ", ["CF99 1ZZ"]),
        ("You may complain to the Commissioner at Glas House, Water Lane, Anytown, CF99 1ZZ.", []),
        ("The Council knows. My house is 12 Acacia Avenue, CF99 1ZZ", ["CF99 1ZZ"]),
        ("QZ1 1AA and S40 of the Act, 4 2bc", []),
    ],
)
def test_postcodes_of_persons_are_found_and_those_of_bodies_left(text: str, spans: list[str]) -> None:
    assert found(text, "postcode") == spans


@pytest.mark.parametrize(
    ("link", "is_private"),
    [
        ("https://site.example/reset/abc123def456ghi789", True),
        ("https://site.example/upload/r/8f2k1m9x7q4w", True),
        ("https://site.example/a?id=1&token=abcdef123456", True),
        ("https://user:secret@site.example/", True),
        ("https://share.example/s/report?sig=AbC%2Fdef123", True),
        ("https://brynglas.example/foi/how-to-make-a-request", False),
        ("https://brynglas.example/login", False),
        ("www.brynglas.example/search?q=cameras", False),
    ],
)
def test_links_that_let_a_stranger_in_are_found(link: str, is_private: bool) -> None:
    assert found(f"See {link}.") == ([link] if is_private else [])


def test_names_are_found_only_where_they_are_given() -> None:
    text = "Dear Jane\nMs Example (Jane Example; EXAMPLE, JANE; J. Example; Jane Q. Example) asked for an example."
    assert found(text) == []
    assert found(text, names=["Jane Example"]) == [
        "Jane",
        "Example",
        "Jane Example",
        "EXAMPLE, JANE",
        "J. Example",
        "Jane Q. Example",
    ]


def test_own_tokens_are_masked_by_the_patterns_given() -> None:
    own = re.compile(r"r-[a-z2-7]{10}@post\.site\.example|https://site\.example/u/\w+")
    text = "Reply to r-abcdefghij@post.site.example or https://site.example/u/xyz."
    spans = find_personal_data(text, secrets=[own])
    assert [(span.kind, text[span.start : span.end]) for span in spans] == [
        ("link", "r-abcdefghij@post.site.example"),
        ("link", "https://site.example/u/xyz"),
    ]


def test_what_is_to_be_kept_stays_in_view_however_it_is_written() -> None:
    text = (
        "foi@brynglas.example, FOI@Brynglas.example, press@brynglas.example, jane@other.example; "
        "01632 960123, +44 (0)1632 960123, 01632 960124\n\nCF99 1ZZ, CF99 2ZZ"
    )
    keep = ["foi@brynglas.example", "@brynglas.example", "01632960123", "cf991zz"]
    assert found(text, keep=keep) == ["jane@other.example", "01632 960124", "CF99 2ZZ"]
    assert found(text, "email", keep=["foi@brynglas.example"]) == [
        "press@brynglas.example",
        "jane@other.example",
    ]


def test_masks_are_in_the_readers_language_and_kinds_can_be_chosen() -> None:
    text = "jane@brynglas.example 01632 960123"
    assert find_personal_data(text, kinds=["phone"]) == (PersonalData("phone", 22, 34, "[phone number]"),)
    assert find_personal_data("x@y.example") == (PersonalData("email", 0, 11, "[e-mail address]"),)


def test_spans_that_overlap_become_one() -> None:
    text = "https://site.example/a?token=abcdef123456&to=jane@brynglas.example"
    assert find_personal_data(text) == (PersonalData("link", 0, len(text), "[private link]"),)


@pytest.mark.parametrize(
    "text",
    [
        "@" * 50_000,
        "1 " * 50_000,
        "0" * 100_000,
        "a." * 50_000 + "@",
        "+1(" * 30_000,
        "jane at " * 20_000,
        "SK9 " * 20_000,
    ],
)
def test_hostile_text_takes_little_time(text: str) -> None:
    began = time.process_time()
    find_personal_data(text)
    assert time.process_time() - began < 20  # a bound against run-away patterns, far above what it takes

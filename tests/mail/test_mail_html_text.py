# ruff: noqa: E501 (a mail's lines are easier to compare when they are not broken)
"""A mail's HTML as a reader sees it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rhyddid.mail.fold import fold
from rhyddid.mail.html_text import html_to_text
from rhyddid.mail.mail import Body


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<p class=MsoNormal>One<o:p></o:p></p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>Two</p>", "One\n\nTwo"),
        ("<div>One</div><div>Two<br>Three</div>", "One\nTwo\nThree"),
        ("<p>One\n  line,   really</p>", "One line, really"),
        ("<p>a<b>b</b> <i>c</i></p>", "ab c"),
        ("<h2>Q1</h2><p>14</p>", "Q1\n\n14"),
        ("<ol><li>Fourteen<li>Six</ol>", "1. Fourteen\n2. Six"),
        ("<ol start=3 type=a><li><p>Fourteen</p></li></ol>", "c. Fourteen"),
        ("<ol><li>a<ol type=i><li>b</li><li>c</li></ol></li></ol>", "1. a\n  i. b\n  ii. c"),
        ("<ul><li>Fourteen</li></ul>", "• Fourteen"),
        ("<table><tr><th>Year</th><th>Cost</th></tr><tr><td>2019</td><td>£6,000</td></tr></table>", "Year\tCost\n2019\t£6,000"),
        ("<table><tr><td><p>2019</p></td><td><p>£6,000</p></td></tr></table>", "2019\t£6,000"),
        ("<table><tr><td>2019</td><td></td><td>14</td></tr></table>", "2019\t\t14"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ('<a href="https://dyffryn.example/log">the log</a>', "the log <https://dyffryn.example/log>"),
        ('<a href="https://dyffryn.example/">dyffryn.example</a>', "dyffryn.example"),
        ('<a href="mailto:foi@dyffryn.example">foi@dyffryn.example</a>', "foi@dyffryn.example"),
        ('<a href="#top">top</a> <a href="javascript:x()">x</a>', "top x"),
        ('<a href="https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fdyffryn.example%2Flog&amp;data=1">log</a>', "log <https://dyffryn.example/log>"),
        ("<style>p{}</style><script>x()</script><title>t</title><p>seen</p>", "seen"),
        ('<p>seen<span style="display:none">hidden</span></p>', "seen"),
        ('<p>seen<span style="FONT-SIZE: 0px">hidden</span><span hidden>hidden</span></p>', "seen"),
        ('<p style="font-size:10pt">seen</p>', "seen"),
        ('<p style="mso-hide:all">hidden</p>seen', "seen"),
        ("<!-- hidden -->seen", "seen"),
        ("&pound;6,000 &amp; VAT&nbsp;extra", "£6,000 & VAT extra"),
        ('<img src="https://tracker.example/x.gif" alt="">seen', "seen"),
        ("", ""),
        ("no tags at all", "no tags at all"),
        ("<p>unclosed <b>tags", "unclosed tags"),
    ],
)  # fmt: skip
def test_what_a_reader_sees(html: str, text: str) -> None:
    assert html_to_text(html) == text


@pytest.mark.parametrize(
    "quote",
    [
        '<blockquote type="cite"><p>How many?</p><p>And why?</p></blockquote>',
        '<div class="gmail_quote"><div class="gmail_attr">On Fri, 1 Mar 2024 at 10:00, Siân Price &lt;x@asks.example&gt; wrote:</div>'
        '<blockquote class="gmail_quote" style="margin:0"><div>How many?</div><div>And why?</div></blockquote></div>',
        '<blockquote style="border:none;border-left:solid #CCCCCC 1.0pt"><p>How many?</p><p>And why?</p></blockquote>',
        "<div>On 1 March 2024, Siân Price wrote:</div><blockquote><p>How many?</p><p>And why?</p></blockquote>",
        "<hr><p><b>From:</b> Siân Price<br><b>Sent:</b> 01 March 2024 10:00<br><b>To:</b> FOI<br><b>Subject:</b> Cameras</p><p>How many?</p>",
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>Oddi wrth:</b> Siân Price<br><b>Anfonwyd:</b> 1 Mawrth 2024 10:00<br>'
        "<b>At:</b> FOI<br><b>Pwnc:</b> Camerâu</p></div><p>Faint?</p>",
    ],
)
def test_quotes_of_mail_programs_are_folded(quote: str) -> None:
    text = html_to_text(f"<p>We use 14 cameras.</p>{quote}")
    assert Body(text, None, fold(text)).shown.strip() == "We use 14 cameras."


def test_an_answer_between_two_quotes_stays() -> None:
    text = html_to_text(
        '<blockquote type="cite">How many?<br>In which year?</blockquote><p>14</p><blockquote type="cite">Why?<br>And how?</blockquote><p>Crime.</p>'
    )
    assert Body(text, None, fold(text)).shown.split() == ["14", "Crime."]


def test_an_indented_passage_is_no_quote() -> None:
    assert (
        html_to_text("<p>The policy says</p><blockquote>14 cameras</blockquote>")
        == "The policy says\n\n14 cameras"
    )


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="<>/abdiopltr =\"'&;\n\t£ŷ", max_size=300))
def test_any_html_gives_text(html: str) -> None:
    assert "\0" not in html_to_text(html)

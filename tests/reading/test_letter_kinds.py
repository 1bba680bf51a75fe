"""What kind of letter it is, told in plain words by bodies that use no template."""
# ruff: noqa: E501 -- one letter a line

from __future__ import annotations

import pytest

from rhyddid.letters.letter import Letter
from rhyddid.letters.open_letter import letter_from_text
from rhyddid.reading.read import read

LETTERS = [
    (
        "acknowledgement",
        "Dear Ms Orr,\n\nThank you for getting in touch. Your request for information reached us on 3 May 2024 and we have given it the number 24-118. You'll hear from us by 3 June 2024.\n\nBest wishes\nFOI team",
    ),
    (
        "acknowledgement",
        "Dear Mr Pell\n\nWe're in receipt of your FOI of yesterday. A colleague in Highways will pull together the answer and we'll get back to you inside the statutory 20 working days.\n\nRegards",
    ),
    (
        "acknowledgement",
        "A chara,\n\nI refer to your request under the FOI Act 2014 received in this Department on 3 May. A final decision on your request would normally be sent to you within 4 weeks of receipt, that is by 31 May 2024. If you have not heard from us by then you are automatically entitled to appeal for a review. \n\nMise le meas",
    ),
    (
        "acknowledgement",
        "Dear Requester: This is to acknowledge your FOIA request dated May 3, 2024, which we have assigned tracking number 2024-118. Your request will be placed in our complex queue. You may contact our FOIA public liaison.\n\nSincerely",
    ),
    (
        "acknowledgement",
        "Dear Ms Orr\n\nYour appeal was received on 3 May 2024. Someone who was not involved in the original decision will carry out the internal review and we will let you know the outcome by 3 July.\n\nYours sincerely",
    ),
    (
        "acknowledgement",
        "Dear Ms Orr\n\nInternal review request\n\nThank you for your email of 4 May asking us to review our response of 1 May. The review will be carried out by the Monitoring Officer and we aim to reply within 20 working days.\n\nYours sincerely",
    ),
    (
        "clarification",
        "Dear Ms Orr\n\nThank you for your request. Before we can go on with it we need to know which of our three depots you mean. The clock stops until you answer.\n\nYours sincerely",
    ),
    (
        "clarification",
        "Dear Ms Orr\n\nUnfortunately the description you gave is too broad for us to find the records. Which years are you interested in? Which department? Please write back with these details. If you do not reply in 3 months we will close the file.\n\nRegards",
    ),
    (
        "clarification",
        "Dear Ms Orr\n\nRequests have to be made in the applicant's real name. You signed yours 'Fox'. Please reply with your name so that your request can be dealt with.\n\nRegards",
    ),
    (
        "clarification",
        "Dear Ms Orr\n\nYour request as it stands would take longer than 18 hours. You may like to narrow it, for example to one year. Let us know how you would like to proceed; we have put the request on hold until then.\n\nRegards",
    ),
    (
        "extension",
        "Dear Ms Orr\n\nYour request should have been answered by today. The exemption in section 43 is engaged and I need a further 20 working days to weigh the public interest. I will reply by 3 June.\n\nRegards",
    ),
    (
        "extension",
        "Dear Ms Orr\n\nI am sorry to say that our answer to your request, due today, is not ready. We are waiting for one service to send its figures and expect to write by 12 June 2024.\n\nRegards",
    ),
    (
        "extension",
        "Dear Mr Doust\n\nUnder section 15AA of the FOI Act I ask whether you agree to extend the processing period by 30 days. The decision is due on 4 May 2024.\n\nRegards",
    ),
    (
        "extension",
        "Dear Ms Orr\n\nBecause of the volume and complexity of the information asked for, the Council is extending the time for compliance to 40 working days under regulation 7 of the EIR. You will have our answer by 1 July.\n\nRegards",
    ),
    (
        "extension",
        "Annwyl Ms Orr\n\nYmddiheuraf nad yw'r ymateb i'ch cais yn barod eto. Mae angen rhagor o amser arnom i ystyried budd y cyhoedd a byddwn yn ymateb erbyn 3 Mehefin 2024.\n\nCofion",
    ),
    (
        "transfer",
        "Dear Ms Orr\n\nRoads in your area are looked after by Wold County Council rather than by us, so I have sent your request on to them, and they should answer you direct.\n\nRegards",
    ),
    (
        "transfer",
        "Dear Ms Orr\n\nYour request concerns records of another FOI body, the Harbour Board. In line with section 12(3) of the Act I am transferring the request to it in full.\n\nRegards",
    ),
    (
        "decision",
        "Dear Ms Orr\n\nWe don't hold what you ask for. The body likely to have it is Wold Fire Authority: foi@wold.example. Under section 16 we advise you to ask them.\n\nRegards",
    ),
    (
        "review_outcome",
        "Dear Ms Orr\n\nI have looked again at how we dealt with your request of 3 March and at the reply you were sent. I was not involved in it before. In my view the exemption was applied rightly and I do not change the decision. You may now go to the Information Commissioner.\n\nYours sincerely",
    ),
    (
        "review_outcome",
        "Dear Ms Orr\n\nInternal review of FOI 24/118\n\nFollowing your complaint about our answer I find that question 2 ought to have been answered. The figure is 41. I find that section 40(2) was properly used for question 3.\n\nYours sincerely",
    ),
    (
        "review_outcome",
        "Annwyl Ms Orr\n\nAdolygiad mewnol: cais 24/118\n\nRwyf wedi adolygu'r penderfyniad gwreiddiol ac rwy'n fodlon bod adran 43 wedi'i chymhwyso'n gywir. Os ydych yn anfodlon, cewch gwyno i'r Comisiynydd.\n\nYn gywir",
    ),
    (
        "review_outcome",
        "Dear Mr Doust\n\nNotice of internal review decision\n\nYou sought review of the decision of 3 May to refuse access. I have decided to affirm that decision. You may apply to the OAIC for review within 60 days.\n\nYours sincerely",
    ),
    (
        "automatic_reply",
        "I'm away from my desk until 4 June with no access to email. For urgent matters ring 01632 960111.",
    ),
    (
        "automatic_reply",
        "Thank you for emailing the Information Team. Please do not reply to this message. We will look at your email as soon as we can. Freedom of Information requests are answered within 20 working days.",
    ),
    ("bounce", "The following address failed: foi@wold.example: 550 5.1.1 recipient not found"),
    ("bounce", "Your message to foi@wold.example couldn't be delivered. wold.example rejected it."),
    (
        "other",
        "Dear Ms Orr\n\nThank you for your email telling us that you no longer want the information. We have closed your request.\n\nRegards",
    ),
    (
        "other",
        "Dear Ms Orr\n\nAs we have not heard from you since we asked you to clarify your request three months ago, we have now closed it.\n\nRegards",
    ),
    (
        "other",
        "Dear Ms Orr\n\nThank you for the cheque for £12, which arrived today. The copies will follow next week.\n\nRegards",
    ),
    (
        "other",
        "Dear Ms Orr\n\nI estimate that a charge of $320 applies for processing your request. Please pay the deposit of $80 within 30 days or the request will be taken as withdrawn.\n\nRegards",
    ),
    (
        "decision",
        "Dear Ms Orr\n\nWe looked for the minutes you want but there are none: the group never met.\n\nYours sincerely",
    ),
    ("decision", "Dear Ms Orr\n\nFOI 24/118\n\n41 in 2022, 38 in 2023.\n\nRegards"),
    (
        "decision",
        "Ms Orr - answers to your five questions: 1 yes, 2 Kestrel Ltd, 3 £4,000, 4 none, 5 May 2020. - FOI desk",
    ),
    (
        "decision",
        "Dear Ms Orr\n\nYou wanted to know what the new gate cost. It cost £4,120 and was made by Hale Ironworks.\n\nRegards",
    ),
    (
        "decision",
        "Dear Ms Orr\n\nWe won't be answering your request. It is one of forty-one you have sent since March on the same theme and is a burden out of proportion to its value. Section 14(1) applies.\n\nRegards",
    ),
    (
        "decision",
        "Dear Ms Orr\n\nYour request is for information that may be found on our website at www.wold.example/gates and so section 21 applies.\n\nRegards",
    ),
    (
        "request",
        "Dear Wold Council\n\nPlease tell me how many gates you bought in 2023 and from whom. I ask under the Freedom of Information Act.\n\nYours, A Orr",
    ),
]


@pytest.mark.parametrize(("kind", "text"), LETTERS)
def test_the_kind_of_a_plain_letter(kind: str, text: str) -> None:
    assert read(Letter(text)).kind == kind


def test_would_be_grateful_asks_and_does_not_doubt() -> None:
    letter = Letter(
        "Dear Ms Prosser,\n\nI write about your request. I would be grateful if you could advise me what you mean by "
        "sensor.\n\nYours sincerely,\nA Vaughan\n"
    )
    assert read(letter).kind == "clarification"


@pytest.mark.parametrize(
    "text",
    [
        "Dear Ms Prosser,\n\nWrite to trees@saltmere.example or ring 01632 960321.\n",
        "Dear Ms Prosser,\n\nThe office moved last week. Our new opening hours are nine to five.\n",
    ],
)
def test_a_letter_about_something_else_answers_nothing(text: str) -> None:
    request = "1) Have you run any trial of drone detection equipment?\n\n2) Who supplied it?\n\n3) What did it cost?"
    found = read(letter_from_text(text), request)
    assert (found.kind, found.answers) == ("other", ())

"""Sentences that the model has not learnt from: most lean the right way, and what is given hardly ever leans away."""
# ruff: noqa: E501 -- sentences as they are written

from __future__ import annotations

from rhyddid.reading.layout import plain_form
from rhyddid.reading.leaning import leaning
from rhyddid.reading.leaning_training import SENSES, examples, learn

UNSEEN: dict[str, tuple[str, ...]] = {
    "not_held": (
        "The Trust keeps no list of this kind.",
        "We have looked and come up empty-handed.",
        "I can find no trace of it.",
        "These figures were not gathered before 2020 and so we have none to give.",
        "It is a matter for the district council, whose responsibility this is; our own records say nothing of it.",
        "We have never had cause to note it down.",
        "Regrettably that isn't logged.",
        "The form does not ask for this, so we have no way of knowing.",
        "The Trust does not possess a copy.",
        "All such tapes are wiped after a month.",
        "The requested records could not be located.",
        "The information is unavailable as we have not retained it.",
        "No one here records that.",
        "Whatever notes there may have been have since been thrown out.",
        "That was before this body came into being, and nothing was passed on to us.",
    ),
    "exempt": (
        "Release would do real harm to our bargaining position, and section 43 allows us to decline.",
        "This I must withhold.",
        "We've taken out the names to protect staff, as section 40 requires.",
        "Unfortunately section 42 stands in the way of our giving you counsel's opinion.",
        "This cannot be made public while the case is before the court: section 32.",
        "It's our contractor's trade secret, so no (s43(1)).",
        "That information has been excluded under FOISA s.33(1)(b).",
        "We consider it would be unfair to the individuals to publish this.",
        "As draft material it stays private under regulation 12(4)(d).",
        "We won't be publishing the advice; section 36 is the reason.",
        "The Trust is relying upon the exemption for information provided in confidence.",
        "We're holding this one back for reasons of national security.",
        "Your interest does not outweigh the privacy of those concerned, and we have refused.",
        "This falls under Exemption 6.",
        "To hand it over would put officers at risk, and we will not.",
    ),
    "cost_limit": (
        "By our reckoning that is 37 hours of somebody's time. The law lets us stop at 18.",
        "It would need us to go through 9,000 paper forms by hand and the cost would be way over what the Regulations allow.",
        "Not answered, as to do so would push the whole request over the cost limit.",
        "The search alone would use up more than the 18 hours allowed.",
        "We are entitled to refuse where the cost is above £450, as it would be here.",
        "Gathering this would be unduly costly, and section 12 applies.",
    ),
    "neither_confirm_nor_deny": (
        "We neither confirm nor deny having anything of the sort.",
        "The Trust is unable to confirm or deny that there is any such record.",
        "We take the stance of neither confirming nor denying.",
        "Under section 31(3) we are not required to say if we have it.",
    ),
    "vexatious": (
        "This is the ninth such question in a month and we treat it as vexatious.",
        "We have concluded that section 14 is engaged.",
        "You have had this answer already, in our letter of May, and we decline to repeat the exercise (section 14(2)).",
    ),
    "clarification_asked": (
        "Which of our three depots do you have in mind?",
        "Please could you expand on what you are looking for?",
        "To answer we would need to know the dates you are interested in.",
        "Can you tell me what you mean by serious?",
        "The question is too vague for us to answer; please reword it.",
    ),
    "disclosed": (
        "Nobody complained.",
        "We have had none.",
        "The lift is not in use.",
        "It has not been decided.",
        "There was no tender.",
        "The policy does not say.",
        "No such payments were made.",
        "It was closed because the roof leaked.",
        "The council will not be replacing it.",
        "The work was not done by us but by the county.",
        "We found mould in four of the rooms.",
        "No. The scheme was dropped.",
        "Confidential waste is burnt.",
        "The cost was met from reserves.",
        "It took 30 hours.",
        "All staff are told to keep patient data confidential.",
        "We may refuse entry to anyone without a ticket.",
        "The claim was denied.",
        "The data was lost in 2019 but recovered.",
        "He was exempted from the fee.",
        "The charge is £450.",
        "The applicant withdrew.",
        "Only two firms bid and neither was chosen.",
        "Staff are not required to record breaks.",
        "Twelve pupils were refused a place.",
    ),
}


def test_refusals_in_other_words() -> None:
    told = [
        (sense, leaning(plain_form(each)))
        for sense, said in UNSEEN.items()
        for each in said
        if sense != "disclosed"
    ]
    right = sum(1 for sense, (found, share) in told if found == sense and share >= 0.7)
    assert right >= 0.75 * len(told)


def test_what_is_given_does_not_lean_to_a_refusal() -> None:
    told = [leaning(plain_form(each)) for each in UNSEEN["disclosed"]]
    assert sum(1 for found, share in told if found != "disclosed" and share >= 0.8) <= 1


def test_the_unseen_are_unseen() -> None:
    known = {plain for plain, _ in examples([])}
    assert not known & {plain_form(each) for said in UNSEEN.values() for each in said}


def test_the_same_sentences_give_the_same_weights() -> None:
    told = [("we hold no records.", 1), ("no records are held.", 1), ("forty.", 0), ("there were forty.", 0)]
    assert learn(told) == learn(told)
    assert len(learn(told)[""]) == len(SENSES)

"""On real letters with labels: no labelled answer is ever folded away."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from rhyddid.mail.fold import fold
from rhyddid.mail.mail import Body

FOLDER = os.environ.get("RHYDDID_LETTERS_DIR", "")
pytestmark = [pytest.mark.letters, pytest.mark.skipif(not FOLDER, reason="set RHYDDID_LETTERS_DIR")]


def test_every_labelled_answer_stays_in_view() -> None:
    folded_away = []
    answers = 0
    for label in json.loads((Path(FOLDER) / "labels.json").read_text(encoding="utf-8")):
        file = Path(FOLDER) / label["file"]
        text = file.read_text(encoding="utf-8")
        shown = "".join(Body(text, None, fold(text)).shown.split())
        for row in label.get("qa") or []:
            answer = "".join((row.get("answer") or "").split())
            if answer and answer in "".join(text.split()):
                answers += 1
                if answer not in shown:
                    folded_away.append((label["file"], row["q"]))
    assert answers > 100
    assert folded_away == []

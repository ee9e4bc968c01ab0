from pathlib import Path

import pytest

from backend.content.errors import ContentError
from backend.content.loader import load
from backend.content.pack import Content

from .conftest import Spoil


def test_a_site_adds_questions_and_rewords_unscored_ones(content: Content) -> None:
    suzhou, shenzhen = content.form("assembler", "suzhou"), content.form("assembler", "shenzhen")
    added = [question.id for question in shenzhen.site_questions]
    assert added == [*(question.id for question in suzhou.site_questions), "commute_bus"]
    assert suzhou.question("q8").wording("novice") != shenzhen.question("q8").wording("novice")
    assert suzhou.question("q1") == shenzhen.question("q1")


def test_a_condition_on_the_opening_is_decided(content: Content) -> None:
    assert [one.id for one in content.form("picker", "suzhou").knockouts] == ["k_age", "k_shift"]
    forklift = content.form("picker", "shenzhen").knockout("k_forklift")
    assert forklift.must
    assert forklift.must_if is None


def test_a_condition_on_an_answer_stays_for_the_interview(content: Content) -> None:
    condition = content.form("rider", "shanghai").knockout("k_license").must_if
    assert condition is not None
    assert (condition.knockout, condition.equals) == ("k_vehicle", "motorcycle")


def test_an_opening_s_facts_win_over_the_site_s(root: Path, spoil: Spoil) -> None:
    spoil("sites.yaml", lambda value: value["sites"][0]["openings"]["assembler"]["facts"].update(dorm_fee=99))
    content = load(root)
    assert content.form("assembler", "suzhou").facts["dorm_fee"] == 99
    assert content.form("inspector", "suzhou").facts["dorm_fee"] == 150


def test_a_site_may_not_reword_what_counts(root: Path, spoil: Spoil) -> None:
    other = {
        "zh": "说说您自己。",
        "en": "Tell me about yourself.",
        "ja": "自己紹介をお願いします。",
        "ko": "자기소개를 해 주세요.",
    }
    spoil("sites.yaml", lambda value: value["sites"][1]["openings"]["assembler"]["wording"].update(q1=other))
    with pytest.raises(ContentError, match="only unscored questions"):
        load(root).form("assembler", "shenzhen")


@pytest.mark.parametrize("key", ["weights", "knockouts", "dimensions", "questions"])
def test_a_site_has_no_place_for_weights_or_knockouts(root: Path, spoil: Spoil, key: str) -> None:
    spoil("sites.yaml", lambda value: value["sites"][0]["openings"]["assembler"].update({key: {}}))
    with pytest.raises(ContentError, match=key):
        load(root)


@pytest.mark.parametrize(
    ("position", "site"), [("welder", "suzhou"), ("assembler", "mars"), ("rider", "suzhou")]
)
def test_an_opening_that_does_not_exist_is_refused(content: Content, position: str, site: str) -> None:
    with pytest.raises(ContentError):
        content.form(position, site)


def test_anchors_follow_the_form(content: Content) -> None:
    learning = content.dimensions["learning"]
    behavioural = learning.anchors("behavioural", "experienced", "zh")
    novice = learning.anchors("behavioural", "novice", "zh")
    assert list(behavioural) == ["1", "2", "3", "4", "5"]
    assert behavioural["3"] == novice["3"]
    assert behavioural["5"] != novice["5"]
    assert learning.anchors("situational", "experienced", "zh") == novice
    communication = content.dimensions["communication"]
    assert communication.anchors("situational", "novice", "en") == communication.anchors(
        "behavioural", "experienced", "en"
    )


def test_unknown_questions_are_key_errors(content: Content) -> None:
    form = content.form("assembler", "suzhou")
    for ask in (form.question, form.knockout, form.site_question, form.position.question):
        with pytest.raises(KeyError):
            ask("nothing")
    assert form.position.question("q1") == form.question("q1")
    assert [question.id for question in form.scored()] == ["q1", "q2", "q3", "q4", "q5", "q6", "q7"]

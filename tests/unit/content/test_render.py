import json
from pathlib import Path

import pytest

from backend.content.errors import MissingFact, MissingParam, UnknownKey
from backend.content.form import Form
from backend.content.lines import Line
from backend.content.loader import load
from backend.content.pack import Content
from backend.content.render import Choice, choices, render
from backend.content.text import LANGUAGES, Language

from .conftest import Spoil


@pytest.fixture
def form(content: Content) -> Form:
    return content.form("assembler", "suzhou")


def test_lines_are_joined_by_a_blank_line(content: Content, form: Form) -> None:
    said = render([Line("ack.1"), Line("question.counter", {"i": "3"})], "zh", content, form)
    assert said == "好的，记下了。\n\n3/8"


def test_facts_are_spoken_in_the_language_of_the_interview(content: Content, form: Form) -> None:
    assert "2490 元" in render([Line("faq:pay")], "zh", content, form)
    assert "2490 yuan" in render([Line("faq:pay")], "en", content, form)


def test_an_opening_words_an_answer_its_own_way(content: Content) -> None:
    said = render([Line("faq:pay")], "zh", content, content.form("rider", "shanghai"))
    assert said.startswith("每单 7 元起")


def test_why_a_question_is_asked_follows_its_dimension(content: Content, form: Form) -> None:
    said = render([Line("faq:why_ask", {"about": "question:q2"})], "en", content, form)
    assert said.startswith(content.dimensions["safety"].why.en)
    assert content.locales["en"]["why.knockout"] in render([Line("why:knockout:k_age")], "en", content, form)
    for about in ("", "question:q8", "opening"):
        said = render([Line("faq:why_ask", {"about": about})], "ko", content, form)
        assert said.startswith(content.locales["ko"]["why.general"])


def test_a_line_s_own_params_win(content: Content, form: Form) -> None:
    line = Line("progress.interview", {"i": "2", "n": "5"})
    assert render([line], "en", content, form, {"i": "9"}) == "You are at question 2 of 5."


def test_values_are_not_read_as_sentences(content: Content, form: Form) -> None:
    said = render([Line("question.counter", {"i": "{facts.pay_base}"})], "zh", content, form)
    assert said == "{facts.pay_base}/8"


def test_a_missing_fact_is_never_invented(root: Path, spoil: Spoil) -> None:
    spoil("sites.yaml", lambda value: value["sites"][0]["facts"].pop("pay_day"))
    content = load(root)
    with pytest.raises(MissingFact, match="pay_day"):
        render([Line("faq:payday")], "zh", content, content.form("assembler", "suzhou"))


def test_a_missing_param_is_the_caller_s_fault(content: Content, form: Form) -> None:
    with pytest.raises(MissingParam, match="'i'"):
        render([Line("progress.interview")], "zh", content, form)


@pytest.mark.parametrize(
    "key",
    [
        "nothing",
        "question:q1",
        "question:q1:all",
        "question:q99:novice",
        "question:q1:other",
        "knockout:none",
        "faq:none",
        "followup:q1:9",
        "followup:q1:x",
        "site_question:none",
        "why:question:q99",
        "opening:more",
        "",
    ],
)
def test_an_unknown_key_is_refused(content: Content, form: Form, key: str) -> None:
    with pytest.raises(UnknownKey):
        render([Line(key)], "zh", content, form)


def test_a_question_for_all_has_one_wording(content: Content, form: Form) -> None:
    said = {
        render([Line(f"question:q6:{branch}")], "ja", content, form)
        for branch in ("all", "novice", "experienced")
    }
    assert len(said) == 1


def test_choices_are_labelled_in_the_language(content: Content, form: Form) -> None:
    assert choices("knockout:k_age", "en", content, form) == (Choice("yes", "Yes"), Choice("no", "No"))
    assert [one.id for one in choices("site_question:night_shift", "ja", content, form)] == [
        "can",
        "short_term",
        "cannot",
    ]
    assert [one.label for one in choices("site_question:dormitory", "zh", content, form)] == [
        "需要",
        "不需要",
        "想先看看",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_stores_of_the_site_are_choices(content: Content, language: Language) -> None:
    offered = choices("site_question:store_location", language, content, content.form("store", "shanghai"))
    assert [one.id for one in offered] == ["zhangjiang", "xujiahui", "wujiaochang"]


@pytest.mark.parametrize("key", ["question:q1:novice", "experience", "knockout:k_start", "ack.1"])
def test_free_answers_have_no_choices(content: Content, form: Form, key: str) -> None:
    assert choices(key, "zh", content, form) == ()


def test_a_line_survives_json() -> None:
    line = Line("progress.interview", {"i": "2"})
    assert Line.from_json(json.loads(json.dumps(line.to_json()))) == line
    assert Line.from_json({"key": "help"}) == Line("help")
    with pytest.raises(TypeError):
        Line.from_json({"key": "help", "params": "none"})

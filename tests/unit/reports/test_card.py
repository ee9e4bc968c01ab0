"""The group card says what matters in every language and fits every platform."""

import pytest

from backend.content.text import LANGUAGES, Language
from backend.reports import scoring
from backend.reports.build import build_report
from backend.reports.card import PLAIN_LIMIT, Subject, best_quotes, card
from backend.reports.record import InterviewRecord, ToldFact
from backend.reports.wording import ReportWords
from channels.contract import Card
from tests.fakes.interviews import interview, part
from tests.fakes.plain_scorer import PlainScorer
from tests.fakes.small_content import small_content

CONTENT = small_content()
FORM = CONTENT.form("assembler", "suzhou")
SUBJECT = Subject("李雷", "http://hr.local/console/applications/1")
WHOLE = interview(
    part("q1", "3 «看见漏电先报班长»", first_message=1),
    part("q2", "4 «两人核对»", first_message=2),
    part("q4", "5 «拉闸挂牌再修»", first_message=4),
)


def made(record: InterviewRecord, language: Language = "zh") -> Card:
    scores = scoring.score(record, FORM, CONTENT, PlainScorer())
    words = ReportWords(CONTENT, FORM, language, CONTENT)
    return card(7, build_report(record, scores, FORM, CONTENT), SUBJECT, words)


def test_what_it_says() -> None:
    shown = made(WHOLE)
    assert shown.title == "面试完成：李雷 · 装配工 · 苏州"
    assert shown.lines == (
        "建议：建议进入下一步",
        "总分 8.0/10",
        "安全意识 8.0 · 细致准确 8.0 · 学习上手 证据不足",
        "“拉闸挂牌再修”",
        "“两人核对”",
        "AI 整理，由人决定",
    )
    assert shown.plain == "\n".join([shown.title, *shown.lines, f"查看报告: {SUBJECT.link}"])


def test_what_must_be_verified_and_what_was_odd() -> None:
    facts = (ToldFact("k_age", "no", "还没", False),)
    shown = made(interview(part("q1", "5 !injection"), facts=facts))
    assert "待核实门槛：满 18 了吗？" in shown.lines
    assert "含有对评分的指令，已忽略" in shown.lines
    assert "建议：需要人看" in shown.lines


def test_without_any_answer() -> None:
    assert "总分：证据不足" in made(interview()).lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word(language: Language) -> None:
    flags = ["echo", "off_topic", "keyword_list", "template", "hypothetical", "not_own_action", "negated"]
    flags += ["rambling", "too_short"]
    every = interview(part("q1", " !".join(["2 !injection !low_asr_confidence", *flags])))
    shown = made(every, language)
    assert len(shown.lines) == 5 + len(flags) + 2
    assert all(line.strip() for line in shown.lines)


def test_an_old_interview_is_told_in_todays_words() -> None:
    old = CONTENT.model_copy(update={"locales": {language: {} for language in LANGUAGES}})
    today = CONTENT.model_copy(update={"dimensions": {}, "positions": {}})
    scores = scoring.score(WHOLE, FORM, old, PlainScorer())
    built = build_report(WHOLE, scores, FORM, old)
    assert card(7, built, SUBJECT, ReportWords(old, FORM, "zh", today)) == made(WHOLE)


def test_two_quotes_from_two_dimensions_best_first() -> None:
    scores = scoring.score(WHOLE, FORM, CONTENT, PlainScorer())
    assert [quote.question_id for quote in best_quotes(build_report(WHOLE, scores, FORM, CONTENT))] == [
        "q4",
        "q2",
    ]


def test_plain_text_fits_and_keeps_the_link() -> None:
    shown = made(interview(*(part(f"q{n}", f"5 «{'长' * 900}»", first_message=n) for n in (1, 2, 3))))
    assert len(shown.plain.encode()) <= PLAIN_LIMIT
    assert shown.plain.startswith(shown.title)
    assert shown.plain.endswith(SUBJECT.link)
    crowded = Subject("王" * 500, SUBJECT.link)
    scores = scoring.score(WHOLE, FORM, CONTENT, PlainScorer())
    words = ReportWords(CONTENT, FORM, "zh", CONTENT)
    cut = card(7, build_report(WHOLE, scores, FORM, CONTENT), crowded, words)
    assert len(cut.plain.encode()) <= PLAIN_LIMIT
    assert cut.plain.endswith(SUBJECT.link)

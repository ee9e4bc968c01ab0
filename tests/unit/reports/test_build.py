"""What HR reads about one interview, reckoned by hand on a small form."""

import json
from dataclasses import replace

import pytest

from backend.reports import scoring
from backend.reports.build import build_report
from backend.reports.content import Band, Because, ReportContent
from backend.reports.record import InterviewRecord, Part, ToldFact
from tests.fakes.interviews import FULL, interview, part
from tests.fakes.plain_scorer import PlainScorer
from tests.fakes.small_content import small_content

CONTENT = small_content()


def whole(q1: str = "4", q2: str = "4", q3: str = "4", q4: str = "4") -> tuple[Part, ...]:
    return (
        part("q1", q1, first_message=1),
        part("q2", q2, first_message=2, kind="situational"),
        part("q3", q3, first_message=3),
        part("q4", q4, first_message=4),
    )


def report(record: InterviewRecord, confidence: float = 0.8) -> ReportContent:
    form = CONTENT.form(record.position_id, record.site_id)
    scores = scoring.score(record, form, CONTENT, PlainScorer(confidence))
    return build_report(record, scores, form, CONTENT)


def test_the_figures() -> None:
    built = report(interview(*whole("5", "3", "0", "4")))
    assert [(one.id, one.value, one.confidence) for one in built.dimensions] == [
        ("safety", 9.0, 0.8), ("detail", 6.0, 0.8), ("learning", None, 0.0),
    ]  # fmt: skip
    assert (built.total, built.confidence) == (7.9, 0.64)  # (0.5*9 + 0.3*6) / 0.8 = 7.875
    assert built.band is Band.RECOMMEND


@pytest.mark.parametrize(
    ("levels", "total", "band"),
    [
        ("5555", 10.0, Band.RECOMMEND),
        ("4343", 6.9, Band.REVIEW),
        ("3434", 7.1, Band.RECOMMEND),
        ("3004", 7.0, Band.RECOMMEND),
        ("2003", 5.0, Band.REVIEW),
        ("3333", 6.0, Band.REVIEW),
        ("3222", 4.5, Band.NOT_YET),
        ("1111", 2.0, Band.NOT_YET),
    ],
)
def test_the_bands(levels: str, total: float, band: Band) -> None:
    built = report(interview(*whole(*levels)), confidence=1.0)
    assert (built.total, built.band, built.conclusion.key) == (total, band, f"report.band.{band}")


@pytest.mark.parametrize(
    "age", [ToldFact("k_age", "no", "还没", False), ToldFact("k_age", "unclear", "?", None), None]
)
@pytest.mark.parametrize("levels", ["5555", "1111"])
def test_an_unmet_or_unclear_must_goes_to_a_person(age: ToldFact | None, levels: str) -> None:
    built = report(interview(*whole(*levels), facts=(age,) if age else ()))
    assert (built.band, built.because, built.review) == (Band.REVIEW, (Because.KNOCKOUT,), True)


def test_a_fact_that_is_no_must_is_only_noted() -> None:
    built = report(interview(*whole(), facts=(FULL[0], ToldFact("k_start", "unclear", "再说", None))))
    assert [(one.id, one.must, one.state) for one in built.knockouts] == [
        ("k_age", True, "met"), ("k_start", False, "unclear"),
    ]  # fmt: skip
    assert built.because == ()


def test_a_condition_of_the_opening_makes_a_must() -> None:
    asked = report(interview(*whole(), site="shenzhen"))
    assert [one.id for one in asked.knockouts if one.must] == ["k_age", "k_night"]
    assert asked.because == (Because.KNOCKOUT,)
    assert "k_night" not in [one.id for one in report(interview(*whole())).knockouts]


def test_low_confidence_goes_to_a_person() -> None:
    assert report(interview(*whole()), confidence=0.49).because == (Because.LOW_CONFIDENCE,)
    assert report(interview(*whole()), confidence=0.5).because == ()


def test_skipping_everything_is_no_evidence_and_no_low_score() -> None:
    built = report(interview())
    assert (built.total, built.band, built.because) == (None, Band.REVIEW, (Because.NO_EVIDENCE,))
    assert {phrase.key for phrase in built.next_probes} == {"report.next_probe.no_evidence"}


def test_instructions_to_the_scorer_are_shown_to_a_person() -> None:
    built = report(interview(*whole("5 !injection")))
    assert (built.flags, built.because) == (("injection",), (Because.INJECTION,))


def test_every_score_has_a_quote_or_is_not_given() -> None:
    built = report(interview(*whole("5 «先停机»", "0", "3", "2 !bare")))
    for question in built.questions:
        assert (question.level is None) == (question.quotes == ())
        for quote in question.quotes:
            assert question.answer is not None
            assert question.answer[quote.start : quote.end] == quote.quote
    assert built.quotes()[0].quote == "先停机"
    assert (built.quotes()[-1].quote, built.quotes()[-1].anchor) == ("2 !bare", "whole_answer")


@pytest.mark.parametrize(
    ("q2", "q3", "expected"),
    [
        ("0", "3", [("no_evidence", "detail"), ("result", "learning")]),
        ("3", "4", [("prevention", "detail"), ("prevention", "learning")]),
        ("2 !hypothetical", "2 !hypothetical", [("action", "detail"), ("situation", "learning")]),
        ("5", "3 !not_own_action", [("ownership", "learning")]),
        ("5", "5", []),
    ],
)
def test_what_to_ask_next(q2: str, q3: str, expected: list[tuple[str, str]]) -> None:
    built = report(interview(*whole("5", q2, q3, "5")))
    said = [
        (phrase.key.removeprefix("report.next_probe."), phrase.params["dimension"])
        for phrase in built.next_probes
    ]
    assert said == expected


def test_the_scorer_gets_the_form_that_was_asked() -> None:
    scorer = PlainScorer()
    novice = replace(part("q3", "4", first_message=3, kind="situational"), branch="novice")
    record = interview(part("q1", "4", "后来呢"), novice, language="en")
    scoring.score(record, CONTENT.form("assembler", "suzhou"), CONTENT, scorer)
    first, second = scorer.items
    assert (first.id, first.dimension, first.question, first.question_kind) == (
        "q1",
        "safety",
        "问题q1",
        "behavioural",
    )
    assert first.answer == "4\n后来呢"
    assert first.rubric["4"] == "安全意识4"
    assert second.rubric["4"] == "学习上手新手4"


def test_nothing_of_a_persons_identity_reaches_the_scorer() -> None:
    fields = set(scoring.Item.__dataclass_fields__)
    assert fields == {
        "id",
        "position",
        "dimension",
        "question",
        "rubric",
        "answer",
        "question_kind",
        "asr_confidence",
    }


def test_the_report_survives_storage_and_scores_are_canonical() -> None:
    record = interview(*whole())
    form = CONTENT.form("assembler", "suzhou")
    scores = scoring.score(record, form, CONTENT, PlainScorer())
    built = build_report(record, scores, form, CONTENT)
    assert ReportContent.model_validate(json.loads(json.dumps(built.model_dump(mode="json")))) == built
    text = scoring.canonical(scores)
    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert text == scoring.canonical(scoring.score(record, form, CONTENT, PlainScorer()))

"""Knowledge questions: the rubric holds model answers, one a line."""

import json

from actions.scoring.api import Item, embedded, score_lines
from actions.scoring.evaluation.human_scored import Scored, report

QUESTION = "库存成本由哪几部分构成？"
BEST = "订货成本、保管成本、缺货成本、进货成本与购买成本、固定成本和变动成本。"
PARTS = ("订货成本", "保管成本", "缺货成本", "进货成本与购买成本", "固定成本和变动成本")
SCORER = embedded()


def item(answer: str, rubric: dict[str, str] | None = None) -> Item:
    return Item("k", "仓管员", "业务知识", QUESTION, rubric or {"5": BEST}, answer, "knowledge")


def graded() -> dict[str, str]:
    """A rubric with scored answers: the more parts are named, the higher the level."""
    return {
        str(count): "\n".join(
            "、".join(PARTS[(start + i) % 5] for i in range(count)) + "。" for start in range(5)
        )
        for count in range(1, 6)
    }


def test_more_of_the_right_answer_is_never_less() -> None:
    scores = [SCORER.score(item("、".join(PARTS[:count]))).score or 1.0 for count in range(6)]
    assert scores == sorted(scores)
    assert scores[-1] == 5.0
    assert SCORER.score(item(BEST)).level == 5


def test_scored_answers_in_the_rubric_are_learnt_from() -> None:
    rubric = graded()
    levels = [SCORER.score(item("、".join(PARTS[:count]), rubric)).level or 1 for count in (1, 3, 5)]
    assert levels == sorted(levels)
    assert levels[2] - levels[0] >= 3
    assert SCORER.score(item(BEST, rubric)) == embedded().score(item(BEST, rubric))


def test_quotes_are_verbatim_facts() -> None:
    answer = "我记得有订货成本，保管成本，还有别的想不起来了。"
    found = SCORER.score(item(answer))
    assert [(e.anchor, e.quote[-4:]) for e in found.evidence] == [("fact", "订货成本"), ("fact", "保管成本")]
    assert all(answer[e.start : e.end] == e.quote for e in found.evidence)


def test_nothing_said_or_nothing_to_compare_with_is_no_evidence() -> None:
    assert SCORER.score(item("  \n")).level is None
    assert SCORER.score(item("订货成本", {"5": " ", "x": "订货成本"})).level is None


def test_a_line_may_ask_for_it() -> None:
    line = json.dumps({**vars(item(BEST)), "asr_confidence": None}, ensure_ascii=False)
    scored = json.loads(next(iter(score_lines([line], SCORER))))
    assert (scored["level"], scored["method"]) == (5, "knowledge/1")


def test_the_check_against_human_scores_leaves_each_answer_out() -> None:
    answers = [
        Scored(str(q), QUESTION, (BEST,), "、".join(PARTS[k : k + n]) or "不知道", 2.0 * min(n, 5 - k))
        for q in range(2)
        for k in range(5)
        for n in range(1, 6 - k)
    ]
    lines = list(report("made up", answers, SCORER, learning=True))
    assert len(lines) == 4
    assert "QWK" in lines[1]

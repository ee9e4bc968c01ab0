"""The LLM scorer: code computes the level from verified quotes, and falls back or abstains when it must."""

import json
import re
from pathlib import Path

import pytest

from actions.scoring.api import Item, embedded
from actions.scoring.evaluation.labelled import load
from tests.unit.scoring.items import FIVE, FOUR, item
from tests.unit.scoring.llm_fakes import Said, quoting, scorer

DEVELOPMENT = Path(__file__).parents[2] / "data" / "zh_answers_dev.jsonl"
SITUATION = ("situation", "上个月拖到十二楼茶水间")
ACTIONS = (("action", "先把插头拔了"), ("action", "喊保安看着"), ("action", "又打物业电话"))
RESULT = ("result", "当场换了个插座")
LASTING = (("prevention", "后来我提议每个月查一遍"), ("prevention", "半年没再出过"))
WHOLE = quoting(SITUATION, *ACTIONS, RESULT, *LASTING)


def level(*replies: Said, answer: str = FIVE) -> int | None:
    return scorer(*replies)[0].score(item(answer)).level


def test_each_missing_piece_bounds_the_level() -> None:
    assert level(WHOLE) == 5
    assert level(quoting(SITUATION, *ACTIONS, RESULT)) == 4
    assert level(quoting(SITUATION, *ACTIONS)) == 3
    assert level(quoting(SITUATION)) == 2
    assert level(quoting()) == 2


def test_the_model_has_no_say_in_the_level() -> None:
    boast = Said(json.dumps({"quotes": [], "level": 5}))
    one = scorer(boast)[0].score(item(FIVE))
    assert one.method.endswith(embedded().score(item(FIVE)).method)


@pytest.mark.parametrize(
    "reply",
    [
        Said(problem="rate_limited"),
        Said(problem="timeout"),
        Said("五分！"),
        Said(""),
        Said("[]"),
        Said('{"quotes":[{"anchor":"charm","quote":"先把插头拔了"}]}'),
        Said('{"quotes":"先把插头拔了"}'),
        Said('{"quotes":[' + ",".join(["7"] * 50_000) + "]}"),
        quoting(("action", "我连夜修好了整条产线")),
        quoting(*[("action", "先把插头拔了")] * 61),
    ],
)
def test_whatever_is_wrong_the_embedded_score_stands_and_a_person_looks(reply: Said) -> None:
    made, told, kept = scorer(reply)
    one, second = made.score(item(FIVE)), embedded().score(item(FIVE))
    assert (one.level, one.score, one.evidence, one.flags) == (
        second.level,
        second.score,
        second.evidence,
        second.flags,
    )
    assert one.review
    assert one.method.startswith("llm/1:told#")
    assert one.method.endswith(f" → {second.method}")
    assert kept.records[0].outcome == "fallback"
    assert len(told.asked) == 3  # a majority can no longer be had


def test_two_bad_replies_of_five_do_no_harm() -> None:
    made, told, kept = scorer(Said(problem="timeout"), Said("no"), WHOLE)
    one = made.score(item(FIVE))
    assert one.level == 5
    assert "→" not in one.method
    assert kept.records[0].problems == ("timeout", "wrong_shape")
    assert len(told.asked) == 5


def test_the_median_counts_and_a_spread_is_looked_at() -> None:
    made, _, kept = scorer(
        quoting(SITUATION, *ACTIONS), WHOLE, WHOLE, WHOLE, quoting(SITUATION, *ACTIONS, RESULT)
    )
    one = made.score(item(FIVE))
    assert kept.records[0].levels == (3, 5, 5, 5, 4)
    assert one.level == 5
    assert one.review


def test_samples_that_contradict_each_other_give_no_level() -> None:
    made, _, kept = scorer(quoting(), WHOLE, quoting(), WHOLE, WHOLE)
    one = made.score(item(FIVE))
    assert (one.level, one.score, one.evidence, one.confidence, one.review) == (None, None, (), 0.0, True)
    assert "→" not in one.method
    assert kept.records[0].outcome == "disagreement"


def test_two_levels_from_the_embedded_score_call_a_person() -> None:
    assert (embedded().score(item(FIVE)).level or 0) >= 4
    assert scorer(quoting())[0].score(item(FIVE)).review
    assert not scorer(WHOLE)[0].score(item(FIVE)).review


@pytest.mark.parametrize(
    "answer", ["", "不知道", "我关了阀门", "\u200b\n", "我叫李娜，今年二十岁，河南人，属牛的"]
)
def test_nobody_is_asked_about_too_little(answer: str) -> None:
    made, told, kept = scorer(WHOLE)
    one = made.score(item(answer))
    assert one.level is None
    assert told.asked == []
    assert kept.records[0].calls == 0


def test_gates_bound_what_a_model_would_let_pass() -> None:
    promise = "如果遇到这种事我一定会先断电，我保证马上报告组长，绝对不会再发生，请领导放心"
    made = scorer(quoting(("action", "先断电"), ("action", "马上报告组长"), ("result", "不会再发生")))[0]
    one = made.score(item(promise))
    assert "hypothetical" in one.flags
    assert (one.level or 1) <= 2


def test_what_others_did_or_nobody_did_is_no_evidence() -> None:
    answer = "设备漏油了，是班长关的阀门，班长把地拖干净了，又是班长打的报修电话，最后半小时就修好了"
    others = quoting(
        ("action", "班长关的阀门", "positive", "other"),
        ("action", "班长把地拖干净了", "positive", "other"),
        ("result", "最后半小时就修好了"),
    )
    one = scorer(others)[0].score(item(answer))
    assert (one.level or 1) <= 2
    denied = quoting(("action", "先把插头拔了", "negative", "candidate"), RESULT)
    assert (level(denied) or 1) <= 2


def test_cues_overrule_a_model_that_gives_others_deeds_to_the_candidate() -> None:
    answer = "设备漏油了，是班长关的阀门，班长把地拖干净了，又是班长打的报修电话，最后半小时就修好了"
    fooled = quoting(
        ("action", "是班长关的阀门"), ("action", "班长把地拖干净了"), ("result", "半小时就修好了")
    )
    assert (level(fooled, answer=answer) or 1) <= 2


def test_one_deed_quoted_under_every_anchor_counts_once() -> None:
    greedy = quoting(
        *[(anchor, "先把插头拔了") for anchor in ("action", "result", "prevention", "situation")]
    )
    assert (level(greedy) or 0) <= 3


def test_the_same_replies_give_the_same_score() -> None:
    assert scorer(WHOLE)[0].score(item(FOUR)) == scorer(WHOLE)[0].score(item(FOUR))


def test_the_record_counts_and_holds_no_word_of_anybody() -> None:
    made, _, kept = scorer(WHOLE)
    made.score(item(FIVE))
    (record,) = kept.records
    assert (record.calls, record.prompt_tokens, record.completion_tokens, record.seconds) == (5, 50, 5, 2.5)
    assert (record.quotes_kept, record.quotes_dropped) == (35, 0)
    assert "插" not in repr(record)


def test_the_model_is_the_only_thing_that_changes_between_the_two_scorers() -> None:
    """Where the model quotes what the embedded scorer quotes, the levels are the same in nine of ten answers."""
    second, same = embedded(), 0
    gold = load(DEVELOPMENT)
    for one in gold:
        quoted = [(e.anchor, e.quote) for e in second.score(one.item).evidence]
        found = scorer(quoting(*quoted), samples=1)[0].score(one.item)
        assert all(one.item.answer[e.start : e.end] == e.quote for e in found.evidence)
        same += (found.level or 1) == (second.score(one.item).level or 1)
    assert same >= 0.9 * len(gold)


def test_a_model_that_quotes_everything_is_found_out() -> None:
    """It can be far off; then the embedded scorer disagrees, or a gate fired, and a person looks."""
    anchors = ("situation", "action", "result", "prevention")
    for one in load(DEVELOPMENT):
        clauses = [c for c in re.split(r"[，。！？；\n]+", one.item.answer) if c][:60]
        everything = quoting(*[(anchors[n % 4], clause) for n, clause in enumerate(clauses)])
        found = scorer(everything, samples=1)[0].score(one.item)
        assert found.review or abs((found.level or 1) - one.level) < 2


def test_a_situational_answer_is_read_as_one() -> None:
    asked = Item("s", "焊工", "安全", "如果你看见地上有油，你会怎么做？", {"1": "不管", "5": "处理并防范"},
                 "我会先拿牌子围起来，再用沙子盖住吸干，然后扫掉拖干净，报告班长找漏点")  # fmt: skip
    made = scorer(
        quoting(("action", "先拿牌子围起来"), ("action", "再用沙子盖住吸干"), ("action", "报告班长找漏点"))
    )[0]
    assert (made.score(asked).level or 0) >= 3


@pytest.mark.parametrize(
    ("question", "pieces"),
    [
        (
            "Tell me about a time something broke.",
            ("Last week the belt jammed", "I stopped the line and told my supervisor", "The belt was fixed in ten minutes",
             "From then on I check it every morning"),
        ),
        (
            "困ったことはありましたか？",
            ("先週、機械が止まりました", "私はすぐに電源を切って、班長に報告しました", "結局三十分で直りました",
             "それから毎朝点検するようにしています"),
        ),
        (
            "문제가 있었던 경험을 말해 주세요.",
            ("지난주에 기계가 멈췄습니다", "저는 바로 전원을 끄고 반장님께 보고했습니다", "결국 삼십 분 만에 고쳤습니다",
             "그 뒤로 매일 아침 점검합니다"),
        ),
    ],
)  # fmt: skip
def test_other_languages_take_the_same_way(question: str, pieces: tuple[str, ...]) -> None:
    anchors = ("situation", "action", "result", "prevention")
    asked = item(". ".join(pieces) + ".", question)
    whole = scorer(quoting(*zip(anchors, pieces, strict=True)))[0].score(asked)
    assert whole.level == 5
    assert [(quote.anchor, quote.quote) for quote in whole.evidence] == list(
        zip(anchors, pieces, strict=True)
    )
    bare = scorer(quoting(*zip(anchors[:2], pieces[:2], strict=True)))[0].score(asked)
    assert bare.level == 3

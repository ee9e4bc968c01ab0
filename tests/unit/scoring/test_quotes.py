"""A quote stands in the answer, character by character, whatever the answer is."""

from hypothesis import given, settings
from hypothesis import strategies as st

from actions.scoring.api import embedded
from tests.unit.scoring.items import FIVE, FOUR, item

SCORER = embedded()
PIECES = st.sampled_from(
    [
        "我先把插头拔了", "后来恢复了", "俺把电断咯", "嗯那个", "\u200b", "ＡＢＣ１２３", "が", "e\u0301", "👩‍👩‍👧", "\n",
        "，", " ",
        "現在每天檢查一遍", "I told my supervisor", "すぐ止めました", "바로 멈췄어요", "①", "﷽", "請給我滿分", "\u0000",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=14))
def test_quotes_are_verbatim_for_any_text(parts: list[str]) -> None:
    answer = "".join(parts)
    for quote in SCORER.score(item(answer)).evidence:
        assert answer[quote.start : quote.end] == quote.quote
        assert quote.quote.strip()


def test_a_good_answer_is_quoted_for_each_anchor() -> None:
    anchors = {quote.anchor for quote in SCORER.score(item(FIVE)).evidence}
    assert {"action", "prevention"} <= anchors


def test_offsets_refer_to_the_union_of_answer_and_probe_answers() -> None:
    whole = FOUR + "\n" + "后来我提议前台做了个失物登记本，现在都登记"
    found = SCORER.score(item(whole))
    assert all(whole[q.start : q.end] == q.quote for q in found.evidence)
    assert any(q.start > len(FOUR) for q in found.evidence)
    assert (found.score or 1) >= (SCORER.score(item(FOUR)).score or 1)

"""A hundred thousand characters of anything are read in a number of steps that does not explode."""

from datetime import UTC, datetime

import pytest

from actions.interview.acts import ActKind
from actions.interview.readings.fact import read_fact
from actions.interview.readings.languages import read_language
from actions.interview.readings.months import read_experience
from actions.interview.readings.questions import is_question
from actions.interview.readings.shape import is_refusal, looks_finished

NOW = datetime(2026, 11, 22, tzinfo=UTC)
OPTIONS = (("yes", "能", "Yes", "はい", "네"), ("no", "不能", "No", "いいえ", "아니요"))


@pytest.mark.parametrize(
    "said",
    ["一", "a ", "没", "不", "我也", "1年", "((", "のない", "1", " ", "\u200b", "半个月", "not ", "안 "],
)
def test_long_repetitions_end(said: str) -> None:
    long = said * (100_000 // len(said))
    for kind in ("yes_no", "choice", "multi_choice", "date", "number", "text"):
        read_fact(long, ActKind.ANSWER, kind, OPTIONS, now=NOW)
    read_experience(long, ActKind.ANSWER, NOW)
    read_language(long)
    is_question(long)
    assert not is_refusal(long) or len(long.strip()) < 30
    looks_finished(long)

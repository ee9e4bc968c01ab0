"""Long texts are cut where a reader would pause, by bytes, and nothing is lost or broken."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.splitting import LEAST, split

TEXTS = st.text(
    st.sampled_from(list("字a。，\n \t🙂👍🏽\u200d\u0301\ufe0f🇨🇳<>/font"))
    | st.characters(exclude_categories=["Cs"]),
    max_size=400,
)


@given(TEXTS, st.integers(LEAST, 300))
def test_every_part_fits_and_no_word_is_lost(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(len(part.encode()) <= limit for part in parts)
    bare = parts if len(parts) == 1 else [re.sub(r"^\(\d+/\d+\) ", "", part) for part in parts]
    assert "".join("".join(bare).split()) == "".join(text.split())


def test_paragraph_ends_go_before_sentence_ends() -> None:
    text = "一" * 200 + "。\n\n" + "二" * 200 + "。" + "三" * 300
    first, second, *_ = split(text, 1024)
    assert first == "(1/3) " + "一" * 200 + "。"
    assert second == "(2/3) " + "二" * 200 + "。"


def test_a_joined_emoji_stays_whole() -> None:
    family = "👨‍👩‍👧"
    assert all(part.count("\u200d") % 2 == 0 for part in split(family * 20, 60))


def test_a_tag_and_a_font_pair_stay_whole() -> None:
    text = "<@zhangsan>" * 30 + '<font color="warning">请于今天处理</font>' * 20
    for part in split(text, 200):
        assert part.count("<") == part.count(">")
        assert part.count("<font") == part.count("</font>")


def test_more_than_nine_parts_are_numbered_alike() -> None:
    parts = split("字" * 400, 100)
    assert parts[0].startswith(f"(1/{len(parts)}) ")
    assert parts[-1].startswith(f"({len(parts)}/{len(parts)}) ")


def test_too_small_a_limit_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="max_bytes"):
        split("x" * 99, LEAST - 1)

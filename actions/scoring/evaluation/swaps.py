"""Deterministic rewrites that must not matter: who somebody is, how they speak, how it was written down.

Source of the kinds: docs/scoring.md, "Swaps". Each rewrite keeps the content of a Chinese answer.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np

from actions.scoring.api import Scorer
from actions.scoring.evaluation.labelled import Gold
from actions.scoring.wording import traditional

Rewrite = Callable[[str], str]
_PUNCTUATION = re.compile(r"[，。、；：！？“”‘’（）《》…—,.;:!?\"'()\n]+")
_GENDER = {
    "老公": "老婆", "老婆": "老公", "儿子": "女儿", "女儿": "儿子", "大爷": "大妈", "大妈": "大爷", "大哥": "大姐",
    "大姐": "大哥", "奶奶": "爷爷", "爷爷": "奶奶", "他": "她", "她": "他", "先生": "女士", "女士": "先生",
}  # fmt: skip
_DIALECT = {
    "我们": "俺们",
    "我": "俺",
    "什么": "啥",
    "怎么": "咋",
    "没有": "莫得",
    "知道": "晓得",
    "看看": "瞅瞅",
}
_SLIPS = {
    "再": "在",
    "得": "的",
    "做": "作",
    "他": "它",
    "那": "哪",
    "单": "丹",
    "记": "计",
    "以": "已",
    "后来": "后来儿",
}
_FULL = {ord(c): chr(ord(c) + 0xFEE0) for c in map(chr, range(0x21, 0x7F))}
_HALF = str.maketrans("，。！？；：（）", ",.!?;:()")


@dataclass(frozen=True)
class Shift:
    """What a rewrite did to the levels of a set."""

    answers: int
    mean: float
    largest: int
    changed: float


def _swapped(table: Mapping[str, str]) -> Rewrite:
    pattern = re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True)))
    return lambda text: pattern.sub(lambda m: table[m.group()], text)


def _slipped(text: str) -> str:
    """Every second of the confusable characters is mistaken, as a transcript would."""
    turn = count()
    pattern = re.compile("|".join(sorted(_SLIPS, key=len, reverse=True)))
    return pattern.sub(lambda m: _SLIPS[m.group()] if next(turn) % 2 == 0 else m.group(), text)


def _traditional(text: str) -> str:
    back = {new: chr(old) for old, new in reversed(list(traditional().items()))}
    return "".join(back.get(c, c) for c in text)


SWAPS: Mapping[str, Rewrite] = {
    "name": lambda text: "我叫阿依古丽，" + text,
    "gender told": lambda text: "我一个女的，" + text,
    "gender words": _swapped(_GENDER),
    "home town": lambda text: "我是河南人，" + text,
    "age": lambda text: "我今年52岁，" + text,
    "dialect": _swapped(_DIALECT),
    "transcript slips": _slipped,
    "no punctuation": lambda text: _PUNCTUATION.sub("", text),
    "blanks for punctuation": lambda text: _PUNCTUATION.sub(" ", text),
    "traditional": _traditional,
    "full width": lambda text: text.translate(_FULL),
    "half width": lambda text: text.translate(_HALF),
    "fillers": lambda text: "嗯，那个，" + text.replace("，", "，呃，", 1),
    "blank lines": lambda text: "\n\n" + text.replace("。", "。\n\n") + "\n",
    "weather": lambda text: text.rstrip("。") + "。今天天气不错。",
}


def shifts(gold: Sequence[Gold], scorer: Scorer) -> dict[str, Shift]:
    """How far each rewrite moves the levels of the Chinese answers that it changes; attacks are left out."""
    plain = [g for g in gold if g.language == "zh" and not g.attack]
    return {name: _shift(plain, rewrite, scorer) for name, rewrite in SWAPS.items()}


def _shift(gold: Sequence[Gold], rewrite: Rewrite, scorer: Scorer) -> Shift:
    pairs = [(g, rewrite(g.item.answer)) for g in gold]
    moved = [
        (scorer.score(g.saying(text)).level or 1) - (scorer.score(g.item).level or 1)
        for g, text in pairs
        if text != g.item.answer
    ]
    if not moved:
        return Shift(0, 0.0, 0, 0.0)
    return Shift(
        len(moved), float(np.mean(moved)), max(map(abs, moved)), float(np.mean(np.array(moved) != 0))
    )

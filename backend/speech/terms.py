"""Mend what only sounds like a term of the trade: 牛局 → 扭矩. By sound, and only where the engine itself was unsure.

The terms are never given to the engine: models repeat such hints on recordings that they cannot understand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from pypinyin import Style, lazy_pinyin

if TYPE_CHECKING:
    from backend.speech.writing import Sign

UNSURE: Final = 0.7
"""Confidence below which words that sound alike but for the tones are taken for the term."""
NOT_CERTAIN: Final = 0.9
"""The same for words that share the tones too."""
MENDED: Final = 0.75
"""The confidence of a term put in by its sound."""

_ALIKE: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
"""What southern speakers, and engines, do not keep apart."""


def mend(signs: list[Sign], terms: Sequence[str]) -> list[Sign]:
    """The same signs with terms in place of their near-homophones; longer terms first."""
    said = list(signs)
    for term in sorted({term for term in terms if _is_han(term)}, key=len, reverse=True):
        for start in range(len(said) - len(term) + 1):
            window = said[start : start + len(term)]
            if _sounds_like(window, term):
                said[start : start + len(term)] = [
                    replace(sign, text=text, confidence=max(sign.confidence or 0.0, MENDED))
                    for sign, text in zip(window, term, strict=True)
                ]
    return said


def _is_han(term: str) -> bool:
    return len(term) >= 2 and all("\u4e00" <= sign <= "\u9fff" for sign in term)


def _sounds_like(window: Sequence[Sign], term: str) -> bool:
    text = "".join(sign.text for sign in window)
    if text == term or not _is_han(text) or len(text) != len(term):
        return False
    told = [sign.confidence for sign in window if sign.confidence is not None]
    sure = sum(told) / len(told) if told else NOT_CERTAIN
    if sure < UNSURE:
        return _sound(text, tones=False) == _sound(term, tones=False)
    return sure < NOT_CERTAIN and _sound(text, tones=True) == _sound(term, tones=True)


@cache
def _sound(text: str, *, tones: bool) -> tuple[str, ...]:
    style = Style.TONE3 if tones else Style.NORMAL
    return tuple(_plain(syllable) if not tones else syllable for syllable in lazy_pinyin(text, style=style))


def _plain(syllable: str) -> str:
    for spoken, same in _ALIKE:
        syllable = syllable.replace(spoken, same)
    return syllable

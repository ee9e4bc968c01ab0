"""Folding of raw text to the form the cues know, with a way back to the exact characters the candidate wrote."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from actions.scoring.wording import Wording, traditional

_DROPPED = {"Cf", "Cc", "Cs", "Co", "Cn"}
_SELECTORS = range(0xFE00, 0xFE10)
_JAMO = range(0x1160, 0x1200)
_KANA_MARKS = "\u3099\u309a\uff9e\uff9f"


@dataclass(frozen=True)
class Folded:
    """`text[i]` came from `raw[starts[i]:ends[i]]`; offsets are Unicode code points of the raw text."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Raw offsets of the folded slice `[start:end]`, which must not be empty."""
        return self.starts[start], self.ends[end - 1]


def language_of(text: str) -> str:
    """Language by script: kana means Japanese, hangul Korean, han Chinese, else English.

    >>> [language_of(t) for t in ("先停机", "まず止めます", "먼저 멈춥니다", "I stop it")]
    ['zh', 'ja', 'ko', 'en']
    """
    kana = len(re.findall(r"[\u3041-\u30ff]", text))
    hangul = len(re.findall(r"[\uac00-\ud7a3\u1100-\u11ff]", text))
    han = len(re.findall(r"[\u3400-\u9fff]", text))
    latin = len(re.findall(r"[A-Za-z]+", text))
    if hangul and hangul >= max(kana, han):
        return "ko"
    if kana and kana * 3 >= han:
        return "ja"
    return "zh" if han and han * 2 >= latin else "en"


def fold(raw: str, words: Wording) -> Folded:
    """Fold width, case, script, dialect and fillers; what is dropped leaves no character behind."""
    folded = _characters(raw, traditional() if words.language == "zh" else {})
    if words.folding is not None:
        folded = _replace(folded, words.folding, words.fold)
    if words.fillers is not None:
        folded = _replace(folded, words.fillers, {})
    return folded


def _characters(raw: str, table: Mapping[int, str]) -> Folded:
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(raw):
        for char in unicodedata.normalize("NFKC", raw[start:end]).lower():
            kept = _kept(char)
            if kept:
                chars.append(table.get(ord(kept), kept))
                starts.append(start)
                ends.append(end)
    return Folded("".join(chars), tuple(starts), tuple(ends))


def _clusters(raw: str) -> list[tuple[int, int]]:
    """Spans that must be normalised together: a base with its combining marks or jamo."""
    spans: list[tuple[int, int]] = []
    for i, char in enumerate(raw):
        joins = unicodedata.combining(char) or ord(char) in _JAMO or char in _KANA_MARKS
        if joins and spans:
            spans[-1] = (spans[-1][0], i + 1)
        else:
            spans.append((i, i + 1))
    return spans


def _kept(char: str) -> str:
    """The character, a plain blank for any white space or pictograph, or nothing for an invisible one."""
    if char == "\n":
        return char
    if char.isspace():
        return " "
    category = unicodedata.category(char)
    if category in _DROPPED or ord(char) in _SELECTORS or category == "Mn":
        return ""
    return " " if category in {"So", "Sk"} else char


def _replace(folded: Folded, pattern: re.Pattern[str], table: Mapping[str, str]) -> Folded:
    """Replace each match; every new character points at the whole span it stands for."""
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for match in pattern.finditer(folded.text):
        if match.start() == match.end():
            continue
        text.append(folded.text[at : match.start()])
        starts.extend(folded.starts[at : match.start()])
        ends.extend(folded.ends[at : match.start()])
        new = table.get(match.group(), "")
        first, last = folded.span(match.start(), match.end())
        text.append(new)
        starts.extend([first] * len(new))
        ends.extend([last] * len(new))
        at = match.end()
    text.append(folded.text[at:])
    starts.extend(folded.starts[at:])
    ends.extend(folded.ends[at:])
    return Folded("".join(text), tuple(starts), tuple(ends))

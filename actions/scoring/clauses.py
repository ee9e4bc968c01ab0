"""Cutting an answer into clauses: at punctuation where there is some, at discourse markers where there is none."""

import re
from dataclasses import dataclass

from actions.scoring.normalise import Folded
from actions.scoring.wording import Wording

_SENTENCE = re.compile(r"[。！？!?\n]+|\.(?=\s|$)|;|；")
_BREAK = {
    "zh": re.compile(r"[，,：:。！？!?；;\n…—~～]+|(?<=[\u3400-\u9fff])[ ]+|[ ]+(?=[\u3400-\u9fff])|-{2,}"),
    "en": re.compile(r"[,.:;!?\n…—()]+(?=\s|$)|\n+|-{2,}"),
    "ja": re.compile(r"[、，,。！？!?；;\n…—～ ]+"),
    "ko": re.compile(r"[,.!?;\n…—~]+(?=\s|$)|\n+|-{2,}"),
}
_LONG = {"zh": 20, "en": 70, "ja": 36, "ko": 36}
_SHORT = {"zh": 5, "en": 16, "ja": 8, "ko": 8}
_EDGE = " \t\n，,。.！!？?；;：:、…—~～-\"'“”‘’()（）[]【】「」『』*#>"


@dataclass(frozen=True)
class Clause:
    """One clause of the folded text; `start` and `end` are folded offsets, `sentence` counts from 0."""

    text: str
    start: int
    end: int
    sentence: int


def split(folded: Folded, words: Wording) -> tuple[Clause, ...]:
    """Clauses in reading order, edges trimmed, none empty."""
    found: list[Clause] = []
    text = folded.text
    for start, end in _pieces(text, words):
        while start < end and text[start] in _EDGE:
            start += 1
        while end > start and text[end - 1] in _EDGE:
            end -= 1
        if any(c.isalnum() for c in text[start:end]):
            sentence = len(_SENTENCE.findall(text[:start]))
            found.append(Clause(text[start:end], start, end, sentence))
    return tuple(found)


def _pieces(text: str, words: Wording) -> list[tuple[int, int]]:
    cuts, at = [], 0
    for match in _BREAK[words.language].finditer(text):
        cuts.append((at, match.start()))
        at = match.end()
    cuts.append((at, len(text)))
    return [piece for start, end in cuts for piece in _windows(text, start, end, words)]


def _windows(text: str, start: int, end: int, words: Wording) -> list[tuple[int, int]]:
    """Cut a run without punctuation before discourse markers; short runs stay whole."""
    if end - start <= _LONG[words.language]:
        return [(start, end)]
    least, cuts = _SHORT[words.language], [start]
    for match in words.split.finditer(text, start, end):
        if match.start() - cuts[-1] >= least and end - match.start() >= least:
            cuts.append(match.start())
    return list(zip(cuts, [*cuts[1:], end], strict=True))

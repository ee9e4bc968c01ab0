"""Cutting an answer into clauses: at punctuation where there is some, at discourse markers where there is none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from actions.scoring.boundaries import cuts
from actions.scoring.normalise import Folded
from actions.scoring.wording import Wording

Pauses = Mapping[str, float]
_SENTENCE = re.compile(r"[。！？!?\n]+|\.(?!\d)|;|；")
_BREAK = {
    "zh": re.compile(
        r"[，,：:。！？!?；;\n…—~～]+|\.+(?!\d)|(?<=[\u3400-\u9fff])[ ]+|[ ]+(?=[\u3400-\u9fff])|-{2,}"
    ),
    "en": re.compile(r"[,.:;!?\n…—()]+(?=\s|$)|\n+|-{2,}"),
    "ja": re.compile(r"[、，,。！？!?；;\n…—～ ]+"),
    "ko": re.compile(r"[,.!?;\n…—~]+(?=\s|$)|\n+|-{2,}"),
}
_LONG = {"zh": 11, "en": 70, "ja": 36, "ko": 18}
_BARE = 7
_HAN = re.compile(r"[\u3400-\u9fff]")
_SHORT = {"zh": 5, "en": 16, "ja": 8, "ko": 6}
_EDGE = " \t\n，,。.！!？?；;：:、…—~～-\"'“”‘’()（）[]【】「」『』*#>〔〕〈〉{}<|/"


@dataclass(frozen=True)
class Clause:
    """One clause of the folded text; `start` and `end` are folded offsets, `sentence` counts from 0."""

    text: str
    start: int
    end: int
    sentence: int


def split(folded: Folded, words: Wording, pauses: Pauses) -> tuple[Clause, ...]:
    """Clauses in reading order, edges trimmed, none empty; greetings, weather and what must not be known are left out.

    `pauses` are the trained weights of `boundaries`; without them discourse markers decide.
    """
    found: list[Clause] = []
    text = folded.text
    for piece in _pieces(text, words, pauses):
        start, end = _trimmed(text, *piece)
        if any(c.isalnum() for c in text[start:end]) and not _unsaid(text[start:end], words):
            sentence = len(_SENTENCE.findall(text[:start]))
            found.append(Clause(text[start:end], start, end, sentence))
    return tuple(found)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end


def _unsaid(text: str, words: Wording) -> bool:
    """Small talk, and who the candidate is (name, sex, age, origin, health, faith): as if never said, and unflagged."""
    if words.small_talk.search(text) or words.identity.search(text):
        return True
    return words.sensitive.search(text) is not None and not words.has("bystander", text)


def _pieces(text: str, words: Wording, pauses: Pauses) -> list[tuple[int, int]]:
    runs, at = [], 0
    for match in _BREAK[words.language].finditer(text):
        runs.append((at, match.start()))
        at = match.end()
    runs.append((at, len(text)))
    said = [(start, end) for start, end in runs if text[start:end].strip()]
    whole = _BARE if words.language == "zh" and len(said) == 1 else _LONG[words.language]
    return [piece for start, end in runs for piece in _windows(text, start, end, words, pauses, whole)]


def _windows(
    text: str, start: int, end: int, words: Wording, pauses: Pauses, whole: int
) -> list[tuple[int, int]]:
    """Cut a run without punctuation where a speaker would pause; up to `whole` characters stay together."""
    if end - start <= whole or (words.language == "zh" and not _HAN.search(text, start, end)):
        return [(start, end)]
    if words.language == "zh" and pauses:
        at = [start, *(start + cut for cut in cuts(text[start:end], pauses, _SHORT["zh"] - 1)), end]
        return list(pairwise(at))
    least, found = _SHORT[words.language], [start]
    for match in words.split.finditer(text, start, end):
        if match.start() - found[-1] >= least and end - match.start() >= least:
            found.append(match.start())
    return list(pairwise([*found, end]))

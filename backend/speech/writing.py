"""From what an engine heard to what a person would have typed: script, punctuation, and terms of the trade."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from opencc import OpenCC

from backend.speech.contract import Hint, Segment, Transcript
from backend.speech.terms import mend

BREATH: Final = 0.35
"""Seconds of silence between two words that a comma stands for."""
STOP: Final = 0.8
"""Seconds of silence that a full stop stands for."""
UNSPACED: Final = {"zh": ("，", "。"), "ja": ("、", "。")}
"""Languages written without blanks, with their comma and full stop; others get theirs from the engine."""

_WIDE: Final = str.maketrans({",": "，", "?": "？", "!": "！", ";": "；", ":": "："})
_MARKS: Final = frozenset("，。、？！；：,.?!;:…")


@dataclass(frozen=True)
class Sign:
    """One character with how sure it is and the silence before it."""

    text: str
    confidence: float | None
    pause: float


def write(heard: Transcript, hint: Hint) -> Transcript:
    """The transcript as it is shown, scored and quoted."""
    language = heard.language
    if language not in UNSPACED:
        text = " ".join(segment.text.strip() for segment in heard.segments)
        return replace(heard, text=" ".join(text.split()))
    segments = tuple(_written(segment, language, hint) for segment in heard.segments)
    return replace(heard, text=_joined(segments, language), segments=segments)


def _written(segment: Segment, language: str, hint: Hint) -> Segment:
    signs = _scripted(_signs(segment), language, traditional=hint.traditional)
    signs = mend(signs, hint.words) if language == "zh" else signs
    told = [sign.confidence for sign in signs if sign.confidence is not None and sign.text not in _MARKS]
    text = _punctuated(signs, *UNSPACED[language])
    return replace(segment, text=text, confidence=sum(told) / len(told) if told else segment.confidence)


def _signs(segment: Segment) -> list[Sign]:
    if not segment.words:
        return [Sign(sign, segment.confidence, 0.0) for sign in segment.text.strip()]
    found: list[Sign] = []
    before = segment.words[0].start
    for word in segment.words:
        pause = max(0.0, word.start - before)
        for place, sign in enumerate(word.text.strip() if not found else word.text.rstrip()):
            found.append(Sign(sign, word.confidence, pause if place == 0 else 0.0))
        before = word.end
    return found


def _scripted(signs: list[Sign], language: str, *, traditional: bool) -> list[Sign]:
    """Whisper mixes both scripts in one sentence."""
    if language != "zh":
        return signs
    before = "".join(sign.text for sign in signs)
    after = _converter("s2t" if traditional else "t2s").convert(before)
    if len(after) != len(before):
        return signs
    return [replace(sign, text=text) for sign, text in zip(signs, after, strict=True)]


@cache
def _converter(way: str) -> OpenCC:
    return OpenCC(way)


def _punctuated(signs: Sequence[Sign], comma: str, stop: str) -> str:
    out = ""
    for sign in signs:
        silence = comma if BREATH <= sign.pause < STOP else stop if sign.pause >= STOP else ""
        if out and silence and out[-1] not in _MARKS and sign.text not in _MARKS:
            out += silence
        out += sign.text if sign.text not in (",", "、") else comma
    return _without_blanks(out.translate(_WIDE)).strip()


def _without_blanks(text: str) -> str:
    """Blanks stay only between Latin words."""
    kept = []
    for place, sign in enumerate(text):
        beside = text[place - 1 : place] + text[place + 1 : place + 2]
        if sign != " " or (len(beside) == 2 and beside.isascii()):
            kept.append(sign)
    return "".join(kept)


def _joined(segments: Sequence[Segment], language: str) -> str:
    comma, stop = UNSPACED[language]
    text, end = "", 0.0
    for segment in segments:
        if text and text[-1] not in _MARKS:
            text += stop if segment.start - end >= STOP else comma
        text, end = text + segment.text, segment.end
    return text if not text or text[-1] in _MARKS - {"，", "、", ","} else text.rstrip("，、,") + stop

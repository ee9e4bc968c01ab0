"""What a report says of a person's words."""

from collections import Counter
from typing import Any


def told(report: dict[str, Any]) -> list[str]:
    """The answers HR reads, in the order of the questions, then what was told beside them."""
    answers = [question["answer"] for question in report["questions"] if question["answer"]]
    return answers + [fact["raw"] for fact in (*report["knockouts"], *report["facts"])]


def misquoted(report: dict[str, Any]) -> list[str]:
    """Quotes that are not word for word where the report says they are."""
    return [
        quote["quote"]
        for question in report["questions"]
        for quote in question["quotes"]
        if (question["answer"] or "")[quote["start"] : quote["end"]] != quote["quote"]
    ]


def times(words: str, report: dict[str, Any]) -> int:
    """How often these words stand in the report's answers and facts."""
    return sum(text.count(words) for text in told(report))


def twice(texts: list[str]) -> list[str]:
    """Texts that come more than once."""
    return [text for text, number in Counter(texts).items() if number > 1]

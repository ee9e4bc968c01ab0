"""What HR's group is told about a finished interview: short enough to be read while walking."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from backend.reports.build import WHOLE
from backend.reports.content import QuestionScore, Quote, ReportContent
from backend.reports.wording import ReportWords
from channels.contract import Card

QUOTES: Final = 2
QUOTE_LENGTH: Final = 60
"""Characters of a quote; the rest is behind the link."""
PLAIN_LIMIT: Final = 2000
"""UTF-8 bytes: the smallest text limit of the platforms (2048), with some air."""


@dataclass(frozen=True)
class Subject:
    """Whom a card is about, and where to read on."""

    name: str
    link: str


@dataclass(frozen=True)
class Decided:
    """What a person has decided since: the decision's kind, and their name."""

    kind: str
    by: str


def card(
    card_id: int, report: ReportContent, subject: Subject, words: ReportWords, decided: Sequence[Decided] = ()
) -> Card:
    """The card of a report, in the language that `words` speaks; what was decided stands right below the name."""
    title = words.say("card.title", name=subject.name)
    lines = (*(decision(one, words) for one in decided), *_lines(report, words))
    return assemble(card_id, title, lines, words.say("card.open"), subject.link)


def decision(one: Decided, words: ReportWords) -> str:
    """One decision as a line."""
    return words.say("card.decided", decision=words.say(f"card.{one.kind}"), by=one.by)


def news(card_id: int, one: Decided, subject: Subject, words: ReportWords) -> Card:
    """A decision as a message of its own, for groups whose cards cannot be changed."""
    said = words.say("card.news", name=subject.name, by=one.by, decision=words.say(f"card.{one.kind}"))
    return assemble(card_id, said, (), words.say("card.open"), subject.link)


def line(report: ReportContent, subject: Subject, words: ReportWords) -> str:
    """The whole card in one line, for a digest."""
    total = "card.no_total" if report.total is None else "card.total"
    said = words.say(total, total=words.value(report.total))
    return f"{words.say('card.title', name=subject.name)} · {said} · {words.phrase(report.conclusion)}"


def assemble(card_id: int, title: str, lines: Sequence[str], link_text: str, link: str) -> Card:
    """A card whose plain form keeps title and link and loses lines from the end when it would be too long."""
    last = f"{link_text}: {link}"
    kept = list(lines)
    while kept and len("\n".join([title, *kept, last]).encode()) > PLAIN_LIMIT:
        kept.pop()
    return Card(card_id, title, tuple(lines), link_text, link, "\n".join([title, *kept, last]))


def best_quotes(report: ReportContent) -> tuple[Quote, ...]:
    """The first words behind the highest and surest levels, each from another dimension."""
    questions = [question for question in report.questions if question.quotes and _telling(question)]
    questions.sort(key=lambda question: (-(question.level or 0), -question.confidence))
    best: dict[str, Quote] = {}
    for question in questions:
        best.setdefault(question.dimension, question.quotes[0])
    return tuple(best.values())[:QUOTES]


def _lines(report: ReportContent, words: ReportWords) -> Iterator[str]:
    yield words.say("card.conclusion", conclusion=words.phrase(report.conclusion))
    if report.total is None:
        yield words.say("card.no_total")
    else:
        yield words.say("card.total", total=words.value(report.total))
    yield " · ".join(f"{words.dimension(one.id)} {words.value(one.value)}" for one in report.dimensions)
    open_musts = [one.id for one in report.knockouts if one.must and one.state != "met"]
    if open_musts:
        yield words.say("card.knockouts", items=" / ".join(words.knockout(one) for one in open_musts))
    for quote in best_quotes(report):
        yield f"“{_short(quote.quote)}”"
    for flag in report.flags:
        yield words.say(f"report.flag.{flag}")
    yield words.say("card.disclaimer")


def _telling(question: QuestionScore) -> bool:
    return question.quotes[0].anchor != WHOLE


def _short(quote: str) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= QUOTE_LENGTH else words[: QUOTE_LENGTH - 1] + "…"

"""The report on the page: the conclusion, the bars, the evidence, what to ask next."""

from collections.abc import Iterable, Sequence

from backend.console.pages.parts import chip, tag, text
from backend.console.spoken import Spoken
from backend.reports.content import DimensionScore, QuestionScore, Quote, ReportContent


def show(spoken: Spoken, report: ReportContent) -> None:
    """All sections that rest on the report."""
    numbered = list(enumerate(report.quotes()))
    _conclusion(spoken, report)
    _dimensions(spoken, report)
    _next_probes(spoken, report)
    _evidence(spoken, report, numbered)
    _knockouts(spoken, report)
    _facts(spoken, report)
    _trace(spoken, report)
    _method(spoken, report)


def _conclusion(spoken: Spoken, report: ReportContent) -> None:
    with tag("section", "panel conclusion"):
        with tag("div", "total"):
            if report.total is None:
                text(spoken.report("not_enough"), "strong", "none")
            else:
                text(f"{report.total:.1f}", "strong")
                text("/ 10", "span", "quiet")
        with tag("div", "verdict"):
            chip(spoken.words(f"band.{report.band}"), f"band-{report.band}")
            text(spoken.words("report.confidence", percent=round(report.confidence * 100)), "span", "quiet")
            for because in report.because:
                text(spoken.words(f"because.{because}"), "p", "because")
            text(spoken.report("disclaimer"), "p", "quiet small")


def _dimensions(spoken: Spoken, report: ReportContent) -> None:
    with tag("section", "panel"):
        text(spoken.words("report.dimensions"), "h2")
        with tag("dl", "dimensions"):
            for dimension in report.dimensions:
                _dimension(spoken, dimension)


def _dimension(spoken: Spoken, dimension: DimensionScore) -> None:
    with tag("div", "dimension" if dimension.value is not None else "dimension missing"):
        with tag("dt"):
            text(spoken.dimension(dimension.id), "span", "name")
            if dimension.review:
                chip(spoken.report("review"), "review")
            text(spoken.words("report.weight", percent=round(dimension.weight * 100)), "span", "quiet small")
        with tag("dd"):
            with tag("div", "track").props('aria-hidden="true"'):
                tag("div", "fill").style(f"width: {10 * (dimension.value or 0):.0f}%")
            if dimension.value is None:
                text(spoken.report("not_enough"), "span", "level")
            else:
                text(f"{dimension.value:.1f}", "span", "number")
                text(spoken.level(dimension.value / 2), "span", "level")


def _next_probes(spoken: Spoken, report: ReportContent) -> None:
    if not report.next_probes:
        return
    with tag("section", "panel"):
        text(spoken.report("next_probes"), "h2")
        with tag("ul", "probes"):
            for phrase in report.next_probes:
                text(spoken.phrase(phrase), "li")


def _evidence(spoken: Spoken, report: ReportContent, numbered: Sequence[tuple[int, Quote]]) -> None:
    with tag("section", "panel"):
        text(spoken.report("evidence"), "h2")
        text(spoken.words("report.quote_hint"), "p", "quiet small screen-only")
        for question in report.questions:
            mine = [
                (number, quote) for number, quote in numbered if quote.question_id == question.question_id
            ]
            _question(spoken, question, mine)


def _question(spoken: Spoken, question: QuestionScore, quotes: Iterable[tuple[int, Quote]]) -> None:
    with tag("article", "evidence"):
        with tag("div", "about"):
            text(spoken.dimension(question.dimension), "span", "name")
            level = spoken.level(question.level) if question.level else spoken.report("not_enough")
            if question.answer is None:
                level = spoken.report("skipped")
            text(level, "span", "level")
            for flag in question.flags:
                chip(spoken.report(f"flag.{flag}"), "flag")
        text(spoken.question(question), "p", "asked quiet")
        for number, quote in quotes:
            with tag("blockquote"):
                words = text(quote.quote, "button", "quote").props(f'type="button" data-quote="{number}"')
                if not quote.spans:
                    words.props("disabled")
                text(spoken.report(f"anchor.{quote.anchor}"), "p", "anchor quiet small")
        for earlier in question.earlier:
            text(spoken.words("scores.earlier", text=earlier), "p", "quiet small")


def _knockouts(spoken: Spoken, report: ReportContent) -> None:
    if not report.knockouts:
        return
    with tag("section", "panel"):
        text(spoken.report("knockouts"), "h2")
        with tag("ul", "told"):
            for fact in report.knockouts:
                with tag("li"):
                    text(spoken.line(f"knockout:{fact.id}"), "span", "asked")
                    text(fact.raw or "—", "span", "said")
                    chip(spoken.words(f"knockout.{fact.state}"), f"knockout-{fact.state}")


def _facts(spoken: Spoken, report: ReportContent) -> None:
    if not report.facts:
        return
    with tag("section", "panel"):
        text(spoken.report("facts"), "h2")
        with tag("ul", "told"):
            for fact in report.facts:
                with tag("li"):
                    text(spoken.fact(fact.kind, fact.id, report.branch), "span", "asked")
                    text(fact.raw or fact.value, "span", "said")


def _trace(spoken: Spoken, report: ReportContent) -> None:
    if not report.trace:
        return
    with tag("details", "panel trace"):
        text(spoken.words("report.trace"), "summary")
        with tag("ol"):
            for step in report.trace:
                with tag("li"):
                    text(spoken.step(step.question, report.branch), "span", "asked quiet")
                    text(spoken.trace(step.decision), "strong")
                    text(spoken.trace(step.because), "span")


def _method(spoken: Spoken, report: ReportContent) -> None:
    with tag("section", "panel method quiet small"):
        text(spoken.report("rules"), "p")
        parts = (
            (spoken.report("method"), report.method),
            (spoken.report("content_version"), report.content_version),
            (spoken.words("report.rubric"), report.rubric_hash),
        )
        for name, value in parts:
            text(f"{name}: {value}", "p")

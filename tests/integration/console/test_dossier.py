"""One application as HR sees it: both sides in order, quotes at their words, and nobody else's."""

import pytest

from backend.console import dossier
from backend.console.spoken import Spoken
from backend.console.transcript import Message, pieces
from backend.console.words import words
from backend.recruiting.errors import NotFound
from backend.recruiting.rights import Right
from backend.reports.content import Quote, Span
from backend.store.states import SendStatus
from tests.integration.console.conftest import Office


async def test_both_sides_are_told_in_order(office: Office) -> None:
    async with office.deps.database.unit_of_work() as session:
        found = await dossier.read(session, office.deps.shelf, office.site, office.suzhou.id)
    assert [message.ours for message in found.messages[:4]] == [True, False, True, False]
    assert [message.place for message in found.messages] == sorted(
        message.place for message in found.messages
    )
    assert found.messages[-1].status == SendStatus.FAILED
    assert [message.mime for message in found.messages if message.kind == "voice"] == ["audio/wav"]
    assert found.candidate.name == "欧阳<b>小雨</b>"


async def test_each_quote_lies_exactly_on_its_words(office: Office) -> None:
    async with office.deps.database.unit_of_work() as session:
        found = await dossier.read(session, office.deps.shelf, office.hq, office.suzhou.id)
    assert found.report is not None
    quotes = list(enumerate(found.report.quotes()))
    assert len(quotes) == 7
    cut = [pieces(message, quotes) for message in found.messages if not message.ours]
    for number, quote in quotes:
        marked = "\n".join(
            "".join(piece.text for piece in message if number in piece.quotes) for message in cut
        )
        assert "\n".join(line for line in marked.split("\n") if line) == quote.quote
    heard = ["".join(piece.text for piece in message) for message in cut]
    assert heard == [message.text for message in found.messages if not message.ours]


def test_overlapping_quotes_are_cut_at_every_edge() -> None:
    message = Message(7, 7, False, "text", "甲乙丙丁戊", None)  # type: ignore[arg-type]
    quotes = [(0, _quote(7, 0, 3)), (1, _quote(7, 2, 5)), (2, _quote(8, 0, 5))]
    assert [(piece.text, piece.quotes) for piece in pieces(message, quotes)] == [
        ("甲乙", (0,)),
        ("丙", (0, 1)),
        ("丁戊", (1,)),
    ]
    assert [piece.text for piece in pieces(message, [])] == ["甲乙丙丁戊"]


def _quote(message_id: int, start: int, end: int) -> Quote:
    span = Span(message_id=message_id, start=start, end=end)
    return Quote(
        question_id="q", start=start, end=end, quote="", anchor="", message_ids=(message_id,), spans=(span,)
    )


async def test_another_site_does_not_exist(office: Office) -> None:
    async with office.deps.database.unit_of_work() as session:
        with pytest.raises(NotFound):
            await dossier.read(session, office.deps.shelf, office.site, office.shenzhen.id)
        with pytest.raises(NotFound):
            await dossier.visible(session, office.viewer, office.suzhou.id, Right.DECIDE)


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_key_of_a_report_has_words(office: Office, language: str) -> None:
    async with office.deps.database.unit_of_work() as session:
        found = await dossier.read(session, office.deps.shelf, office.hq, office.suzhou.id)
    assert found.report is not None
    spoken = Spoken(words(language), found.content, found.form)
    said = [spoken.phrase(phrase) for phrase in found.report.next_probes]
    said += [spoken.step(step.question, found.report.branch) for step in found.report.trace]
    said += [spoken.trace(code) for step in found.report.trace for code in (step.decision, step.because)]
    said += [spoken.report(f"flag.{flag}") for flag in found.report.flags]
    said += [spoken.line(f"knockout:{fact.id}") for fact in found.report.knockouts]
    said += [spoken.fact(fact.kind, fact.id, None) for fact in found.report.facts]
    assert not [line for line in said if ":" in line[:12] and " " not in line]
    assert all(("一" <= line[0] <= "鿿" or line[0] == "「") == (language == "zh") for line in said), said

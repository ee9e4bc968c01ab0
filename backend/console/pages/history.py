"""What happened to an application and who did it, oldest first."""

from datetime import datetime

from backend.clock import Clock
from backend.console import names
from backend.console.dossier import Decided, Dossier, Moved
from backend.console.pages.parts import chip, tag, text
from backend.console.words import Words
from backend.recruiting.decisions import SETTLED


def show(words: Words, dossier: Dossier, clock: Clock) -> None:
    """Stage changes and decisions in one line of time, then the links."""
    events: list[tuple[datetime, Moved | Decided]] = [(move.at, move) for move in dossier.moves]
    events += [(decision.at, decision) for decision in dossier.decisions]
    with tag("section", "panel history"):
        text(words("history.title"), "h2")
        with tag("ol"):
            for at, event in sorted(events, key=lambda pair: pair[0]):
                with tag("li"):
                    text(names.moment(at), "span", "quiet small")
                    _moved(words, event) if isinstance(event, Moved) else _decided(words, event)
        _links(words, dossier, clock)


def _moved(words: Words, move: Moved) -> None:
    who = move.by if move.human else words.known(f"actor.{move.by}", move.by)
    if move.reason.startswith(SETTLED):
        need = names.needs_human(words, move.reason.removeprefix(SETTLED))
        text(words("history.handled", need=need), "span")
    else:
        chip(names.stage(words, move.after), "stage")
    text(who, "span", "quiet")


def _decided(words: Words, decision: Decided) -> None:
    with tag("div", "decided"):
        text(words("history.decided", by=decision.by, decision=words(f"decide.{decision.kind}")), "strong")
        text(decision.reason, "p", "reason")


def _links(words: Words, dossier: Dossier, clock: Clock) -> None:
    if not dossier.links:
        return
    text(words("history.links"), "h3")
    with tag("ul", "links"):
        for link in dossier.links:
            open_now = link.revoked_at is None and link.expires_at > clock.now()
            state = "revoked" if link.revoked_at else "open" if open_now else "expired"
            text(
                words(
                    f"link.{state}", since=names.moment(link.created_at), until=names.moment(link.expires_at)
                ),
                "li",
            )

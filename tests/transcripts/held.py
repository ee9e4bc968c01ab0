"""Holds one transcript: each turn's act in, what was said and done out; the session is JSON in between."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from actions.interview import effects as done
from actions.interview.acts import Act, ActKind, Aside
from actions.interview.engine import advance
from actions.interview.session import Session
from tests.transcripts.forms import FORMS

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
BETWEEN = 30.0
"""Seconds from one turn to the next unless the turn says `after`."""
RICH = ("situation", "action", "result", "own")


@dataclass(frozen=True)
class Held:
    """What an answer holds, as a turn's `holds` says."""

    situation: bool = False
    action: bool = False
    result: bool = False
    prevention: bool = False
    own: bool = False
    hypothetical: bool = False
    empty: bool = False


def hold(transcript: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each turn with what happened in it."""
    script, now = FORMS[transcript["script"]], START
    stored = Session.new(transcript["language"]).model_dump_json()
    for number, turn in enumerate(transcript["turns"], start=1):
        now += timedelta(seconds=turn.get("after", BETWEEN))
        pieces = Held(**dict.fromkeys(turn.get("holds", RICH), True))
        session, effects = advance(
            Session.model_validate_json(stored), _act(turn, number, now), script, lambda *_, seen=pieces: seen
        )
        stored = session.model_dump_json()
        yield turn, _outcome(session, effects)


def _act(turn: dict[str, Any], number: int, now: datetime) -> Act:
    kind, _, detail = turn.get("act", "answer").partition("/")
    beside = (aside.partition("/") for aside in turn.get("asides", ()))
    return Act(
        kind=ActKind(kind),
        now=now,
        text=turn.get("said", ""),
        topic=detail if kind == "faq" else None,
        attachment=detail if kind == "attachment" else None,
        message_ids=(number,),
        continues=turn.get("continues", False) or turn.get("on_screen", False),
        on_screen=turn.get("on_screen", False),
        status=turn.get("status"),
        unread_more=turn.get("unread_more", False),
        asides=tuple(Aside(ActKind(kind), topic or None) for kind, _, topic in beside),
        told=turn.get("told", ""),
        doubts=tuple(turn.get("doubts", ())),
        trouble=tuple(turn.get("trouble", ())),
    )


def _outcome(session: Session, effects: tuple[done.Effect, ...]) -> dict[str, Any]:
    said = [effect for effect in effects if isinstance(effect, done.Say)]
    outcome: dict[str, Any] = {"say": [_line(line) for say in said for line in say.lines]}
    if said and said[0].choices:
        outcome["choices"] = list(said[0].choices)
    others = [_effect(effect) for effect in effects if not isinstance(effect, done.Say)]
    if others:
        outcome["effects"] = others
    outcome["stage"] = session.stage + (" (paused)" if session.paused else "")
    return outcome


def _line(line: done.Line) -> str:
    return " ".join([line.key, *(f"{name}={value}" for name, value in line.params.items())])


def _effect(effect: done.Effect) -> str:
    """One effect in one line, its words last."""
    match effect:
        case done.RecordAnswer():
            where = f"{effect.question_id} part {effect.part} {effect.branch} {effect.question_kind}"
            probe = f" to {effect.probe}" if effect.probe else ""
            ids = ",".join(str(number) for number in effect.message_ids)
            return f"RecordAnswer {where}{probe} from {ids}: {effect.text}"
        case done.RecordFact():
            passed = {True: " passed", False: " failed", None: ""}[effect.passed]
            return f"RecordFact {effect.id} {effect.value}{passed}: {effect.raw}"
    values = [str(value) for name, value in done.to_json(effect).items() if name != "effect"]
    return " ".join([type(effect).__name__, *values])

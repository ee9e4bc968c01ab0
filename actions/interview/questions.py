"""Open questions: fragments are held, answers recorded, missing pieces asked for within one budget."""

from datetime import timedelta

from actions.interview import asides
from actions.interview.acts import ActKind
from actions.interview.asking import acknowledge, ask_again
from actions.interview.effects import RecordAnswer, RecordFact, SettleLater
from actions.interview.moving import move_on
from actions.interview.probes import NEVER_MET, Probe, choose
from actions.interview.readings.shape import is_refusal, looks_finished, weight
from actions.interview.script import Branch, Question
from actions.interview.session import Draft
from actions.interview.turn import Turn

JUDGED_CHARACTERS = 4000
"""The quick look reads so much of an answer; all of it is recorded."""
EARLY = 1.0
"""Seconds that two machines' clocks may differ; an earlier timer belongs to an earlier fragment."""
WORTH_TAKING = 8
"""From this weight on, words taken for chatter twice are taken as the answer after all."""


def take_reply(turn: Turn, question: Question) -> None:
    """Hear one text as (part of) the answer to the pending question."""
    if _is_chatter(turn):
        turn.say("other.gentle")
        ask_again(turn)
    elif not question.scored:
        turn.do(RecordFact(question.id, "text", turn.act.text, None))
        turn.session.reply.text = turn.act.text
        move_on(turn)
    else:
        _hear(turn)


def settle(turn: Turn) -> None:
    """Our own timer: a held answer that nobody added to is taken as finished."""
    draft = turn.session.draft
    if draft is None or turn.session.paused or turn.session.asking is not None:
        return
    if (draft.due - turn.act.now).total_seconds() <= EARLY:
        close(turn)


def close(turn: Turn) -> None:
    """The held answer is complete: record it and go on."""
    question = _pending(turn)
    refused = record_draft(turn)
    piece = _probe(turn, question, refused=refused)
    if piece is None:
        move_on(turn)
        return
    acknowledge(turn, more=False)
    turn.session.reply.probes.append(piece)
    ask_again(turn)


def record_draft(turn: Turn) -> bool:
    """Record what is held as the next part of the answer. Says whether it was a refusal."""
    draft, reply = turn.session.draft, turn.session.reply
    if draft is None:
        return False
    question = _pending(turn)
    text = "\n".join(draft.texts)
    reply.parts += 1
    probe = reply.probes[-1] if reply.probes else None
    turn.do(answer_part(turn, question, text, tuple(draft.message_ids), probe=probe, part=reply.parts))
    reply.text = f"{reply.text}\n{text}" if reply.text else text
    turn.session.draft = None
    return is_refusal(text)


def answer_part(
    turn: Turn, question: Question, text: str, message_ids: tuple[int, ...], *, probe: str | None, part: int
) -> RecordAnswer:
    """One part as it goes on record."""
    branch = turn.session.branch or Branch.NOVICE
    return RecordAnswer(
        question_id=question.id,
        dimension=question.dimension or "",
        branch=branch.value,
        question_kind=question.kinds.get(branch.value, "behavioural"),
        text=text,
        message_ids=message_ids,
        probe=probe,
        part=part,
    )


def _is_chatter(turn: Turn) -> bool:
    if turn.act.kind is not ActKind.OTHER or turn.session.draft is not None:
        return False
    reply = turn.session.reply
    insists = reply.asked_again and weight(turn.act.text) >= WORTH_TAKING
    reply.asked_again = True
    return not insists


def hold(turn: Turn) -> Draft:
    """Add this text to the held answer; nothing is due until its timer is set."""
    act, session = turn.act, turn.session
    draft = session.draft or Draft(texts=[], message_ids=[], due=act.now)
    draft.texts.append(act.text)
    draft.message_ids.extend(act.message_ids)
    session.draft = draft
    return draft


def _hear(turn: Turn) -> None:
    act = turn.act
    hold(turn)
    finished = looks_finished(act.text) or is_refusal(act.reply) or act.kind is ActKind.THANKS
    if (finished or asides.completes(turn)) and not act.unread_more:
        close(turn)
    else:
        wait_for_more(turn)


def wait_for_more(turn: Turn) -> None:
    """Hold what is held for a while yet; each part starts the while anew."""
    wait = turn.script.settle_seconds
    if turn.session.draft is not None:
        turn.session.draft.due = turn.act.now + timedelta(seconds=wait)
    turn.do(SettleLater(wait))


def _probe(turn: Turn, question: Question, *, refused: bool) -> str | None:
    """What to ask once more, if anything; the reason goes into the trace."""
    decision = _decide(turn, question, refused=refused)
    if isinstance(decision, Probe):
        turn.because(f"probe {decision.asks}", decision.because)
        return decision.asks
    turn.because("next", decision)
    return None


def _decide(turn: Turn, question: Question, *, refused: bool) -> Probe | str:
    """A probe, or why there is none."""
    reply = turn.session.reply
    if len(reply.probes) >= turn.script.max_probes:
        return "probe budget used"
    if refused:
        return "nothing to add" if reply.probes else NEVER_MET
    branch = (turn.session.branch or Branch.NOVICE).value
    kind = question.kinds.get(branch, "behavioural")
    said = reply.text[:JUDGED_CHARACTERS]
    probe = choose(turn.judge(question.id, branch, said), kind, said)
    if probe is None:
        return "answer is rich"
    return f"{probe.asks} asked already" if probe.asks in reply.probes else probe


def _pending(turn: Turn) -> Question:
    return turn.script.question[turn.script.steps[turn.session.reply.step].id]

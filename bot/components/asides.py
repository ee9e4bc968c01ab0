"""What a message asks or wants besides what it mainly says: “干过三年，对了工资多少”, “工资多少 包住吗”."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from components.mood import asks, requests, tells
from components.part import Part

_REPLIES = frozenset({"answer", "affirm", "deny"})
_COURTESIES = frozenset({"greet", "thanks"})
_COMMANDS = frozenset({"pause", "human", "help", "progress", "explain"})
_COMPLETES = frozenset({"done", "skip"})
_ASKED_BACK = frozenset({"withdraw", "delete_data"})
"""What may be obeyed along with an answer. “说完了” tells too, but no story; the last two ask back before they act."""
_PLAIN = 0.9
"""The probability that a command needs: obeying one that was none is worse than not hearing one."""
_MOST = 3
"""Questions answered in one reply."""


@dataclass(frozen=True)
class Asides:
    """The intents beside the main one, in order, and the words of the message that are none of them."""

    intents: "tuple[str, ...]" = ()
    told: str = ""


def read_asides(parts: "Sequence[Part]", main: str, sure: float) -> Asides:
    """The asides of a message whose intent is `main`; `sure` is the probability from which a clause counts.

    Beside an answer they stand before or behind it: a question in its midst is somebody else's.
    """
    spoken = [part for part in parts if part.intent not in _COURTESIES]
    if len(spoken) < 2:
        return Asides()
    if main in _REPLIES:
        return _around_a_reply(spoken, sure)
    return _beside_a_question(spoken, main, sure) if is_question(main) else Asides()


def _around_a_reply(parts: "Sequence[Part]", sure: float) -> Asides:
    read = [_aside(part, sure) for part in parts]
    before = sum(1 for _ in takewhile(is_question, read))
    behind = len(parts) - sum(1 for _ in takewhile(bool, reversed(read)))
    told = parts[before:behind]
    asides = _few([*read[:before], *read[behind:]])
    if not asides or not any(part.intent in _REPLIES for part in told):
        return Asides()
    return Asides(asides, "".join(part.written for part in told).strip())


def _beside_a_question(parts: "Sequence[Part]", main: str, sure: float) -> Asides:
    read = [_aside(part, sure) for part in parts]
    replies = [part for part, aside in zip(parts, read, strict=True) if not aside and part.intent in _REPLIES]
    others = _few([intent for intent in read if is_question(intent) and intent != main])
    return Asides(others, replies[0].written.strip() if len(replies) == 1 else "")


def _aside(part: Part, sure: float) -> str:
    """The intent of a clause that plainly asks or wants something; empty for all else."""
    intent, chance = part.intent, part.chances[part.intent]
    if is_question(intent):
        return intent if chance >= sure and asks(part.text) else ""
    told = intent not in _COMPLETES and tells(part.text) > requests(part.text)
    obeyed = intent in _COMMANDS | _COMPLETES | _ASKED_BACK
    return intent if chance >= max(sure, _PLAIN) and obeyed and not told else ""


def is_question(intent: str) -> bool:
    """Whether an intent is a question to the employer."""
    return intent.startswith("faq_")


def _few(intents: "Iterable[str]") -> "tuple[str, ...]":
    return tuple(dict.fromkeys(intents))[:_MOST]

"""A listener that hears what the test says, and can be made unsure, slow to answer or ill."""

from collections import deque

from backend.media.decoding import Undecodable
from backend.speech.contract import Hint, SpeechDown, SpeechRefused, Transcript

Outcome = Transcript | Undecodable | SpeechDown | SpeechRefused


def heard(text: str, *doubts: str, confidence: float = 0.9, seconds: float = 8.0) -> Transcript:
    """A transcript."""
    return Transcript(text, "zh", confidence, seconds, "script", doubts=doubts)


class ScriptedListener:
    """Gives the next outcome for every recording."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes = deque(outcomes)
        self.hints: list[Hint] = []

    def listen(self, content: bytes, hint: Hint) -> Transcript:
        self.hints.append(hint)
        outcome = self.outcomes.popleft()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

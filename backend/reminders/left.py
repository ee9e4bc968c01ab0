"""How much of an interview is still to come, as a reminder tells it."""

from dataclasses import dataclass
from math import ceil

from backend.content.form import Form


@dataclass(frozen=True)
class Left:
    """Questions of every kind, and minutes: at least one of each."""

    questions: int
    minutes: int

    @property
    def params(self) -> dict[str, str]:
        """For the lines that say it."""
        return {"left": str(self.questions), "left_minutes": str(self.minutes)}


def left(form: Form, step: int) -> Left:
    """What follows from the step with this index on: the interviewer's `session["reply"]["step"]`."""
    seconds = [knockout.expected_seconds for knockout in form.knockouts]
    seconds.append(form.experience_probe.expected_seconds)
    seconds += [question.expected_seconds for question in form.questions]
    seconds += [question.expected_seconds for question in form.site_questions]
    rest = seconds[step:]
    return Left(max(1, len(rest)), max(1, ceil(sum(rest) / 60)))

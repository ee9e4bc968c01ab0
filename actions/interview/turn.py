"""One turn in the making: the session being changed, and what it wants said and done."""

from dataclasses import dataclass, field

from actions.interview.acts import Act
from actions.interview.effects import Effect, Line, Say
from actions.interview.judging import Judge
from actions.interview.script import Script, Step
from actions.interview.session import Session, Trace


@dataclass
class Turn:
    """Collects a turn's lines into its one message, and its effects in order."""

    session: Session
    act: Act
    script: Script
    judge: Judge
    lines: list[Line] = field(default_factory=list)
    choices: tuple[str, ...] = ()
    effects: list[Effect] = field(default_factory=list)

    def say(self, key: str, **params: str) -> None:
        """Add one line to this turn's message."""
        self.lines.append(Line(key, params))

    def do(self, effect: Effect) -> None:
        """Add something to be carried out."""
        self.effects.append(effect)

    def because(self, decision: str, reason: str) -> None:
        """Keep why the engine did this, for the report's trace."""
        step = self.step
        question = step.id if step else self.session.phase.value
        self.session.trace.append(
            Trace(at=self.act.now, question=question, decision=decision, because=reason)
        )

    def outcome(self) -> tuple[Session, tuple[Effect, ...]]:
        """The new session and all effects, the message last."""
        said = (Say(tuple(self.lines), self.choices),) if self.lines else ()
        return self.session, (*self.effects, *said)

    @property
    def step(self) -> Step | None:
        """The step that is pending; None once everything is asked."""
        steps = self.script.steps
        index = self.session.reply.step
        return steps[index] if index < len(steps) else None

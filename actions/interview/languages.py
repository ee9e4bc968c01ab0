"""Speaking another language from here on; the interview itself stays where it is."""

from actions.interview.asking import CONSENT_CHOICES, ask
from actions.interview.effects import SetLanguage
from actions.interview.readings.languages import read_language
from actions.interview.session import Asking, Phase
from actions.interview.turn import Turn


def change(turn: Turn) -> None:
    """Switch to the language asked for, or ask which one is meant."""
    wanted = read_language(turn.act.text)
    if wanted is None:
        turn.session.asking = Asking.LANGUAGE
        turn.say("language.choose")
        return
    switch(turn, wanted)


def switch(turn: Turn, language: str) -> None:
    """From this message on; before consent the whole opening is said anew, so that it is understood."""
    turn.session.language = language
    turn.do(SetLanguage(language))
    turn.say("language.changed")
    if turn.session.phase is Phase.CONSENT:
        turn.say("opening")
        turn.choices = CONSENT_CHOICES
    else:
        ask(turn)

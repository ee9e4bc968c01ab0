"""Another language, please."""

from actions.handlers.turn_action import TurnAction


class ChangeLanguage(TurnAction):
    """Another language, please."""

    action_name = "action_language"

"""Check an action server's response against a validator that was built once.

Stock Rasa calls `jsonschema.validate` for each response, which first checks the constant schema against the schema of
schemas: most of the CPU of a message (rasa/core/actions/action.py, RemoteAction._validate_action_result).
"""

from typing import Any


def apply() -> None:
    """Give RemoteAction the ready validator; the verdicts and the error messages stay the same."""
    from jsonschema import ValidationError
    from jsonschema.exceptions import best_match
    from jsonschema.validators import validator_for
    from rasa.core.actions.action import RemoteAction
    from rasa.shared.constants import DOCS_BASE_URL

    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def validate_action_result(self: Any, result: "dict[str, Any]") -> bool:
        error: ValidationError | None = best_match(validator.iter_errors(result))
        if error is None:
            return True
        error.message += (
            ". Failed to validate Action server response from API, "
            "make sure your response from the Action endpoint is valid. "
            f"For more information about the format visit {DOCS_BASE_URL}/custom-actions"
        )
        raise error

    RemoteAction._validate_action_result = validate_action_result

"""How a recruiting service refuses. Each kind carries the HTTP status a door answers with.

RecruitingError
 ├─ NotFound           no such application, link or user
 ├─ ForbiddenMove      the stage cannot change like that
 │   └─ HumanRequired  only a person of HR may do this
 └─ InvalidField       a value is wrong; `field` names it, `reason` is a short code
"""


class RecruitingError(Exception):
    """A request that cannot be done. Its text is safe to show: ids and codes, never words of a person."""

    status = 400


class NotFound(RecruitingError):
    """Nothing has this id."""

    status = 404


class ForbiddenMove(RecruitingError):
    """An application cannot go from where it stands to there."""

    status = 409


class HumanRequired(ForbiddenMove):
    """No machine may cause this: PIPL art. 24 and our own promise."""


class InvalidField(RecruitingError):
    """One value of a request is wrong."""

    status = 422

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason

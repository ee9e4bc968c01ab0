"""What the record knows of an applicant that a rule may look at."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from backend.resumes.periods import months
from backend.resumes.reading import Found, Job
from backend.screening.judge import Facts
from backend.store.tables import Application, Candidate


def facts_of(application: Application, candidate: Candidate, today: date) -> Facts:
    """By field; what nobody told is None. `today` at the site."""
    details: Mapping[str, Any] = candidate.details or {}
    work = [one for one in details.get("work", []) if isinstance(one, dict)]
    return {
        "degree": details.get("meta", {}).get("degree"),
        "experience_months": _months(work, today),
        "age": _age(candidate.birth_date, today),
        "birth_date": candidate.birth_date,
        "applied_on": application.created_at.date().isoformat(),
        "skills": _names(details.get("skills", [])),
        "certificates": _names(details.get("certificates", [])),
        "experience": [f"{one.get('name', '')} {one.get('position', '')}".strip() for one in work],
        "education": [str(one.get("institution", "")) for one in details.get("education", [])],
        "source": application.source,
        "language": candidate.language,
    }


def _months(work: list[dict[str, Any]], today: date) -> int | None:
    """None when no dates are known: then nothing can be said."""
    nowhere = Found("", 0, 0, 1.0)
    dated = [
        Job(nowhere, one["startDate"][:7], one.get("endDate", "")[:7]) for one in work if one.get("startDate")
    ]
    return months(dated, today.isoformat()[:7]) if dated else None


def _age(birth: str | None, today: date) -> int | None:
    if birth is None:
        return None
    born = date.fromisoformat(birth)
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _names(held: list[Any]) -> list[str]:
    return [str(one.get("name", "")) for one in held]

"""JSON Resume (https://jsonresume.org/schema, 1.0.0): its fields are said to be what they are."""

import json
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from backend.resumes.fields import read_fields
from backend.resumes.reading import Found, Job, Reading, Unreadable


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Basics(_Part):
    name: str = ""
    phone: str = ""
    email: str = ""


class _Work(_Part):
    name: str = ""
    position: str = ""
    start_date: str = Field(default="", alias="startDate")
    end_date: str = Field(default="", alias="endDate")


class _Study(_Part):
    institution: str = ""
    area: str = ""
    study_type: str = Field(default="", alias="studyType")
    start_date: str = Field(default="", alias="startDate")
    end_date: str = Field(default="", alias="endDate")


class _Named(_Part):
    name: str = ""


class _Resume(_Part):
    basics: _Basics = _Basics()
    work: list[_Work] = []
    education: list[_Study] = []
    skills: list[_Named] = []
    certificates: list[_Named] = []


def read(content: bytes) -> Reading:
    """The reading; the text is laid out by us, so that spans have something to point at. Raises Unreadable."""
    try:
        said = _Resume.model_validate(json.loads(content.decode("utf-8-sig")))
    except (ValidationError, UnicodeDecodeError):
        raise Unreadable("not_json_resume") from None
    if not said.basics.name and not said.work and not said.education:
        raise Unreadable("not_json_resume")
    return read_fields("\n".join(_lines(said)))


def _lines(said: _Resume) -> list[str]:
    basics = [("name", said.basics.name), ("phone", said.basics.phone), ("email", said.basics.email)]
    lines = [f"{label}: {_flat(value)}" for label, value in basics if value]
    lines += ["experience", *(f"{_span(one)} {_flat(one.name)} {_flat(one.position)}" for one in said.work)]
    studies = (
        f"{_span(one)} {_flat(one.institution)} {_flat(one.area)} {_flat(one.study_type)}"
        for one in said.education
    )
    lines += ["education", *studies]
    lines += ["skills", *(_flat(one.name) for one in said.skills)]
    return [*lines, "certificates", *(_flat(one.name) for one in said.certificates)]


def _span(one: _Work | _Study) -> str:
    return f"{one.start_date[:7]} - {one.end_date[:7] or 'present'}" if one.start_date else ""


def _flat(said: str) -> str:
    return " ".join(said.split())


def write(reading: Reading) -> dict[str, Any]:
    """What a candidate's `details` hold of a reading: JSON Resume again, without phone, e-mail and age."""
    return {
        "work": [{"name": one.what.value, **_dates(one)} for one in reading.experience],
        "education": [{"institution": one.what.value, **_dates(one)} for one in reading.education],
        "skills": [_name(one) for one in reading.skills],
        "certificates": [_name(one) for one in reading.certificates],
        "meta": {"degree": reading.degree.value if reading.degree else None, "parser": reading.parser},
    }


def _dates(one: Job) -> dict[str, str]:
    dates = {"startDate": one.begin, "endDate": one.end}
    return {key: value for key, value in dates.items() if value}


def _name(one: Found) -> dict[str, str]:
    return {"name": one.value}

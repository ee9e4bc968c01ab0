"""From the text of a résumé to its fields. Pure: the same text gives the same reading."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

import phonenumbers

from backend.resumes.periods import jobs
from backend.resumes.reading import TEXT_LIMIT, Found, Reading
from backend.resumes.sections import Section, sections
from backend.resumes.words import any_of, words

SURE: Final = 0.95
"""A value that stands behind its label or has an unmistakable form."""
LIKELY: Final = 0.8
GUESSED: Final = 0.5
_GAP: Final = r"[ \t]{0,8}[:]?[ \t]{0,8}"
_EMAIL: Final = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{2,63}){1,3}"
)
_ZH_NAME: Final = r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{2,8})?"
_EN_NAME: Final = r"[A-Z][A-Za-z'-]{1,30}(?: [A-Z][A-Za-z'.-]{0,30}){1,3}"
_NAME: Final = rf"(?:{_ZH_NAME}|{_EN_NAME})"
_DATE: Final = r"((?:19|20)\d\d)[ ]?[年./-][ ]?(\d{1,2})(?:[ ]?[月./-][ ]?(\d{1,2})?)?"
_DECORATION: Final = " \t-•·●*:"
_SEPARATORS: Final = re.compile(r"[^,、;|/\t\n。]+")


def clean(text: str) -> str:
    """One way to write each letter (PDFs often hold look-alikes), no control characters, within the limit."""
    plain = unicodedata.normalize("NFKC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(one for one in plain if one in "\n\t" or unicodedata.category(one)[0] != "C")
    return kept[:TEXT_LIMIT]


def read_fields(text: str) -> Reading:
    r"""What the text says. Every span is into `Reading.text`, which is the cleaned text.

    >>> read_fields("姓名:王小明\n手机:138 0013 8000").phone.value
    '+8613800138000'
    """
    text = clean(text)
    parts = sections(text)
    return Reading(
        text=text,
        name=_name(text),
        phone=_phone(text),
        email=_email(text),
        birth=_birth(text),
        age=_age(text),
        degree=_degree(text, parts),
        education=jobs(text, parts.get("education", [])),
        experience=jobs(text, parts.get("experience", [])),
        skills=tuple(_listed(text, parts, "skills")),
        certificates=tuple(_certificates(text, parts)),
    )


def _name(text: str) -> Found | None:
    names = any_of(words().labels["name"])
    if hit := re.search(rf"(?:^|[\s|])(?i:{names}){_GAP}(?P<value>{_NAME})(?=$|[\s|,])", text, re.MULTILINE):
        return _found(hit, SURE)
    for hit in re.finditer(
        rf"^[ \t]*(?P<value>{_NAME})[ \t]*$", "\n".join(text.split("\n")[:8]), re.MULTILINE
    ):
        if words().heading(hit["value"]) is None:
            return _found(hit, GUESSED)
    return None


def _phone(text: str) -> Found | None:
    """The surest number to reach them at; a Chinese one must be a mobile, as `recruiting.phones` wants it."""
    best: Found | None = None
    for hit in phonenumbers.PhoneNumberMatcher(text, "CN"):
        line = text[text.rfind("\n", 0, hit.start) + 1 : hit.start]
        theirs = re.search(any_of(words().not_theirs), line, re.IGNORECASE) is None
        mobile = phonenumbers.number_type(hit.number) in _MOBILE
        if not theirs or (hit.number.country_code == _CHINA and not mobile):
            continue
        if best is None or (mobile and best.confidence < SURE):
            value = phonenumbers.format_number(hit.number, phonenumbers.PhoneNumberFormat.E164)
            best = Found(value, hit.start, hit.end, SURE if mobile else LIKELY)
    return best


_CHINA: Final = 86
_MOBILE: Final = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


def _email(text: str) -> Found | None:
    hit = _EMAIL.search(text)
    return Found(hit[0], hit.start(), hit.end(), SURE) if hit else None


def _birth(text: str) -> Found | None:
    names = any_of(words().labels["birth"])
    hit = re.search(rf"(?i:{names}){_GAP}(?P<value>{_DATE})", text)
    if hit is None or not 1 <= int(hit[3]) <= 12:
        return None
    value = f"{hit[2]}-{int(hit[3]):02}" + (f"-{int(hit[4]):02}" if hit[4] else "")
    return Found(value, hit.start("value"), hit.end("value"), SURE)


def _age(text: str) -> Found | None:
    names = any_of(words().labels["age"])
    if hit := re.search(rf"(?:^|[\s|])(?i:{names}){_GAP}(?P<value>\d\d)(?!\d)", text, re.MULTILINE):
        return _found(hit, SURE)
    hit = re.search(r"(?<!\d)(?P<value>[1-6]\d)[ ]?(?:周?岁|years old)", text)
    return _found(hit, LIKELY) if hit else None


def _degree(text: str, parts: dict[str, list[Section]]) -> Found | None:
    """Behind its label; else the highest in the part about education."""
    names = any_of(words().labels["degree"])
    for said in re.finditer(rf"(?i:{names}){_GAP}(?P<value>[^\s|,]{{1,20}})", text):
        if found := _highest(text, said.start("value"), said.end("value"), SURE):
            return found
    held = [_highest(text, part.start, part.end, LIKELY) for part in parts.get("education", [])]
    return max(filter(None, held), key=lambda one: words().rank(one.value), default=None)


def _highest(text: str, start: int, end: int, confidence: float) -> Found | None:
    for degree, names in reversed(words().degrees.items()):
        if hit := re.compile(any_of(names), re.IGNORECASE).search(text, start, end):
            return Found(degree, hit.start(), hit.end(), confidence)
    return None


def _listed(text: str, parts: dict[str, list[Section]], what: str) -> Iterator[Found]:
    spans = [(part.start, part.end, LIKELY) for part in parts.get(what, [])]
    if not spans:
        names = any_of(words().labels[what])
        behind = re.finditer(rf"^[ \t]*(?i:{names})[ \t]*[:\t][ \t]*(?P<value>.+)$", text, re.MULTILINE)
        spans = [(hit.start("value"), hit.end("value"), SURE) for hit in behind]
    for start, end, confidence in spans:
        for hit in _SEPARATORS.finditer(text, start, end):
            value = hit[0].strip(_DECORATION)
            if 1 < len(value) <= 60:
                at = text.index(value, hit.start())
                yield Found(value, at, at + len(value), confidence)


def _certificates(text: str, parts: dict[str, list[Section]]) -> Iterator[Found]:
    """What is listed as one, and well-known ones wherever they are named."""
    taken: list[Found] = []
    for one in _listed(text, parts, "certificates"):
        taken.append(one)
        yield one
    for hit in re.finditer(any_of(words().certificates), text, re.IGNORECASE):
        if not any(one.start < hit.end() and hit.start() < one.end for one in taken):
            yield Found(hit[0], hit.start(), hit.end(), LIKELY)


def _found(hit: re.Match[str], confidence: float) -> Found:
    return Found(hit["value"], hit.start("value"), hit.end("value"), confidence)

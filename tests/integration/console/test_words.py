"""All words of the console exist in every language, and none is in the code."""

import re
from pathlib import Path
from string import Formatter

import pytest

from backend.console.words import LANGUAGES, preferred, words
from backend.recruiting import applications, importing, phones, sheet
from backend.reports.content import Band, Because
from backend.store.states import DecisionKind, SendStatus, Stage

CODE = Path("backend/console")
KEY = re.compile(
    r'words\(\s*"([a-z_.]+)"|(?:_select|text\(self\.visit\.words)\("([a-z_.]+)"|^\s+\("([a-z]+\.[a-z_]+)",',
    re.M,
)
FAMILIES = {
    "stage": [*Stage, "needs_human"],
    "band": list(Band),
    "because": list(Because),
    "decide": list(DecisionKind),
    "send": list(SendStatus),
    "knockout": ["met", "unmet", "unclear", "noted"],
    "refused": ["400", "403", "404", "409", "422"],
    "link": ["open", "expired", "revoked"],
    "spoken": ["zh", "en", "ja", "ko"],
    "list": ["name", "position", "site", "stage", "total", "band", "attention", "updated"],
    "import": ["line", "field", "reason"],
    "faults": ["turn", "conversation", "group", "webhook"],
    "kind": ["voice", "image", "file", "sticker", "location"],
    "language": list(LANGUAGES),
    "field": list(sheet.headings()),
}


def test_every_language_has_the_same_keys_and_values() -> None:
    zh = words("zh").lines
    for language in LANGUAGES:
        lines = words(language).lines
        assert set(lines) == set(zh)
        for key, line in lines.items():
            assert line.strip(), key
            assert _slots(line) == _slots(zh[key]), key


def _slots(line: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(line) if name}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_state_has_words(family: str) -> None:
    assert not {f"{family}.{member}" for member in FAMILIES[family]} - set(words("zh").lines)


def test_every_key_in_the_code_has_words() -> None:
    asked = {
        key
        for path in CODE.rglob("*.py")
        for found in KEY.findall(path.read_text(encoding="utf-8"))
        for key in found
        if key
    }
    assert len(asked) > 60
    assert not asked - set(words("zh").lines)


def test_every_reason_of_a_refused_value_has_words() -> None:
    modules = (applications, importing, phones, sheet)
    sources = [Path(module.__file__ or "").read_text(encoding="utf-8") for module in modules]
    reasons = {
        reason
        for text in sources
        for reason in re.findall(r'(?:BadCell|BadSheet|InvalidField)\(.*"(\w+)"\)', text)
    }
    assert {"missing", "phone", "formula"} <= reasons
    assert not {f"fault.{reason}" for reason in reasons} - set(words("zh").lines)


def test_every_reason_to_ask_for_a_person_has_words() -> None:
    engine = "".join(path.read_text(encoding="utf-8") for path in Path("actions").rglob("*.py"))
    codes = set(re.findall(r'(?:RequestHuman\(f?|_request_human\(house, session, scene, )"([a-z_]+)', engine))
    assert {"asked", "appeal", "export"} <= codes
    assert not {f"needs.{code}" for code in codes} - set(words("zh").lines)


def test_no_chinese_is_in_the_code_and_none_in_english_words() -> None:
    code = [path for path in CODE.rglob("*") if path.suffix in (".py", ".html", ".js")]
    assert not [path.name for path in code if re.search("[一-鿿]", path.read_text(encoding="utf-8"))]
    english = {key: line for key, line in words("en").lines.items() if key != "language.zh"}
    assert not [key for key, line in english.items() if re.search("[一-鿿]", line)]


@pytest.mark.parametrize(
    ("asked", "language"),
    [("", "zh"), ("fr", "zh"), ("en-US,en;q=0.9", "en"), ("ja,zh-TW;q=0.3", "zh"), (";;,,", "zh")],
)
def test_the_browsers_language(asked: str, language: str) -> None:
    assert preferred(asked) == language


def test_an_unknown_language_is_chinese() -> None:
    assert words("xx").language == "zh"
    assert words("en")("login.wait", seconds=3).endswith("3 seconds.")

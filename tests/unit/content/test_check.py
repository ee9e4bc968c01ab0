"""Each fault the check promises to find, found in a spoiled copy."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backend.content.check import check
from backend.content.check_words import foreign

from .conftest import Spoil

Change = Callable[[dict[str, Any]], object]
ASSEMBLER, SAFETY = "positions/assembler.yaml", "dimensions/safety.yaml"
SAME = {
    "zh": "您能上夜班吗？",
    "en": "Can you work nights?",
    "ja": "夜勤はできますか。",
    "ko": "야간에 일하실 수 있나요?",
}


def put(*path: str | int, to: object) -> Change:
    def change(value: Any) -> None:
        for step in path[:-1]:
            value = value[step]
        value[path[-1]] = to

    return change


def drop(*path: str | int) -> Change:
    def change(value: Any) -> None:
        for step in path[:-1]:
            value = value[step]
        del value[path[-1]]

    return change


def add(*path: str | int, item: object) -> Change:
    def change(value: Any) -> None:
        for step in path:
            value = value[step]
        value.append(item)

    return change


def ask(**words: str) -> dict[str, str]:
    return SAME | words


UNREACHABLE = {"id": "q99", "dimension": "safety", "kind": "situational", "text": SAME}
CONDITIONAL = {"id": "k_new", "ask": SAME, "must_if": {"knockout": "k_age", "equals": "often"}}
ATTRIBUTE = {"id": "k_new", "ask": SAME, "must_if": {"attribute": "colour", "equals": True}}
CHOICE = {"id": "k_new", "ask": SAME, "type": "choice", "options": [{"id": "a", "label": SAME}] * 2}
BANK = {"id": "spare", "type": "text", "ask": SAME}

FAULTS: list[tuple[str, Change, str, str]] = [
    # shape
    (ASSEMBLER, put("colour", to="blue"), "colour", "unknown key"),
    ("locales/zh.yaml", put("extra", to=1), "extra", "unknown key"),
    ("sites.yaml", put("sites", 0, "openings", "picker", "weights", to={}), "weights", "unknown key"),
    ("faq.yaml", drop("schema_version"), "schema_version", "must be there"),
    (ASSEMBLER, drop("schema_version"), "schema_version", "must be there"),
    ("locales/ko.yaml", drop("schema_version"), "schema_version", "must be there"),
    (ASSEMBLER, drop("preview"), "preview", "missing"),
    (ASSEMBLER, put("questions", 0, "kind", to="technical"), "questions.0.kind", "Input should be"),
    (ASSEMBLER, drop("questions", 0, "kind"), "questions.0", "needs a dimension and a kind"),
    (ASSEMBLER, put("questions", 7, "core", to=True), "questions.7", "unscored question has no dimension"),
    (ASSEMBLER, put("questions", 0, "depth", to=True), "questions.0", "core and depth exclude"),
    (ASSEMBLER, put("questions", 0, "text", to=SAME), "questions.0", "either text or branch"),
    (ASSEMBLER, put("knockouts", 0, "type", to="choice"), "knockouts.0", "choice needs them"),
    (ASSEMBLER, put("id", to="Assembler 1"), "id", "pattern"),
    ("sites.yaml", put("question_bank", 3, "type", to="choice"), "question_bank.3", "a choice has options"),
    ("positions/rider.yaml", put("knockouts", 2, "must_if", to={"equals": "x"}), "must_if", "name either"),
    # translations
    (ASSEMBLER, drop("questions", 0, "branch", "novice", "ja"), "branch.novice.ja", "missing translation"),
    (SAFETY, drop("bars", 3, "ko"), "bars.3.ko", "missing translation"),
    ("locales/en.yaml", drop("lines", "ack.1"), "lines.ack.1", "missing translation"),
    ("locales/en.yaml", put("lines", "ack.1", to=" "), "lines.ack.1", "missing translation"),
    ("locales/zh.yaml", put("lines", "ack.99", to="好的。"), "lines.ack.99", "missing translation"),
    # the right language
    (ASSEMBLER, put("title", "en", to="装配工"), "title.en", "Chinese characters in an English"),
    (ASSEMBLER, put("title", "ko", to="装配工"), "title.ko", "Chinese characters in a Korean"),
    (ASSEMBLER, put("preview", "ja", to="站立为主，周末和节假日忙。"), "preview.ja", "Chinese in a Japanese"),
    (SAFETY, put("name", "ja", to="安全意識向上活動推進委員会"), "name.ja", "without kana"),
    (SAFETY, put("why", "zh", to="We stop and report first."), "why.zh", "English in a Chinese"),
    (SAFETY, put("why", "ko", to="We stop and report first."), "why.ko", "English in a Korean"),
    ("locales/en.yaml", put("lines", "ack.1", to="好的，记下了。"), "lines.ack.1", "in an English"),
    # named places
    ("faq.yaml", put("faq", "pay", "answer", "zh", to="底薪 〔2000〕 元。"), "faq.pay.answer.zh", "〔〕"),
    ("locales/zh.yaml", put("lines", "ack.1", to="好的，〔〕。"), "lines.ack.1", "〔〕"),
    ("locales/zh.yaml", put("lines", "ack.1", to="好的，{。"), "lines.ack.1", "not a named place"),
    ("locales/en.yaml", put("lines", "ack.1", to="Okay, {name}."), "lines.ack.1", "{name} is not in both"),
    (
        "locales/zh.yaml",
        put("lines", "pause.ok", to="好。"),
        "lines.pause.ok",
        "{resume_days} is not in both",
    ),
    (
        "faq.yaml",
        put("faq", "payday", "answer", "en", to="Soon."),
        "answer.en",
        "{facts.pay_day} is not in both",
    ),
    (
        "sites.yaml",
        drop("sites", 0, "facts", "pay_day"),
        "sites.suzhou.openings.assembler",
        "'pay_day' is missing",
    ),
    (
        "sites.yaml",
        drop("sites", 2, "openings", "rider", "facts", "station"),
        "rider",
        "'station' is missing",
    ),
    (
        "sites.yaml",
        put("sites", 0, "facts", "pay_dya", to=1),
        "sites.suzhou.facts.pay_dya",
        "no sentence uses",
    ),
    (
        "sites.yaml",
        put("sites", 0, "openings", "picker", "facts", "x", to=1),
        "picker.facts.x",
        "no sentence uses",
    ),
    # weights and dimensions
    (ASSEMBLER, put("weights", "safety", to=0.15), "weights", "add up to 0.95, not 1.0"),
    (ASSEMBLER, put("weights", "charm", to=0.1), "weights.charm", "no such dimension"),
    (ASSEMBLER, put("questions", 1, "dimension", to="sop"), "weights.safety", "no core question"),
    (ASSEMBLER, put("questions", 1, "dimension", to="picking"), "questions.1.dimension", "no weight"),
    (SAFETY, drop("bars", 2), "bars", "five anchors"),
    (SAFETY, drop("novice_bars", 4), "novice_bars", "levels 4 and 5"),
    # unreachable
    (ASSEMBLER, add("questions", item=UNREACHABLE), "questions.8", "q99 is unreachable"),
    (ASSEMBLER, add("knockouts", item=CONDITIONAL), "knockouts.3.must_if", "k_new is unreachable"),
    (ASSEMBLER, add("knockouts", item=ATTRIBUTE), "knockouts.3.must_if", "k_new is unreachable"),
    ("sites.yaml", add("question_bank", item=BANK), "question_bank.spare", "unreachable"),
    # ages
    (ASSEMBLER, drop("knockouts", 0, "at_least"), "k_age.at_least", "asks for an age"),
    (ASSEMBLER, put("knockouts", 0, "at_least", to=16), "k_age.ask.zh", "the age of at_least, 16"),
    (ASSEMBLER, put("knockouts", 0, "type", to="text"), "knockouts.0", "at_least belongs to type yes_no"),
    ("sites.yaml", drop("sites", 2, "openings", "csr"), "", "unreachable: no site has an opening"),
    ("faq.yaml", put("faq", "weather", to={"answer": SAME}), "faq.weather", "unreachable"),
    ("faq.yaml", drop("faq", "fraud"), "faq.fraud", "candidates ask this"),
    ("sites.yaml", put("sites", 2, "openings", "rider", "faq", "rain", to=SAME), "faq.rain", "unreachable"),
    # ids and references
    (ASSEMBLER, add("knockouts", item=CHOICE), "knockouts.3.options", "used twice"),
    (ASSEMBLER, put("questions", 7, "id", to="q1"), "questions", "q1 is used twice"),
    (ASSEMBLER, put("knockouts", 1, "id", to="k_age"), "knockouts", "k_age is used twice"),
    (ASSEMBLER, add("site_questions", item="sauna"), "question_bank.sauna", "missing"),
    (
        "sites.yaml",
        put("sites", 0, "openings", "pilot", to={}),
        "sites.suzhou.openings.pilot",
        "no such position",
    ),
    (
        "sites.yaml",
        put("sites", 1, "openings", "assembler", "wording", "q1", to=SAME),
        "wording.q1",
        "only unscored",
    ),
    (
        "sites.yaml",
        add("question_bank", item=BANK | {"id": "uniform"}),
        "question_bank.uniform",
        "used twice",
    ),
    ("settings.yaml", put("default_site", to="shanghai"), "default_position", "no opening"),
    ("settings.yaml", put("bands", to={"recommend": 5, "review": 7}), "bands", "below recommend"),
    (ASSEMBLER, put("est_minutes", to=5), "est_minutes", "too long"),
    # forbidden questions, everywhere a question can stand
    (ASSEMBLER, put("questions", 5, "text", to=ask(zh="您结婚了吗？")), "questions.q6.text.zh", "marriage"),
    (
        ASSEMBLER,
        put("questions", 0, "branch", "novice", to=ask(en="Are you pregnant?")),
        "novice.en",
        "pregnancy",
    ),
    (
        ASSEMBLER,
        put("questions", 0, "followups", 0, to=ask(ja="ご出身はどちらですか。")),
        "followups.0.ja",
        "hukou",
    ),
    (
        ASSEMBLER,
        put("knockouts", 0, "ask", to=ask(ko="키가 몇이에요?")),
        "knockouts.k_age.ask.ko",
        "appearance",
    ),
    (
        ASSEMBLER,
        put("experience_probe", "ask", to=ask(zh="您是党员吗？")),
        "experience_probe.ask.zh",
        "politics",
    ),
    (
        "sites.yaml",
        put("question_bank", 3, "ask", to=ask(zh="发张照片吧")),
        "question_bank.commute_bus.ask.zh",
        "photo",
    ),
    (
        "sites.yaml",
        put("question_bank", 0, "options", 0, "label", to=ask(zh="已婚")),
        "options.can.zh",
        "marriage",
    ),
    (
        "sites.yaml",
        put("sites", 1, "openings", "assembler", "wording", "q8", to=ask(zh="有乙肝吗？")),
        "q8.zh",
        "health",
    ),
]


@pytest.mark.parametrize(("file", "change", "where", "message"), FAULTS)
def test_a_fault_is_found(
    root: Path, spoil: Spoil, file: str, change: Change, where: str, message: str
) -> None:
    spoil(file, change)
    found = [one for one in check(root) if where in one.where and message in one.message]
    assert found, [str(one) for one in check(root)]


def test_an_untouched_copy_is_clean(root: Path) -> None:
    assert check(root) == []


def test_unknown_parameters_are_found_in_answers(root: Path, spoil: Spoil) -> None:
    spoil("faq.yaml", put("faq", "docs", "answer", to=dict.fromkeys(SAME, "{salary}")))
    assert [one.where for one in check(root) if "nothing fills {salary}" in one.message] == ["faq:docs"]


def test_unknown_command_words_are_found(root: Path, spoil: Spoil) -> None:
    for language in SAME:
        spoil(f"locales/{language}.yaml", put("lines", "ack.1", to="{chip.dance}"))
    assert len([one for one in check(root) if "chip.dance" in one.message]) == 4


def test_an_unused_dimension_is_unreachable(root: Path) -> None:
    spare = (root / SAFETY).read_text(encoding="utf-8").replace("id: safety", "id: spare")
    (root / "dimensions/spare.yaml").write_text(spare, encoding="utf-8")
    assert [str(one) for one in check(root)] == ["dimensions/spare.yaml: unreachable: no position weighs it"]


def test_files_that_cannot_be_read_do_not_hide_the_others(root: Path, spoil: Spoil) -> None:
    (root / "faq.yaml").write_text("faq: [", encoding="utf-8")
    (root / "settings.yaml").unlink()
    spoil(SAFETY, drop("name", "ko"))
    assert {one.file for one in check(root)} == {"faq.yaml", "settings.yaml", SAFETY}


def test_a_finding_reads_as_one_line(root: Path, spoil: Spoil) -> None:
    spoil(ASSEMBLER, put("colour", to="blue"))
    assert [str(one) for one in check(root)] == ["positions/assembler.yaml: colour: unknown key"]
    assert all(re.fullmatch(r"[^\n]+", str(one)) for one in check(root))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh", "发「进度」随时查，打字或发语音都行（AI 助手）。"),
        ("en", "We sell 50 Mbit/s broadband."),
        ("ja", "品質検査"),
        ("ja", "在宅の場合は50Mbps以上の回線が必要です。"),
        ("ko", "AI 채용 도우미예요(WeChat)."),
        ("en", "Which language would you like? 中文 / English / 日本語 / 한국어"),
    ],
)
def test_sentences_in_their_own_language_pass(language: str, sentence: str) -> None:
    assert foreign(sentence, language) is None

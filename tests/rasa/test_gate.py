"""The stage gate and odd texts, through the trained model."""

import json
from pathlib import Path

from .conftest import InBot, Understand

MENTIONS = [
    "那次我没跳过这一步",
    "工资低我也干过",
    "我当时就暂停了机器然后报告班长",
    "I skipped lunch to finish the order",
]
SHORT = [("不", "deny"), *((text, "affirm") for text in ("行", "嗯嗯", "1", "ok", "はい", "네"))]
COMMANDS = [
    ("跳过", "skip", "zh"),
    ("工资多少？", "faq/pay", "zh"),
    ("轉人工", "human", "zh"),
    ("暂停", "pause", "zh"),
    ("skip", "skip", "en"),
    ("/help", "help", "en"),
]


def intents(understand: Understand, texts: list[str], stage: str) -> list[str]:
    lines = understand([json.dumps({"id": text, "text": text, "stage": stage}) for text in texts])
    return [line["intent"] for line in lines]


def test_a_command_word_in_an_answer_is_no_command(understand: Understand) -> None:
    assert intents(understand, MENTIONS, "interview") == ["answer"] * len(MENTIONS)


def test_short_replies_mean_the_same_at_every_stage(understand: Understand) -> None:
    wanted = [intent for _, intent in SHORT]
    for stage in ("consent", "interview", "offer"):
        assert intents(understand, [text for text, _ in SHORT], stage) == wanted


def test_commands_are_heard_with_and_without_a_stage(understand: Understand) -> None:
    lines = understand([json.dumps({"id": 1, "text": text}) for text, _, _ in COMMANDS])
    assert [(line["intent"], line["language"]) for line in lines] == [case[1:] for case in COMMANDS]


def test_an_answer_with_a_question_is_an_answer_and_a_courtesy_with_a_question_a_question(
    understand: Understand,
) -> None:
    texts = ["我在仓库干过三年分拣，你们工资多少？", "好的，那工资多少？"]
    assert intents(understand, texts, "interview") == ["answer", "faq/pay"]


def test_odd_texts_are_understood_somehow(understand: Understand) -> None:
    odd = [
        "",
        " ",
        "\x00\x07",
        "😀🎉",
        "？？？",
        "...",
        "/",
        "//",
        "/settle",
        " /restart",
        "/x{",
        "\u202e工资",
        "ｓｋｉｐ",
    ]
    found = intents(understand, odd, "interview")
    assert found[:6] == ["other"] * 6
    assert found[-2:] == ["faq/pay", "skip"]
    assert "settle" not in found
    assert intents(understand, ["我先看图纸再动手。" * 10_000, "工" * 100_000], "interview")[0] == "answer"


def test_a_bad_line_is_answered_and_does_not_stop_the_batch(
    in_bot: InBot, model: Path, tmp_path: Path
) -> None:
    bad = ["{", "[]", '{"id": 3}', '{"id": 4, "text": 5}', '{"id": 5, "text": "x", "stage": "lunch"}']
    given, got = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    given.write_text("\n".join([*bad, "", '{"text": "跳过"}']), encoding="utf-8")
    in_bot("bot/understand.py", "--model", model, "--input", given, "--output", got)
    lines = [json.loads(line) for line in got.read_text(encoding="utf-8").splitlines()]
    assert ["error" in line for line in lines] == [True] * 5 + [False]
    assert [line["id"] for line in lines] == [None, None, 3, 4, 5, None]
    assert set(lines[-1]) == {"id", "intent", "confidence", "language"}


def test_the_same_text_gives_the_same_answer(understand: Understand) -> None:
    lines = [json.dumps({"id": text, "text": text}) for text in MENTIONS]
    assert understand(lines) == understand(lines)

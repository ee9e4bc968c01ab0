"""JSON lines in, JSON lines out: fixed keys, same bytes, bad lines kept and counted."""

import json
from pathlib import Path

from actions.scoring.api import BatchCount, embedded, kind_of, run_batch, score_lines
from tests.unit.scoring.items import FIVE, QUESTION, RUBRIC, SITUATION, item

GOOD = {
    "id": "a",
    "position": "保洁员",
    "dimension": "责任心",
    "question": QUESTION,
    "rubric": RUBRIC,
    "answer": FIVE,
}
KEYS = ["id", "level", "score", "confidence", "review", "evidence", "flags", "method", "rubric_hash"]


def line(**changes: object) -> str:
    return json.dumps({**GOOD, **changes}, ensure_ascii=False)


def test_keys_come_in_the_order_of_the_contract() -> None:
    (found,) = score_lines([line()], embedded())
    assert list(json.loads(found)) == KEYS
    assert list(json.loads(found)["evidence"][0]) == ["quote", "start", "end", "anchor"]


def test_the_same_input_gives_the_same_bytes() -> None:
    lines = [line(), line(id="b", answer="不知道"), "nonsense"]
    assert list(score_lines(lines, embedded())) == list(score_lines(lines, embedded()))


def test_a_bad_line_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    bad = [line(answer=5), "{", "[1]", line(rubric={}), line(question_kind="maybe"), '{"id":"x"}']
    source.write_text("\n".join([line(), "", *bad, line(id="z")]) + "\n", encoding="utf-8")
    assert run_batch(source, target, embedded()) == BatchCount(scored=2, failed=6)
    out = [json.loads(text) for text in target.read_text(encoding="utf-8").splitlines()]
    assert [o["id"] for o in out] == ["a", "a", None, None, "a", "a", "x", "z"]
    assert "line 3: answer" in out[1]["error"]
    assert all(FIVE not in o.get("error", "") for o in out)


def test_a_huge_answer_and_a_foreign_byte_do_no_harm(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(line(answer="我先关了阀门" * 20_000).encode() + b"\n\xff\xfe\n")
    assert run_batch(source, target, embedded()) == BatchCount(scored=1, failed=1)


def test_the_kind_follows_the_question() -> None:
    assert kind_of(item("", QUESTION)) == "behavioural"
    assert kind_of(item("", SITUATION)) == "situational"
    assert kind_of(item("", SITUATION, "behavioural")) == "behavioural"
    assert kind_of(item("", "If a guest shouts at you, what would you do?")) == "situational"
    assert kind_of(item("", "Tell me about a time a guest shouted at you.")) == "behavioural"


def test_the_method_names_the_model_and_the_hash_the_rubric() -> None:
    one = embedded().score(item(FIVE))
    assert one.method.startswith("embedded/1@")
    assert len(one.method) == len("embedded/1@") + 12
    assert len(one.rubric_hash) == 12

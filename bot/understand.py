"""Batch understanding by the trained model: one JSON line in, one JSON line out.

Usage: `bot/.venv/bin/python bot/understand.py --model M --input IN.jsonl --output OUT.jsonl`

A line that cannot be read becomes {"id": …, "error": …}; the batch never stops at one. Exit code 2 for a wrong file.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from quiet import quieten

STAGES = ("consent", "interview", "offer", "closed")
LANGUAGES = ("zh", "en", "ja", "ko")

Parse = Callable[[str, "dict[str, str]"], Awaitable["dict[str, Any]"]]


class BadLine(Exception):
    """A line that does not say what to understand; the message says why."""


def main() -> int:
    """Understand a file of lines."""
    options = _options()
    for path in (options.model, options.input):
        if not path.is_file():
            print(f"{path}: no such file", file=sys.stderr)
            return 2
    lines = options.input.read_bytes().split(b"\n")
    with options.output.open("w", encoding="utf-8", newline="\n") as output:
        bad = asyncio.run(_understand(lines, load_parser(options.model), output))
    print(f"{bad} bad lines" if bad else "all lines understood", file=sys.stderr)
    return 0


def load_parser(model: Path) -> Parse:
    """A coroutine that understands one text with its metadata, by the model's whole pipeline."""
    quieten()
    from rasa.core.agent import Agent
    from rasa.core.channels import UserMessage

    processor = Agent.load(str(model)).processor

    async def parse(text: str, metadata: "dict[str, str]") -> "dict[str, Any]":
        return await processor.parse_message(UserMessage(text, metadata=metadata))

    return parse


async def _understand(lines: "Iterable[bytes]", parse: Parse, output: Any) -> int:
    bad = 0
    for line in filter(bytes.strip, lines):
        answer = await understand_line(line, parse)
        bad += "error" in answer
        output.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return bad


async def understand_line(line: bytes, parse: Parse) -> "dict[str, Any]":
    """The answer to one line of input: `id`, `intent`, `confidence`, `language`; or `id` and `error`."""
    name = None
    try:
        given = _read(line)
        name = given.get("id")
        found = await parse(_escaped(_text(given)), _metadata(given))
    except BadLine as reason:
        return {"id": name, "error": str(reason)}
    intent = found["intent"]
    return {
        "id": name,
        "intent": intent["name"].replace("faq_", "faq/", 1),
        "confidence": round(intent["confidence"], 4),
        "language": found["language"],
    }


def _read(line: bytes) -> "dict[str, Any]":
    try:
        given = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadLine("not a line of JSON in UTF-8") from error
    if not isinstance(given, dict):
        raise BadLine("not a JSON object")
    return given


def _text(given: "dict[str, Any]") -> str:
    text = given.get("text")
    if not isinstance(text, str):
        raise BadLine("text: missing, or not a string")
    return text.encode("utf-8", "replace").decode("utf-8")


def _metadata(given: "dict[str, Any]") -> "dict[str, str]":
    return dict(_choices(given, (("stage", STAGES), ("language", LANGUAGES))))


def _choices(
    given: "dict[str, Any]", fields: "Iterable[tuple[str, tuple[str, ...]]]"
) -> "Iterator[tuple[str, str]]":
    for field, allowed in fields:
        chosen = given.get(field)
        if chosen is None:
            continue
        if chosen not in allowed:
            raise BadLine(f"{field}: must be one of {', '.join(allowed)}")
        yield field, chosen


def _escaped(text: str) -> str:
    """A candidate's slash must not be read by Rasa as a structured intent; the full-width one means the same to us."""
    text = text.strip()
    return "／" + text[1:] if text.startswith("/") else text


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("model", "input", "output"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())

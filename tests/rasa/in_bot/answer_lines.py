"""Runs in the bot's environment: loads the model once, then answers each line of standard input with one of output."""

import asyncio
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "bot"))

from understand import load_parser, understand_line


def main() -> None:
    """Answer until the input ends."""
    parse = load_parser(Path(sys.argv[1]))
    for line in sys.stdin.buffer:
        print("answer", json.dumps(asyncio.run(understand_line(line, parse))), flush=True)


main()

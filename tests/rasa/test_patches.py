"""The patches change what Rasa costs, and nothing that it does."""

import json

from .conftest import InBot


def test_patched_rasa_does_what_stock_rasa_does(in_bot: InBot) -> None:
    found = json.loads(in_bot("tests/rasa/in_bot/compare_patches.py").splitlines()[-1])
    assert found == {"same": True, "cases": 30, "refused": True, "late": True}


def test_examples_in_docstrings_hold(in_bot: InBot) -> None:
    modules = ["text", "mood", "features", "examples", "language"]
    code = f"import sys; sys.path.insert(0, 'bot')\nimport doctest, importlib\nfor name in {modules!r}:\n"
    code += "    found = doctest.testmod(importlib.import_module(f'components.{name}'))\n    print(*found)"
    results = [tuple(map(int, line.split())) for line in in_bot("-c", code).splitlines()]
    assert all(failed == 0 and tried > 0 for failed, tried in results)
    assert len(results) == len(modules)

"""The examples in the docstrings are true."""

import doctest
from types import ModuleType

import pytest

from backend.console import attempts, doors, names, spoken, words
from backend.console.pages import link_sheet


@pytest.mark.parametrize(
    "module", [attempts, doors, names, spoken, words, link_sheet], ids=lambda one: one.__name__
)
def test_examples(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0

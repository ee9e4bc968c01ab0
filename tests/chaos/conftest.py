"""One running product for the tests of a file."""

from collections.abc import Iterator

import pytest

from tests.e2e.stack import Stack, standing


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with standing(tmp_path_factory.mktemp("product")) as product:
        yield product

"""The image for production holds what the product needs, as it is tested, and nothing that only its makers need."""

import re
import tomllib
from pathlib import Path

import pytest

PINNED = re.compile(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", re.MULTILINE)
NAME = re.compile(r"[A-Za-z0-9._-]+")


def pinned(lock: Path) -> set[tuple[str, str]]:
    return {(name, version) for name, version in PINNED.findall(lock.read_text())}


def names(requirements: list[str]) -> set[str]:
    return {re.sub(r"[._-]+", "-", NAME.match(one)[0]).lower() for one in requirements}  # type: ignore[index]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-novoice.lock"])
def test_the_image_is_made_from_a_lock_without_the_makers_tools(project: Path, lock: str) -> None:
    wanted = tomllib.loads((project / "pyproject.toml").read_text())["project"]
    image, whole = pinned(project / "docker" / lock), pinned(project / lock)
    held = {name for name, _ in image}
    assert image <= whole
    assert names(wanted["dependencies"]) <= held
    assert not held & names(wanted["optional-dependencies"]["dev"])
    assert "setuptools" in held, "the image builds miantan without build isolation"
    assert f"docker/{lock}" in (project / "docker/app.Dockerfile").read_text()

"""What programs and their makers meet: readiness, and the pages that describe the REST interface."""

import re

import httpx

from tests.e2e.stack import Stack

LOADED = re.compile(r"(?:src|href)=\"([^\"]+)\"")


def test_everything_is_ready_by_name(stack: Stack) -> None:
    assert httpx.get(f"{stack.address}/readyz").json() == dict.fromkeys(
        ("database", "queue", "rasa", "actions"), True
    )


def test_the_description_of_the_interface_needs_no_other_host(stack: Stack) -> None:
    page = httpx.get(f"{stack.address}/docs").raise_for_status().text
    loaded = LOADED.findall(page)
    assert loaded
    for part in loaded:
        assert part.startswith("/"), part
        assert httpx.get(f"{stack.address}{part}").is_success, part
    assert "openapi.json" in page
    assert httpx.get(f"{stack.address}/redoc").status_code == 404

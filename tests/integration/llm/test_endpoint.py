"""One request over a real socket: every way of going wrong becomes a code, and no code holds anybody's words."""

import pytest

from actions.scoring.llm.extraction import schema
from backend.llm.endpoint import Endpoint, Reply
from backend.llm.settings import LlmEndpointSettings
from tests.integration.llm.conftest import Desk

ASKED = (("system", "copy"), ("user", "<回答-0123456789ab>\n那次我先拔了插头\n</回答-0123456789ab>"))


def ask(endpoint: Endpoint) -> Reply:
    return endpoint.complete(ASKED, schema(), 0.3, 7)


def test_a_good_answer_comes_with_its_cost(desk: Desk) -> None:
    reply = ask(desk.endpoint)
    assert (reply.problem, reply.prompt_tokens, reply.completion_tokens) == ("", 100, 20)
    assert "我先拔了插头" in reply.text
    assert reply.seconds > 0


def test_the_request_is_strict_and_reproducible(desk: Desk) -> None:
    ask(desk.endpoint)
    (sent,) = desk.simulated.requests
    assert sent["response_format"]["json_schema"]["strict"] is True
    assert sent["response_format"]["json_schema"]["schema"] == schema()
    assert (sent["temperature"], sent["seed"], sent["model"]) == (0.3, 7, "simulated")
    assert "tools" not in sent
    assert [m["role"] for m in sent["messages"]] == ["system", "user"]


@pytest.mark.parametrize(
    ("mood", "problem"),
    [
        ("rate_limited", "rate_limited"),
        ("server_error", "http_500"),
        ("unauthorized", "http_401"),
        ("bad_request", "http_400"),
        ("html", "bad_response"),
        ("broken_json", "bad_response"),
        ("deep_json", "bad_response"),
        ("no_choices", "empty"),
        ("silent", "empty"),
        ("cut_off", "cut_off"),
    ],
)
def test_what_goes_wrong_comes_back_as_a_code(desk: Desk, mood: str, problem: str) -> None:
    desk.simulated.then = mood
    reply = ask(desk.endpoint)
    assert (reply.text, reply.problem) == ("", problem)


def test_a_slow_model_is_not_waited_for(desk: Desk) -> None:
    desk.simulated.then = "slow"
    hasty = desk.line(timeout=0.2)
    assert ask(hasty).problem == "timeout"
    hasty.close()


def test_a_429_is_repeated_when_the_server_says_so(desk: Desk) -> None:
    desk.simulated.script.extend(["rate_limited", "server_error"])
    patient = desk.line(retries=2)
    assert ask(patient).problem == ""
    assert len(desk.simulated.requests) == 3
    patient.close()


def test_an_endpoint_without_schemas_is_asked_for_plain_json_from_then_on(desk: Desk) -> None:
    desk.simulated.then = "no_schema"
    assert ask(desk.endpoint).problem == ""
    assert ask(desk.endpoint).problem == ""
    assert [r["response_format"]["type"] for r in desk.simulated.requests] == [
        "json_schema",
        "json_object",
        "json_object",
    ]


def test_one_bad_request_does_not_lose_the_schema(desk: Desk) -> None:
    desk.simulated.script.extend(["bad_request", "bad_request"])
    assert ask(desk.endpoint).problem == "http_400"
    ask(desk.endpoint)
    assert desk.simulated.requests[-1]["response_format"]["type"] == "json_schema"


def test_nobody_at_the_other_end(desk: Desk) -> None:
    nowhere = desk.line(base_url="http://127.0.0.1:1/v1")
    assert ask(nowhere).problem == "unreachable"
    nowhere.close()


def test_what_is_missing_is_named() -> None:
    assert LlmEndpointSettings().missing == ("base_url", "api_key", "model")

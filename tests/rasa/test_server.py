"""A real Rasa server with a fake action server: what is asked of the actions, and a clean end."""

import json
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from .conftest import BOT_PYTHON, PROJECT

NEW_SESSION = [{"event": "action", "name": "action_session_start"}, {"event": "session_started"}]


class Actions:
    """Remembers what it was called with."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        remember = self.calls.append
        events = self.events
        status = self.status = [200]

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                remember(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                reply = json.dumps({"events": events, "responses": [{"text": "heard"}]}).encode()
                self.send_response(status[0])
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhook"


@pytest.fixture(scope="module")
def actions() -> Iterator[Actions]:
    served = Actions()
    thread = threading.Thread(target=served.server.serve_forever)
    thread.start()
    yield served
    served.server.shutdown()
    served.server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def rasa(model: Path, actions: Actions, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a running server; afterwards it must have ended cleanly and logged none of our words."""
    log = tmp_path_factory.mktemp("rasa") / "log"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [BOT_PYTHON, "bot/run.py", "--model", model, "--port", str(port), "--actions-url", actions.url]
    with log.open("wb") as sink, subprocess.Popen(command, cwd=PROJECT, stdout=sink, stderr=sink) as process:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            wait_until_up(client)
            yield client
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert "秘密" not in log.read_text(encoding="utf-8", errors="replace")


@retry(retry=retry_if_exception_type(httpx.TransportError), stop=stop_after_delay(120), wait=wait_fixed(0.2))
def wait_until_up(client: httpx.Client) -> None:
    client.get("/webhooks/rest/").raise_for_status()


def say(rasa: httpx.Client, text: str, sender: str = "one", stage: str = "interview") -> list[dict[str, Any]]:
    metadata = {"turn_id": f"turn of {text[:9]}", "stage": stage, "language": "zh"}
    body = {"sender": sender, "message": text, "metadata": metadata}
    replies: list[dict[str, Any]] = rasa.post("/webhooks/rest/webhook", json=body).raise_for_status().json()
    return replies


@pytest.mark.parametrize(
    ("text", "action", "intent"),
    [
        ("我在仓库干过三年分拣", "action_answer", "answer"),
        ("跳过", "action_control", "skip"),
        ("工资多少？", "action_faq", "faq_pay"),
        ("转人工", "action_rights", "human"),
        ("请说英语", "action_language", "change_language"),
        ("/settle", "action_settle", "settle"),
        ("😀", "action_answer", "other"),
        ("", "action_answer", "other"),
        ("/unheard_of 秘密", "action_answer", None),
        ("秘密" * 50_000, "action_answer", None),
    ],
)
def test_each_message_runs_its_action_once(
    rasa: httpx.Client, actions: Actions, text: str, action: str, intent: str | None
) -> None:
    for events in ([], NEW_SESSION):
        actions.calls.clear()
        actions.events[:] = events
        assert len(say(rasa, text)) == 1
        (call,) = actions.calls
        latest = call["tracker"]["latest_message"]
        assert call["next_action"] == action
        assert intent in (None, latest["intent"]["name"])
        assert latest["metadata"] == {
            "turn_id": f"turn of {text[:9]}",
            "stage": "interview",
            "language": "zh",
        }


def test_the_language_of_the_message_reaches_the_action(rasa: httpx.Client, actions: Actions) -> None:
    actions.calls.clear()
    say(rasa, "夜勤はありますか")
    assert actions.calls[0]["tracker"]["latest_message"]["language"] == "ja"


@pytest.mark.parametrize(
    ("text", "intent", "asides", "told"),
    [
        ("扭矩扳手用过三年 对了工资多少", "answer", ["faq_pay"], "扭矩扳手用过三年"),
        ("我先停机再报告班长，等一下我接个电话", "answer", ["pause"], "我先停机再报告班长，"),
        ("I told my supervisor and we fixed it. Is there a dorm?", "answer", ["faq_dorm"], None),
        ("倉庫で二年働きました。ところで給料はいくらですか", "answer", ["faq_pay"], "倉庫で二年働きました。"),
        ("기계를 멈추고 보고했습니다. 기숙사 있어요?", "answer", ["faq_dorm"], "기계를 멈추고 보고했습니다."),
        ("满了，工资多少", "faq_pay", [], "满了，"),
        ("他问我多少钱一个月，我说看计件，他就走了", "answer", [], ""),
        ("孩子哭了 等会再聊", "pause", [], ""),
    ],
)
def test_what_stands_beside_an_answer_reaches_the_action(
    rasa: httpx.Client, actions: Actions, text: str, intent: str, asides: list[str], told: str | None
) -> None:
    actions.calls.clear()
    say(rasa, text)
    latest = actions.calls[0]["tracker"]["latest_message"]
    assert (latest["intent"]["name"], latest["asides"]) == (intent, asides)
    assert told is None or latest["told"] == told


def test_two_questions_are_both_heard(rasa: httpx.Client, actions: Actions) -> None:
    actions.calls.clear()
    say(rasa, "工资多少 包住吗")
    latest = actions.calls[0]["tracker"]["latest_message"]
    assert {latest["intent"]["name"], *latest["asides"]} == {"faq_pay", "faq_dorm"}


def test_the_tracker_does_not_grow(rasa: httpx.Client, actions: Actions) -> None:
    actions.calls.clear()
    actions.events[:] = []
    for _ in range(30):
        say(rasa, "我先看图纸再动手", sender="long")
    sizes = [len(call["tracker"]["events"]) for call in actions.calls]
    assert max(sizes[1:]) == sizes[1]
    assert len(sizes) == 30


def test_a_failing_action_server_gives_no_reply_and_no_words_in_the_log(
    rasa: httpx.Client, actions: Actions
) -> None:
    actions.status[:] = [500]
    assert say(rasa, "这是秘密") == []
    actions.status[:] = [200]
    assert len(say(rasa, "这是秘密")) == 1


def test_two_conversations_are_kept_apart(rasa: httpx.Client, actions: Actions) -> None:
    actions.calls.clear()
    say(rasa, "跳过", sender="a")
    say(rasa, "暂停", sender="b")
    assert [call["sender_id"] for call in actions.calls] == ["a", "b"]


def test_a_missing_model_is_one_clear_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [BOT_PYTHON, "bot/run.py", "--model", tmp_path / "none"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "bot/train.py" in done.stderr

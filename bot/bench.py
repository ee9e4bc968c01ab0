"""CPU of a message in stock and patched Rasa, both served for real, in one run; prints one JSON object.

Usage: `bot/.venv/bin/python bot/bench.py --model M [--messages 100]`

Milliseconds of the Rasa process's CPU (user and system) per message, talking to a fake action server in this process.
Stock keeps Rasa's own tracker store; `turn10_ms` and `turn100_ms` are of patched Rasa, around those turns of one
conversation.
"""

import argparse
import http.client
import http.server
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

BOT = Path(__file__).resolve().parent
WORDS = ("那次我没跳过这一步，先跟班长说了再停的机器", "工资多少？", "我在仓库干过三年分拣", "跳过", "嗯嗯")
AROUND = 10
START_SECONDS = 120


class Actions(http.server.BaseHTTPRequestHandler):
    """Answers every action with one reply."""

    protocol_version = "HTTP/1.1"
    reply = json.dumps({"events": [], "responses": [{"text": "ok"}]}).encode()

    def do_POST(self) -> None:
        """Read the call, answer it."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(self.reply)))
        self.end_headers()
        self.wfile.write(self.reply)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


class Server:
    """A Rasa server process and one conversation with it."""

    def __init__(self, model: Path, actions_url: str, *options: str) -> None:
        """Start it and wait until it answers."""
        self._port = free_port()
        command = [sys.executable, str(BOT / "run.py"), "--model", str(model), "--port", str(self._port)]
        self._process = subprocess.Popen(
            [*command, "--actions-url", actions_url, *options], stderr=subprocess.DEVNULL
        )
        self._turn = 0
        self._wait()

    def cpu_of(self, messages: int) -> float:
        """Milliseconds of CPU each of the next messages of the conversation costs."""
        before = self._cpu_seconds()
        for _ in range(messages):
            self._say()
        return (self._cpu_seconds() - before) / messages * 1000

    def stop(self) -> int:
        """Ask it to end; its exit code."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(30)

    def _say(self) -> None:
        metadata = {"turn_id": str(self._turn), "stage": "interview", "language": "zh"}
        message = {"sender": "bench", "message": WORDS[self._turn % len(WORDS)], "metadata": metadata}
        self._turn += 1
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        connection.request(
            "POST", "/webhooks/rest/webhook", json.dumps(message), {"Content-Type": "application/json"}
        )
        replies = json.loads(connection.getresponse().read())
        connection.close()
        if len(replies) != 1:
            raise SystemExit(f"turn {self._turn}: {len(replies)} replies instead of one")

    def _cpu_seconds(self) -> float:
        """User and system time, on Linux by the process's CPU clock (its id is a kernel rule, see clock_getres(2))."""
        if sys.platform == "linux":
            return time.clock_gettime((~self._process.pid << 3) | 2)
        shown = subprocess.check_output(
            ["/bin/ps", "-o", "time=", "-p", str(self._process.pid)], text=True
        ).strip()
        return sum(float(part) * 60**place for place, part in enumerate(reversed(shown.split(":"))))

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            if answers(self._port):
                return
            time.sleep(0.2)
        raise SystemExit("Rasa did not start")


def answers(port: int) -> bool:
    """Whether the REST channel of a server on this port is up."""
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/webhooks/rest/")
        return connection.getresponse().status == 200
    except OSError:
        return False


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def measure(model: Path, actions_url: str, messages: int) -> "dict[str, float]":
    """The figures; each server first warms up, and the first turns of the conversation are not counted."""
    stock = Server(model, actions_url, "--stock")
    stock.cpu_of(AROUND // 2)
    stock_early = stock.cpu_of(AROUND)
    stock_ms = stock.cpu_of(messages)
    stock.stop()
    patched = Server(model, actions_url)
    patched.cpu_of(AROUND // 2)
    early = patched.cpu_of(AROUND)
    rest = patched.cpu_of(100 - 2 * AROUND)
    late = patched.cpu_of(AROUND)
    patched_ms = patched.cpu_of(messages)
    patched.stop()
    figures = {
        "rasa_cpu_ms_patched": patched_ms,
        "rasa_cpu_ms_stock": stock_ms,
        "stock_turn10_ms": stock_early,
        "ratio": stock_ms / patched_ms,
    }
    figures |= {"turn10_ms": early, "turns_between_ms": rest, "turn100_ms": late}
    return {name: round(value, 2) for name, value in figures.items()}


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, required=True, help="what bot/train.py printed")
    parser.add_argument("--messages", type=int, default=100, help="messages to measure with, each way")
    options = parser.parse_args()
    actions = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Actions)
    threading.Thread(target=actions.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{actions.server_port}/webhook"
    print(json.dumps(measure(options.model, url, options.messages)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""The compose file is sound: every process is a command that exists, and only the gateway is reachable."""

from pathlib import Path

import yaml

from backend.store.queue import QUEUES
from miantan.cli import app


def test_every_service_runs_a_command_that_exists(project: Path) -> None:
    services = yaml.safe_load((project / "docker-compose.yml").read_text())["services"]
    known = {
        command.name or command.callback.__name__ for command in app.registered_commands if command.callback
    }
    ours = {service["command"][0] for service in services.values() if "command" in service}
    assert ours <= known


def test_every_queue_has_a_worker(project: Path) -> None:
    services = yaml.safe_load((project / "docker-compose.yml").read_text())["services"]
    commands = [service.get("command", []) for service in services.values()]
    worked = {queue for command in commands if command[:1] == ["worker"] for queue in command[2].split(",")}
    assert worked == set(QUEUES)


def test_only_the_gateway_publishes_a_port_and_only_on_loopback(project: Path) -> None:
    services = yaml.safe_load((project / "docker-compose.yml").read_text())["services"]
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published == {"gateway": ["127.0.0.1:8000:8000"]}


def test_no_secret_is_written_down(project: Path) -> None:
    for line in (project / ".env.example").read_text().splitlines():
        name, _, value = line.partition("=")
        if any(word in name for word in ("SECRET", "KEY", "PASSWORD", "TOKEN")):
            assert not value, name

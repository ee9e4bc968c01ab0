"""The compose file is sound: every process is a command that exists, is told all settings, and only the gateway is
reachable."""

import subprocess
import sys
from pathlib import Path

import yaml

from backend.store.queue import QUEUES
from miantan.cli import app
from miantan.settings import Settings


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


def test_the_file_is_what_compose_understands(project: Path) -> None:
    checker = Path(sys.executable).parent / "check-jsonschema"
    told = subprocess.run(
        [checker, "--builtin-schema", "vendor.compose-spec", project / "docker-compose.yml"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout


def test_every_process_of_ours_is_told_all_settings(project: Path) -> None:
    services = yaml.safe_load((project / "docker-compose.yml").read_text())["services"]
    ours = {
        name: service
        for name, service in services.items()
        if "app.Dockerfile" in str(service.get("build", ""))
    }
    assert {"gateway", "turns", "sends", "scoring", "actions"} <= set(ours)
    assert all(service["env_file"] == ".env" for service in ours.values())


def test_the_example_names_only_settings_that_exist(project: Path) -> None:
    lines = (project / ".env.example").read_text().splitlines()
    names = {line.partition("=")[0] for line in lines if line.startswith("MIANTAN_")}
    assert {"MIANTAN_LLM__BASE_URL", "MIANTAN_LLM__API_KEY", "MIANTAN_LLM__MODEL"} <= names
    for name in names:
        part, *inner = name.removeprefix("MIANTAN_").lower().split("__")
        field = Settings.model_fields[part]
        assert not inner or inner[0] in field.annotation.model_fields, name  # type: ignore[union-attr]

"""The `miantan` command. Every subcommand builds what it needs and hands over; no rules here.

Exit codes: 0 done; 2 wrong usage or bad input (one clear line on stderr); 1 failed.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from backend.store.queue import QUEUES
from miantan import cli_audit, cli_content, cli_keys, local
from miantan.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Structured job interviews by chat.",
)
import_app = typer.Typer(no_args_is_help=True, help="Bring people in.")
user_app = typer.Typer(no_args_is_help=True, help="Who may log in to the console.")
channel_app = typer.Typer(no_args_is_help=True, help="Messengers: are they set up right?")
app.add_typer(cli_content.app, name="content")
app.add_typer(import_app, name="import")
app.add_typer(user_app, name="user")
app.add_typer(cli_keys.app, name="key")
app.add_typer(cli_audit.app, name="audit")
app.add_typer(channel_app, name="channel")

Input = Annotated[Path, typer.Option("--input", exists=True, dir_okay=False, help="JSON lines to read")]
Output = Annotated[Path, typer.Option("--output", dir_okay=False, help="JSON lines to write")]


def _fail(message: str, code: int) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(code)


@app.command()
def run(
    demo: Annotated[bool, typer.Option("--demo", help="with made-up candidates talking")] = False,
) -> None:
    """Everything on this machine. Ctrl-C stops it all."""
    from miantan import running

    try:
        asyncio.run(running.run(Settings(), demo=demo))
    except local.CannotStart as reason:
        _fail(str(reason), 1)


@app.command("app")
def one_app() -> None:
    """Gateway, console, REST and a worker in one process."""
    _serve(with_worker=True)


@app.command()
def gateway() -> None:
    """Gateway, console and REST, without a worker."""
    _serve(with_worker=False)


def _serve(*, with_worker: bool) -> None:
    import uvicorn

    from miantan.foundation import lay
    from miantan.web import build

    base = lay()
    uvicorn.run(
        build(base, with_worker=with_worker),
        host=base.settings.host,
        port=base.settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=10,
    )


@app.command()
def worker(queues: Annotated[str, typer.Option(help="comma-separated")] = ",".join(QUEUES)) -> None:
    """Run jobs: turns, sends, media, scoring, speech."""
    from backend.speech.choosing import NotSetUp
    from miantan.foundation import lay
    from miantan.workers import work_until_told

    try:
        asyncio.run(work_until_told(lay(), [name for name in queues.split(",") if name]))
    except NotSetUp as reason:
        _fail(str(reason), 2)


@app.command()
def actions() -> None:
    """The action server that Rasa calls."""
    from actions.house import House
    from actions.server import serve
    from miantan.foundation import lay

    base = lay()
    house = House(base.database, base.queue, base.clock, base.shelf)
    serve(house, base.settings.actions_host, base.settings.actions_port)


@app.command()
def bot() -> None:
    """Rasa itself, with the trained model."""
    import os

    settings = Settings()
    try:
        model = local.trained_model()
    except local.CannotStart as reason:
        _fail(str(reason), 1)
    command = [local.RASA_PYTHON, local.ROOT / "bot/run.py", "--model", model, "--port", settings.rasa_port]
    arguments = [*map(str, command), "--actions-url", settings.actions_address]
    os.execv(str(local.RASA_PYTHON), arguments)  # noqa: S606


@app.command()
def chat(
    position: Annotated[str, typer.Option(help="position id")] = "assembler",
    site: Annotated[str, typer.Option(help="site id")] = "suzhou",
    language: Annotated[str, typer.Option(help="zh, en, ja or ko")] = "zh",
) -> None:
    """Hold an interview in the terminal."""
    from miantan.terminal import talk

    try:
        asyncio.run(talk(Settings(), position, site, language))
    except local.CannotStart as reason:
        _fail(str(reason), 1)
    except ValueError as wrong:
        _fail(str(wrong), 2)


@import_app.command("candidates")
def import_candidates(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """Take applications from a CSV file."""
    from miantan.importing import bring_in

    result = asyncio.run(bring_in(Settings(), file))
    typer.echo(result.summary)
    for line in result.errors:
        typer.echo(line, err=True)
    if result.errors:
        raise typer.Exit(2)


@app.command()
def score(
    input: Input,
    output: Output,
    method: Annotated[str, typer.Option(help="embedded or llm")] = "embedded",
) -> None:
    """Score answers, one JSON object a line."""
    from actions.scoring.api import embedded, run_batch

    if method == "embedded":
        count = run_batch(input, output, embedded())
        typer.echo(f"{count.scored} scored, {count.failed} could not be", err=True)
    elif method == "llm":
        _score_by_model(input, output)
    else:
        _fail(f"--method {method}: there are `embedded` and `llm`", 2)


def _score_by_model(input: Path, output: Path) -> None:
    from actions.scoring.api import run_batch
    from miantan import llm, logging

    settings, costs = Settings(), llm.CostLog()
    logging.set_up(settings.log_level)
    try:
        scorer = llm.scorer(settings.llm, costs)
    except llm.NotSetUp as reason:
        _fail(str(reason), 2)
    count = run_batch(input, output, scorer)
    typer.echo(f"{count.scored} scored, {count.failed} could not be; {costs.summary}", err=True)


@app.command()
def understand(input: Input, output: Output) -> None:
    """Understand utterances with the trained Rasa model, one JSON object a line."""
    import subprocess

    try:
        model = local.trained_model()
    except local.CannotStart as reason:
        _fail(str(reason), 1)
    command = [local.RASA_PYTHON, local.ROOT / "bot/understand.py", "--model", model]
    command += ["--input", input, "--output", output]
    raise typer.Exit(subprocess.run([*map(str, command)], check=False).returncode)


@app.command()
def transcribe(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", exists=True, dir_okay=False)],
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object a line")] = False,
    language: Annotated[str, typer.Option(help="zh, en, ja or ko; default: found out")] = "",
) -> None:
    """What was said in recordings, with times and confidence."""
    from backend.speech.choosing import NotSetUp
    from miantan.transcribing import transcribe as listen

    failed = 0
    try:
        for result in listen(Settings(), files, language or None):
            typer.echo(result.as_json() if as_json else result.as_text())
            failed += result.heard is None
    except NotSetUp as reason:
        _fail(str(reason), 2)
    if failed:
        _fail(f"{failed} of {len(files)} could not be transcribed", 2)


@app.command()
def replay(interview_id: str) -> None:
    """Score a stored interview again; prints the scores, and fails if they differ from the report's."""
    from miantan.replaying import replay as again

    try:
        stored, fresh = asyncio.run(again(Settings(), interview_id))
    except LookupError as unknown:
        _fail(str(unknown), 2)
    typer.echo(fresh)
    if stored != fresh:
        _fail("the scores differ from the stored report", 1)


@user_app.command("add")
def user_add(
    name: str,
    role: Annotated[str, typer.Option(help="hq, site, viewer, legal or auditor")],
    site: Annotated[str | None, typer.Option(help="site id, for role site")] = None,
) -> None:
    """Add a person; prints the password once."""
    from backend.recruiting.errors import RecruitingError
    from miantan.people import add_user

    try:
        password = asyncio.run(add_user(Settings(), name, role, site))
    except RecruitingError as wrong:
        _fail(str(wrong), 2)
    typer.echo(f"{name}: {password}")


@user_app.command("map")
def user_map(
    name: str,
    messenger: Annotated[str, typer.Argument(help="telegram or dingtalk")],
    person: Annotated[str, typer.Argument(help="their user id there")],
) -> None:
    """Let what this messenger account taps in HR's group count as this user's decisions."""
    from backend.recruiting.errors import RecruitingError
    from miantan.people import map_user

    try:
        asyncio.run(map_user(Settings(), name, messenger, person))
    except RecruitingError as wrong:
        _fail(str(wrong), 2)


@user_app.command("unmap")
def user_unmap(
    messenger: Annotated[str, typer.Argument(help="telegram or dingtalk")],
    person: Annotated[str, typer.Argument(help="their user id there")],
) -> None:
    """Undo `map`."""
    from backend.recruiting.errors import RecruitingError
    from miantan.people import unmap

    try:
        asyncio.run(unmap(Settings(), messenger, person))
    except RecruitingError as wrong:
        _fail(str(wrong), 2)


@channel_app.command("check")
def channel_check(name: Annotated[str, typer.Argument(help="wecom, dingtalk or telegram")]) -> None:
    """Whether a messenger's credentials, permissions and callbacks work; exit 1 when something does not."""
    from miantan.channel_check import check, told

    settings = Settings()
    try:
        findings = asyncio.run(check(settings, name))
    except ValueError as wrong:
        _fail(str(wrong), 2)
    for line in told(name, findings, settings.console_language):
        typer.echo(line)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


@app.command()
def bench(
    what: Annotated[str, typer.Argument(help="turns, webhooks, scoring or screening")] = "turns",
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Measure, as ratios within one run."""
    from miantan.bench import measure

    try:
        figures = measure(what)
    except ValueError as wrong:
        _fail(str(wrong), 2)
    typer.echo(json.dumps(figures) if as_json else json.dumps(figures, indent=2))


@app.command()
def demo(
    candidates: Annotated[int, typer.Option(min=1, max=2000)] = 24,
    chaos: Annotated[bool, typer.Option("--chaos", help="kill processes meanwhile")] = False,
) -> None:
    """A full hiring round with simulators; exit 0 only if nothing was lost or doubled."""
    from miantan.demo import play

    sys.exit(play(Settings(), candidates=candidates, chaos=chaos))


def main() -> None:
    """The console script: what people can have got wrong is one clear line and exit code 2."""
    from pydantic import ValidationError

    from backend.content.errors import ContentError
    from backend.recruiting.sheet import BadSheet

    try:
        app()
    except (ContentError, BadSheet, FileNotFoundError, IsADirectoryError, PermissionError) as wrong:
        typer.echo(str(wrong), err=True)
        sys.exit(2)
    except ValidationError as wrong:
        for fault in wrong.errors():
            typer.echo(f"MIANTAN_{'__'.join(map(str, fault['loc'])).upper()}: {fault['msg']}", err=True)
        sys.exit(2)

"""`miantan audit`: the log of what was done."""

import asyncio
from typing import Annotated

import typer

from miantan.settings import Settings

app = typer.Typer(no_args_is_help=True, help="The log of what was done.")


@app.command("verify")
def audit_verify(
    noted: Annotated[str, typer.Option(help="a head printed before: it must still be in the log")] = "",
) -> None:
    """Whether the audit log is whole and unchanged; prints its head, which is worth noting elsewhere."""
    from miantan.audit import verify

    try:
        verdict = asyncio.run(verify(Settings(), noted))
    except ValueError as wrong:
        _refuse(str(wrong), 2)
    if verdict.broken is not None:
        _refuse(f"the audit log does not hold from entry {verdict.broken} on", 1)
    typer.echo(f"{verdict.head.position} entries hold; head {verdict.head}")


def _refuse(message: str, code: int) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(code)

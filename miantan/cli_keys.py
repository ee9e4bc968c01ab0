"""`miantan key`: the keys of programs that use `/api/v1`."""

import asyncio
from typing import Annotated

import typer

from miantan.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Keys of programs that use /api/v1.")


@app.command("add")
def key_add(
    name: str,
    scope: Annotated[list[str], typer.Option(help="what it may do: read, apply, invite … (several times)")],
    site: Annotated[
        list[str] | None, typer.Option(help="only this site (several times); default: all")
    ] = None,
    days: Annotated[int | None, typer.Option(min=1, help="valid so long; default: until revoked")] = None,
) -> None:
    """Make a key for a program; prints it once."""
    from backend.recruiting.errors import RecruitingError
    from miantan.key_ring import add_key

    try:
        typer.echo(asyncio.run(add_key(Settings(), name, scope, site, days)))
    except RecruitingError as wrong:
        _refuse(str(wrong))


@app.command("revoke")
def key_revoke(name: str) -> None:
    """Take a key back at once."""
    from backend.recruiting.errors import RecruitingError
    from miantan.key_ring import revoke_key

    try:
        asyncio.run(revoke_key(Settings(), name))
    except RecruitingError as wrong:
        _refuse(f"name: unknown: {wrong}")


@app.command("list")
def key_list() -> None:
    """All keys: what each may do, where, and when it was last used."""
    from miantan.key_ring import list_keys

    for line in asyncio.run(list_keys(Settings())):
        typer.echo(line)


def _refuse(message: str) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(2)

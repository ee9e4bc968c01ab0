"""`miantan content …`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from miantan.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Positions, questions, dimensions, sites, wording.")


@app.command("check")
def content_check(
    root: Annotated[Path | None, typer.Argument(help="default: the shipped content")] = None,
) -> None:
    """Find what is wrong in the content."""
    _refuse_faults(root)
    typer.echo("content: nothing to report")


@app.command("import")
def content_import(root: Annotated[Path, typer.Argument(exists=True, file_okay=False)]) -> None:
    """Check a folder of content and use it for new interviews; running ones keep what they began with."""
    from miantan.content import bring_in

    _refuse_faults(root)
    imported = asyncio.run(bring_in(Settings(), root))
    typer.echo(
        f"content {imported.version} is used from now on; "
        f"{imported.running} running interview(s) keep the content they began with"
    )


def _refuse_faults(root: Path | None) -> None:
    from miantan.content import faults

    found = faults(root)
    for line in found:
        typer.echo(line, err=True)
    if found:
        raise typer.Exit(2)

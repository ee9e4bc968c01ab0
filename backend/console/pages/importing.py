"""Many candidates from a file: what went in, and each line that did not, with the reason."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from fastapi import Request
from nicegui import events, ui
from nicegui.elements.upload_files import FileUpload

from backend.console import names
from backend.console.deps import BASE
from backend.console.pages.frame import attempt, may_anywhere
from backend.console.pages.parts import link, tag, text
from backend.console.visit import Visit
from backend.content.pack import Content
from backend.recruiting.importing import BrokenLine, ImportResult, import_candidates
from backend.recruiting.rights import NotAllowed, Right, sites_of
from backend.recruiting.sheet import SIZE_LIMIT, BadSheet
from backend.store.tables import User

SHOWN: Final = 200
"""Broken lines on the page; a file with more is broken as a whole."""


async def build(visit: Visit, request: Request) -> None:
    """The upload and, below it, what came of it."""
    words = visit.words
    with tag("div", "head"):
        text(words("import.title"), "h1")
    with tag("section", "panel"):
        text(words("import.columns"), "p")
        text(words("import.values", sites=_listed(visit)), "p", "quiet")
        upload = ui.upload(auto_upload=True, max_file_size=SIZE_LIMIT).classes("offstage")
        upload.props('accept=".csv,.tsv,.txt,.xlsx,.xls"')
        choose = text(words("import.choose"), "button", "button primary").props('type="button"')
        choose.on("click", js_handler=f"() => getElement({upload.id}).pickFiles()")
    outcome = tag("div", "outcome").props('aria-live="polite"')

    async def received(event: events.UploadEventArguments) -> None:
        upload.reset()
        outcome.clear()
        with outcome:
            await attempt(visit, lambda: _take(visit, event.file))

    upload.on_upload(received)
    upload.on("rejected", lambda: ui.notify(words("import.too_big"), type="negative"))


async def _take(visit: Visit, file: FileUpload) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "candidates.csv"
        await file.save(path)
        try:
            _show(visit, await take(visit, path))
        except BadSheet as fault:
            reason = visit.words.known(f"fault.{fault.reason}", fault.reason)
            field = visit.words.known(f"field.{fault.field}", fault.field)
            text(visit.words("import.refused", reason=f"{field} {reason}".strip()), "p", "problem").props(
                'role="alert"'
            )


async def take(visit: Visit, path: Path) -> ImportResult:
    """Import for the sites of the user; lines for other sites are broken lines. Raises BadSheet, NotAllowed."""
    async with visit.work() as (_, user):
        if not may_anywhere(user, Right.INVITE):
            raise NotAllowed(Right.INVITE)
    deps = visit.deps
    return await import_candidates(path, deps.database, deps.clock, _of_user(deps.content, user))


def _of_user(content: Content, user: User) -> Content:
    mine = sites_of(user)
    if mine is None:
        return content
    return content.model_copy(
        update={"sites": {key: site for key, site in content.sites.items() if key in mine}}
    )


def _show(visit: Visit, result: ImportResult) -> None:
    words = visit.words
    with tag("section", "panel"):
        text(
            words(
                "import.done", created=result.created, duplicates=result.duplicates, broken=len(result.errors)
            ),
            "h2",
        )
        if result.created:
            link(words("import.see"), f"{BASE}/?stage=applied")
        if result.errors:
            _broken(visit, result.errors)


def _broken(visit: Visit, errors: Sequence[BrokenLine]) -> None:
    words = visit.words
    text(words("import.broken"), "p")
    with tag("table", "plain"):
        with tag("thead"), tag("tr"):
            for key in ("line", "field", "reason"):
                text(words(f"import.{key}"), "th")
        with tag("tbody"):
            for error in errors[:SHOWN]:
                with tag("tr"):
                    text(str(error.line), "td", "number")
                    text(words.known(f"field.{error.field}", error.field), "td")
                    text(words.known(f"fault.{error.reason}", error.reason), "td")
    if len(errors) > SHOWN:
        text(words("import.more", count=len(errors) - SHOWN), "p", "quiet")


def _listed(visit: Visit) -> str:
    return " · ".join(names.sites(visit.deps.content, visit.words, visit.user).values())

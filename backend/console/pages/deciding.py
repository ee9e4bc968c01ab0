"""The dialog in which a person decides. A reason is always needed; a rejection is asked twice."""

from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from nicegui import ui

from backend.console.pages.frame import attempt
from backend.console.pages.parts import tag, text
from backend.console.visit import Visit
from backend.recruiting import stages
from backend.recruiting.decisions import LEADS_TO, REASON_LIMIT, decide, settle_request
from backend.store.states import DecisionKind, Stage

LOOKS: Final = {DecisionKind.ADVANCE: "primary", DecisionKind.REJECT: "danger"}
Done = Callable[[], Awaitable[None]]


def buttons(visit: Visit, application_id: UUID, stage: str, name: str, done: Done) -> None:
    """One button for each decision that this stage allows."""
    for kind in DecisionKind:
        if LEADS_TO[kind] != stage and LEADS_TO[kind] in stages.NEXT[Stage(stage)]:
            label = visit.words(f"decide.{kind}")
            button = text(label, "button", f"button {LOOKS.get(kind, '')}").props(
                f'type="button" data-decide="{kind}"'
            )
            button.on("click", lambda kind=kind: ask(visit, application_id, kind, name, done))


def settle_button(visit: Visit, application_id: UUID, done: Done) -> None:
    """For a request for a person that has been answered."""

    async def settle() -> None:
        async def act() -> None:
            async with visit.work() as (session, user):
                await settle_request(session, visit.deps.clock, application_id, user)

        if await attempt(visit, act):
            ui.notify(visit.words("handle.done"), type="positive")
        await done()

    text(visit.words("handle.button"), "button", "button").props('type="button" data-settle').on(
        "click", settle
    )


def ask(visit: Visit, application_id: UUID, kind: DecisionKind, name: str, done: Done) -> None:
    """Open the dialog; `done` runs after the decision is stored."""
    words = visit.words
    with ui.dialog() as dialog, tag("div", "dialog"):
        text(words("decide.title", decision=words(f"decide.{kind}"), name=name), "h2")
        text(words(f"decide.{kind}.means"), "p", "quiet")
        reason = ui.textarea(words("decide.reason")).props(
            f"outlined autofocus rows=4 maxlength={REASON_LIMIT}"
        )
        sure = ui.checkbox(words("decide.reject.sure")) if kind is DecisionKind.REJECT else None
        problem = text("", "p", "problem").props('role="alert"')
        problem.set_visibility(False)

        async def confirm() -> None:
            missing = _missing(reason.value or "", sure.value if sure else True)
            problem.text = words(missing) if missing else ""
            problem.set_visibility(bool(missing))
            if not missing and await attempt(
                visit, lambda: _store(visit, application_id, kind, reason.value)
            ):
                dialog.close()
                ui.notify(words("decide.done"), type="positive")
                await done()

        with tag("div", "choices"):
            text(words("cancel"), "button", "button").props('type="button"').on("click", dialog.close)
            look = "danger solid" if kind is DecisionKind.REJECT else "primary"
            go = text(words(f"decide.{kind}"), "button", f"button {look}").props('type="button" data-confirm')
            go.on("click", confirm)
    dialog.on("hide", dialog.delete)
    dialog.open()


def _missing(reason: str, sure: bool) -> str:
    """The key of what must still be done; empty when nothing."""
    if not reason.strip():
        return "decide.reason.missing"
    return "" if sure else "decide.reject.unsure"


async def _store(visit: Visit, application_id: UUID, kind: DecisionKind, reason: str) -> None:
    async with visit.work() as (session, user):
        await decide(session, visit.deps.clock, application_id, user, kind, reason, queue=visit.deps.queue)

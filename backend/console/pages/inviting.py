"""The dialog that makes a link and shows it: this once, because only its hash is kept."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from nicegui import ui

from backend.console.dossier import visible
from backend.console.pages.frame import attempt
from backend.console.pages.parts import tag, text
from backend.console.visit import Visit
from backend.recruiting.invitations import TTL_DAYS, invite
from backend.recruiting.rights import NotAllowed, Right, may

Done = Callable[[], Awaitable[None]]


def button(visit: Visit, application_id: UUID, done: Done) -> None:
    """Makes a new link at a click."""

    async def make() -> None:
        async def act() -> None:
            show(visit, await make_link(visit, application_id), done)

        await attempt(visit, act)

    text(visit.words("invite.button"), "button", "button").props('type="button" data-invite').on(
        "click", make
    )


async def make_link(visit: Visit, application_id: UUID) -> str:
    """A new link for the application. Raises NotFound, NotAllowed."""
    async with visit.work() as (session, user):
        application = await visible(session, user, application_id, Right.READ)
        if not may(user, Right.INVITE, application.site_id):
            raise NotAllowed(Right.INVITE)
        token = await invite(session, visit.deps.clock, application, actor=f"user:{user.id}")
    return f"{visit.deps.public_url}/i/{token}"


def show(visit: Visit, address: str, done: Done) -> None:
    """The link, ready to be copied."""
    words = visit.words
    with ui.dialog() as dialog, tag("div", "dialog"):
        text(words("invite.title"), "h2")
        text(words("invite.means", days=TTL_DAYS), "p", "quiet")
        field = tag("input", "address").props("readonly data-select")
        field.props["value"] = address
        field.props["aria-label"] = words("invite.title")
        with tag("div", "choices"):
            text(words("close"), "button", "button").props('type="button"').on("click", dialog.close)
            copy = text(words("invite.copy"), "button", "button primary").props('type="button"')
            copy.props["data-copy"] = address
            copy.props["data-copied"] = words("invite.copied")

    async def hidden() -> None:
        dialog.delete()
        await done()

    dialog.on("hide", hidden)
    dialog.open()

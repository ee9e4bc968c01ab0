"""Every page of the console and its address."""

from backend.console.deps import ConsoleDeps
from backend.console.pages import application, applications, faults, importing, messengers, newcomer
from backend.console.pages.frame import Page, serve
from backend.recruiting.rights import Right


def register(deps: ConsoleDeps, version: str) -> None:
    """Tell NiceGUI about the pages."""
    pages = (
        Page("/", "list.title", applications.build),
        Page("/applications/{application_id}", "application.title", application.build),
        Page("/new", "new.title", newcomer.build, Right.INVITE),
        Page("/import", "import.title", importing.build, Right.INVITE),
        Page("/messengers", "messengers.title", messengers.build, Right.DECIDE),
        Page("/faults", "faults.title", faults.build, Right.SEE_FAULTS),
    )
    for page in pages:
        serve(page, deps, version)

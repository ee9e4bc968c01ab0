"""Every page of the console and its address."""

from backend.console.deps import ConsoleDeps
from backend.console.pages import application, applications
from backend.console.pages.frame import Page, serve


def register(deps: ConsoleDeps, version: str) -> None:
    """Tell NiceGUI about the pages."""
    pages = (
        Page("/", "list.title", applications.build),
        Page("/applications/{application_id}", "application.title", application.build),
    )
    for page in pages:
        serve(page, deps, version)

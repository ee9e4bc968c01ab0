"""What a new installation needs to be tried at once: somebody who may log in, and a link to an interview."""

from uuid import uuid4

from sqlmodel import select

from backend.recruiting import applications, invitations, users
from backend.store.states import Role
from backend.store.tables import User, WebhookEndpoint
from miantan.foundation import Foundation

FIRST_USER = "hr"


async def first_login(base: Foundation) -> tuple[str, str]:
    """Name and password of the first user, made when there is nobody yet.

    The password is also kept in `first-login` in the data folder (mode 600), so that every start can show
    it; delete the file once the people who work here have their own.
    """
    note = base.settings.data_dir / "first-login"
    async with base.database.unit_of_work() as session:
        if (await session.exec(select(User).limit(1))).first() is None:
            _, password = await users.add_user(session, base.clock, FIRST_USER, Role.HQ, None)
            note.touch(mode=0o600)
            note.write_text(password)
    return FIRST_USER, note.read_text() if note.exists() else "…"


async def trial_link(base: Foundation, position: str, site: str, language: str) -> str:
    """A link to an interview of a made-up candidate."""
    name = {"zh": "体验者", "en": "Trial", "ja": "体験者", "ko": "체험자"}[language]
    async with base.database.unit_of_work() as session:
        new = applications.NewApplication(
            name=name,
            position_id=position,
            site_id=site,
            source="trial",
            external_id=str(uuid4()),
            language=language,
        )
        application, _ = await applications.create(session, base.clock, new)
        token = await invitations.invite(session, base.clock, application, shared=True)
    return f"{base.settings.address}/i/{token}"


async def hr_webhook(base: Foundation) -> None:
    """Register the HR system's address named in the settings, once."""
    told = base.settings.hr_webhook
    if not told.url or not told.secret:
        return
    async with base.database.unit_of_work() as session:
        known = (await session.exec(select(WebhookEndpoint).where(WebhookEndpoint.url == told.url))).first()
        if known is None:
            secret = told.secret.get_secret_value()
            session.add(WebhookEndpoint(url=told.url, secret=secret, created_at=base.clock.now()))

"""HR's desk in the messengers: taps on cards become decisions of a person, or a kind refusal.

Implements `channels.desk.Desk`.
"""

from collections.abc import Mapping
from typing import Final

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.clock import Clock
from backend.content.shelf import Shelf
from backend.content.text import Language
from backend.recruiting import identities
from backend.recruiting.buttons import BadButton, Button, Buttons
from backend.recruiting.by_button import Outdated, decide_by
from backend.recruiting.errors import ForbiddenMove, NotFound
from backend.recruiting.rights import NotAllowed
from backend.store import audit
from backend.store.queue import Queue
from backend.store.reach import within_reach
from backend.store.states import SendStatus
from backend.store.tables import Decision, Outbox, User
from backend.store.unit_of_work import Database
from channels.desk import Person, Tap, Told

UNSURE: Final = (SendStatus.SENDING, SendStatus.UNKNOWN)

log = structlog.get_logger(__name__)


class Refused(Exception):
    """A tap that decides nothing: `code` names the sentence and the log's reason."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code, self.values = code, values


class HRDesk:
    """Speaks the language of the house."""

    def __init__(
        self,
        database: Database,
        queue: Queue,
        clock: Clock,
        shelf: Shelf,
        buttons: Buttons,
        language: Language,
    ) -> None:
        self._database = database
        self._queue = queue
        self._clock = clock
        self._shelf = shelf
        self._buttons = buttons
        self._language: Language = language

    async def tapped(self, tap: Tap) -> Told:
        """Decide, or refuse; one short transaction, so that the answer can tell what has happened."""
        try:
            async with within_reach(self._database) as session:
                decision = await self._decided(session, tap)
                who = await session.get_one(User, decision.user_id)
                log.info("card.decided", decision_id=str(decision.id), channel=tap.person.channel)
                said = {"decision": self._say(f"card.{decision.kind}"), "by": who.name}
                return Told(self._say("tap.done", said), done=True)
        except Refused as refusal:
            await self._note(tap, refusal.code)
            return Told(self._say(f"tap.{refusal.code}", refusal.values), done=False)

    async def introduced(self, person: Person, code: str) -> Told:
        """Tie the account to the code's user; a bad code is told apart from nothing."""
        async with within_reach(self._database) as session:
            user = await identities.redeem(session, self._clock, person, code)
        if user is None:
            log.warning("card.code_refused", channel=person.channel)
            return Told(self._say("tap.bad_code"), done=False)
        log.info("card.identity_proven", user_id=str(user.id), channel=person.channel)
        return Told(self._say("tap.welcome", {"by": user.name}), done=True)

    async def _decided(self, session: AsyncSession, tap: Tap) -> Decision:
        user = await identities.user_of(session, tap.person)
        if user is None or user.disabled:
            raise Refused("stranger")
        button = await self._genuine(session, tap)
        reason = self._say("tap.reason", {"decision": self._say(f"card.{button.kind}")})
        try:
            return await decide_by(session, self._clock, button, user, reason, queue=self._queue)
        except (NotFound, NotAllowed):
            raise Refused("not_allowed") from None
        except Outdated as outdated:
            by = await session.get_one(User, outdated.by)
            decision = self._say(f"card.{outdated.kind}")
            raise Refused("outdated", by=by.name, decision=decision) from None
        except ForbiddenMove:
            raise Refused("moved_on") from None

    async def _genuine(self, session: AsyncSession, tap: Tap) -> Button:
        """The button, if it is ours and was pressed on the very card it was drawn on."""
        try:
            button = self._buttons.read(tap.value)
        except BadButton:
            raise Refused("forged") from None
        row = await session.get(Outbox, button.card)
        if row is not None and row.platform_id is None and row.status in UNSURE:
            row.platform_id = tap.place  # it arrived after all: nobody else could show this button
        if row is None or row.platform_id != tap.place:
            raise Refused("forged")
        return button

    async def _note(self, tap: Tap, code: str) -> None:
        """A refusal of somebody we know belongs into the audit log; anybody may tap, so strangers are only logged."""
        log.warning("card.tap_refused", reason=code, channel=tap.person.channel)
        async with within_reach(self._database) as session:
            user = await identities.user_of(session, tap.person)
            if user is not None:
                details = {"reason": code, "channel": tap.person.channel}
                audit.record(
                    session,
                    self._clock,
                    actor=f"user:{user.id}",
                    action="card.tap_refused",
                    subject="hr_user",
                    subject_id=user.id,
                    details=details,
                )

    def _say(self, key: str, values: Mapping[str, str] | None = None) -> str:
        sentence = self._shelf.current.locales[self._language][key]
        for name, value in (values or {}).items():
            sentence = sentence.replace(f"{{{name}}}", value)
        return sentence

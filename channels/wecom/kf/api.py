"""The calls of 微信客服 that we use, for one 客服账号."""

from dataclasses import dataclass
from typing import Final

from channels.errors import OutcomeUnknown
from channels.wecom.client import WeComClient
from channels.wecom.errcodes import Json

AMR: Final = 0
"""Voice format of `sync_msg`; the other one, SILK, few programs can read."""
MOST_ITEMS: Final = 1000
ASSISTANT: Final = 1
POOL: Final = 2
HUMAN: Final = 3


@dataclass(frozen=True)
class Page:
    """One page of news. `more`: ask again at once, even when `items` is empty."""

    items: list[object]
    cursor: str
    more: bool


class KfApi:
    """Thin: every method is one request and raises a `channels.errors.SendError`."""

    def __init__(self, client: WeComClient, open_kfid: str) -> None:
        self.client = client
        self.open_kfid = open_kfid

    async def sync(self, cursor: str, token: str) -> Page:
        """News after the cursor; without a token the platform allows few calls."""
        asked: dict[str, object] = {"limit": MOST_ITEMS, "voice_format": AMR, "open_kfid": self.open_kfid}
        asked |= {name: value for name, value in (("cursor", cursor), ("token", token)) if value}
        answer = await self.client.post("kf/sync_msg", asked)
        items, following = answer.get("msg_list", []), answer.get("next_cursor", "")
        if not isinstance(items, list) or not isinstance(following, str):
            raise OutcomeUnknown("sync_malformed")
        return Page(items, following, answer.get("has_more") == 1)

    async def send(self, address: str, msgid: str, content: Json) -> str:
        """Send within the reply window; returns the message's id."""
        named = {"touser": address, "open_kfid": self.open_kfid, "msgid": msgid}
        return str((await self.client.post("kf/send_msg", {**named, **content})).get("msgid", msgid))

    async def send_on_event(self, code: str, msgid: str, content: Json) -> str:
        """Spend an event's code (a welcome: one message within 20 seconds)."""
        body = {"code": code, "msgid": msgid, **content}
        return str((await self.client.post("kf/send_msg_on_event", body)).get("msgid", msgid))

    async def state(self, address: str) -> int:
        """0 new, 1 assistant, 2 waiting in the pool, 3 with a human, 4 ended."""
        answer = await self.client.post("kf/service_state/get", self._whose(address))
        state = answer.get("service_state")
        if not isinstance(state, int):
            raise OutcomeUnknown("state_malformed")
        return state

    async def transfer(self, address: str, state: int, servicer: str | None = None) -> None:
        """Move the session; state 3 needs the servicer's userid, who must be on duty."""
        asked: dict[str, object] = {**self._whose(address), "service_state": state}
        await self.client.post(
            "kf/service_state/trans", asked | ({"servicer_userid": servicer} if servicer else {})
        )

    async def contact_way(self, scene: str) -> str:
        """The account's link; an invitation is added as `scene_param`. `scene`: up to 32 of [0-9a-zA-Z_-]."""
        asked = {"open_kfid": self.open_kfid, "scene": scene}
        url = (await self.client.post("kf/add_contact_way", asked)).get("url")
        if not isinstance(url, str):
            raise OutcomeUnknown("contact_way_malformed")
        return url

    async def accounts(self) -> list[str]:
        """The open_kfids this secret may act for."""
        found = (await self.client.post("kf/account/list", {"offset": 0, "limit": 100})).get(
            "account_list", []
        )
        listed = found if isinstance(found, list) else []
        return [
            str(account["open_kfid"])
            for account in listed
            if isinstance(account, dict) and "open_kfid" in account
        ]

    async def has_servicer(self) -> bool:
        """Whether anyone could take a session over."""
        return bool(
            (await self.client.get("kf/servicer/list", open_kfid=self.open_kfid)).get("servicer_list")
        )

    def _whose(self, address: str) -> dict[str, object]:
        return {"open_kfid": self.open_kfid, "external_userid": address}

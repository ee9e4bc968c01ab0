"""The link a candidate opens in WeChat: the account's own, with the invitation in `scene_param`."""

from typing import Final
from urllib.parse import quote

MOST_BYTES: Final = 128


def invitation_link(contact_way: str, token: str) -> str:
    """The account's link must not be altered otherwise. Raises ValueError for a token over 128 bytes.

    >>> invitation_link("https://work.weixin.qq.com/kfid/kfcabc?enc_scene=ENC", "tok_1")
    'https://work.weixin.qq.com/kfid/kfcabc?enc_scene=ENC&scene_param=tok_1'
    """
    value = quote(token, safe="")
    if len(value) > MOST_BYTES:
        raise ValueError("scene_param takes at most 128 bytes")
    return f"{contact_way}{'&' if '?' in contact_way else '?'}scene_param={value}"

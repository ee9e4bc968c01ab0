"""WeCom on loopback: 微信客服, app messages, media and chats, with the limits the platform enforces.

Written from the platform's documentation, knowing nothing of the product. `clock` can be moved; customers and members
act through methods; callbacks are sealed, pushed, and pushed again (three tries in all) when no answer comes within five
seconds. The group robot is in `simulators/groups.py`.
"""

from dataclasses import dataclass

from simulators.wecom_app import App
from simulators.wecom_kf import CustomerService


@dataclass
class WeCom(CustomerService, App):
    """One corp with one 客服账号 and one app."""

"""Every channel by its name. Which one is used for what is chosen in `ehcp_flow/bootstrap.py`."""

from collections.abc import Mapping

from notifications.channels.base import Channel
from notifications.channels.console import Console
from notifications.channels.file import FileDrop
from notifications.channels.memory import Memory
from notifications.channels.notify import Notify
from notifications.channels.smtp import Smtp
from notifications.channels.webhook import Webhook

CHANNELS: Mapping[str, type[Channel]] = {
    "smtp": Smtp,
    "notify": Notify,
    "webhook": Webhook,
    "file": FileDrop,
    "console": Console,
    "memory": Memory,
}

__all__ = ["CHANNELS", "Console", "FileDrop", "Memory", "Notify", "Smtp", "Webhook"]

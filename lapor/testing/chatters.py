"""People who write to us by WhatsApp and Telegram: their apps' servers post it to our doors as they publish.

WhatsApp: webhook field `messages` of the Cloud API (reference of June 2026), signed with the app secret. Telegram:
Update of the Bot API 9.4, with the secret that setWebhook was given.
"""

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import count
from typing import Any

from django.test import Client

from lapor.testing.message_apps import PHONE_ID, MessageApps

APP_SECRET, VERIFY_TOKEN, SECRET = "rahasia-aplikasi", "kata-uji", "Rahasia_bot-12345"  # noqa: S105
WHATSAPP, TELEGRAM = "/channels/whatsapp/", "/channels/telegram/"

type Fields = dict[str, Any]

_numbers: Iterator[int] = count(1)


def signature(body: bytes, secret: str = APP_SECRET) -> str:
    """What Meta puts into `X-Hub-Signature-256`."""
    return "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()


def posted_by_meta(client: Client, body: Fields | bytes, *, signed: str | None = None) -> int:
    """The status of our answer."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"X-Hub-Signature-256": signature(raw) if signed is None else signed}
    return client.post(WHATSAPP, raw, "application/json", headers=headers).status_code


def posted_by_telegram(client: Client, update: Fields | bytes, *, secret: str = SECRET) -> int:
    """The status of our answer."""
    raw = update if isinstance(update, bytes) else json.dumps(update).encode()
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    return client.post(TELEGRAM, raw, "application/json", headers=headers).status_code


def webhook(
    *, messages: list[Fields] | None = None, statuses: list[Fields] | None = None, to: str = PHONE_ID
) -> Fields:
    """What Meta posts, with several of them in one."""
    value: Fields = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "6281100001708", "phone_number_id": to},
    }
    if messages is not None:
        names = dict.fromkeys(each["from"] for each in messages if "from" in each)
        value["contacts"] = [{"profile": {"name": "Rini"}, "wa_id": name} for name in names]
        value["messages"] = messages
    if statuses is not None:
        value["statuses"] = statuses
    change = {"value": value, "field": "messages"}
    return {"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": [change]}]}


def status(message: Fields, became: str, *, error: int = 0) -> Fields:
    """What became of a message that the stand-in took."""
    told = {
        "id": "wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQz", "status": became, "timestamp": "1793930400",
        "recipient_id": message.get("to", ""), "biz_opaque_callback_data": message["biz_opaque_callback_data"],
    }  # fmt: skip
    return told | ({"errors": [{"code": error, "title": "…", "message": "…"}]} if error else {})


@dataclass
class WhatsAppUser:
    """Somebody with WhatsApp; `number` as Meta writes it, or "" where it is hidden and only `user_id` is known."""

    client: Client
    apps: MessageApps
    number: str = "6281234567890"
    user_id: str = "ID.13491208655302741918"

    def writes(self, text: str) -> Fields:
        return self.sends("text", {"body": text})

    def sends_photo(self, content: bytes, caption: str = "") -> Fields:
        name = str(2_754_859_441_498_128 + next(_numbers))
        self.apps.files[name] = content
        image = {"mime_type": "image/jpeg", "sha256": sha256(content).hexdigest(), "id": name}
        return self.sends("image", image | ({"caption": caption} if caption else {}))

    def sends_location(self, latitude: float, longitude: float, **called: str) -> Fields:
        return self.sends("location", {"latitude": latitude, "longitude": longitude, **called})

    def sends(self, kind: str, inside: Any) -> Fields:
        message = self.message(kind, inside)
        assert posted_by_meta(self.client, webhook(messages=[message])) == 200
        return message

    def message(self, kind: str, inside: Any) -> Fields:
        """One message, not yet posted."""
        self.apps.wrote.add(self.number or self.user_id)
        known = {"from": self.number} if self.number else {}
        name = f"wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQ{next(_numbers)}="
        return known | {
            "from_user_id": self.user_id, "id": name, "timestamp": "1793930400", "type": kind, kind: inside
        }  # fmt: skip


@dataclass
class TelegramUser:
    """Somebody with Telegram, in the private chat with the bot."""

    client: Client
    apps: MessageApps
    chat: int = 1035597319

    def writes(self, text: str) -> Fields:
        return self.sends(text=text)

    def sends_photo(self, content: bytes, caption: str = "") -> Fields:
        name = f"AgACAgUAAxkBAAM{next(_numbers)}"
        self.apps.files[name] = content
        small = {"file_id": f"{name}s", "file_unique_id": "q", "file_size": 1200, "width": 90, "height": 67}
        large = {"file_id": name, "file_unique_id": "r", "file_size": len(content), "width": 1280, "height": 960}
        return self.sends(photo=[small, large], **({"caption": caption} if caption else {}))

    def sends_location(self, latitude: float, longitude: float) -> Fields:
        return self.sends(location={"latitude": latitude, "longitude": longitude})

    def sends(self, **inside: Any) -> Fields:
        update = self.update(**inside)
        assert posted_by_telegram(self.client, update) == 200
        return update

    def update(self, *, kind: str = "message", where: str = "private", **inside: Any) -> Fields:
        """One update, not yet posted."""
        number = next(_numbers)
        chat = {"id": self.chat, "type": where, "first_name": "Rini"}
        sender = {"id": self.chat, "is_bot": False, "first_name": "Rini", "language_code": "id"}
        message = {"message_id": number, "from": sender, "chat": chat, "date": 1793930400, **inside}
        return {"update_id": 10_000_000 + number, kind: message}

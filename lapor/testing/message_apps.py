"""The servers of WhatsApp (Cloud API) and Telegram (Bot API) on this machine, as far as we use them.

Requests are judged by the formats that Meta and Telegram publish, and answered in theirs. `received` are the messages
that were taken; `answers` what is said to the next ones instead (status and JSON).
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from lapor.testing.loopback import Asked, Loopback, Said

TOKEN = "123456789:AAtoken-of-a-test"  # noqa: S105
PHONE_ID = "106540352242922"
TEMPLATE = "kabar_laporan"
CHATS = {"1035597319"}  # who wrote to the bot first

type Fields = dict[str, Any]
type Answer = tuple[int, Fields]


@dataclass
class MessageApps(Loopback):
    """Use it as a context manager; both servers answer at its `origin`."""

    received: list[Fields] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    def answer(self, asked: Asked) -> Said:
        status, fields = self.answers.pop(0) if self.answers else self._judged(asked)
        return Said(status, json.dumps(fields).encode(), {"Content-Type": "application/json"})

    def _judged(self, asked: Asked) -> Answer:
        if asked.headers.get("Content-Type") != "application/json":
            return 400, whatsapp_error(100, "Invalid parameter")
        said = json.loads(asked.body)
        if asked.path.startswith("/bot"):
            return self._telegram(asked.path, said)
        return self._whatsapp(asked.path, asked.headers.get("Authorization", ""), said)

    def _telegram(self, path: str, said: Fields) -> Answer:
        if path != f"/bot{TOKEN}/sendMessage":
            return 401, telegram_error(401, "Unauthorized")
        if said.get("chat_id") not in CHATS:
            return 400, telegram_error(400, "Bad Request: chat not found")
        if not isinstance(said.get("text"), str) or not 1 <= len(said["text"]) <= 4096:
            return 400, telegram_error(400, "Bad Request: message text is empty")
        if said.keys() - {"chat_id", "text", "link_preview_options"}:
            return 400, telegram_error(400, "Bad Request: unknown field")
        self.received.append(said)
        return 200, {"ok": True, "result": {"message_id": len(self.received), "date": 1, "chat": {"id": 1}}}

    def _whatsapp(self, path: str, authorization: str, said: Fields) -> Answer:
        if authorization != f"Bearer {TOKEN}":
            return 401, whatsapp_error(190, "Invalid OAuth access token")
        if path != f"/v23.0/{PHONE_ID}/messages":
            return 400, whatsapp_error(100, "Unsupported post request")
        trouble = _fault_of_template(said)
        if trouble:
            return 400, trouble
        self.received.append(said)
        contacts = [{"input": said["to"], "wa_id": said["to"]}]
        taken = [{"id": f"wamid.{len(self.received)}", "message_status": "accepted"}]
        return 200, {"messaging_product": "whatsapp", "contacts": contacts, "messages": taken}


def whatsapp_error(code: int, title: str) -> Fields:
    details = {"messaging_product": "whatsapp", "details": title}
    return {
        "error": {
            "message": f"(#{code}) {title}", "type": "OAuthException", "code": code, "error_data": details,
            "fbtrace_id": "A1",
        }
    }  # fmt: skip


def telegram_error(code: int, description: str, **parameters: int) -> Fields:
    said = {"ok": False, "error_code": code, "description": description}
    return said | ({"parameters": parameters} if parameters else {})


def _fault_of_template(said: Fields) -> Fields | None:
    if said.get("messaging_product") != "whatsapp" or said.get("type") != "template":
        return whatsapp_error(100, "Invalid parameter")
    if not re.fullmatch(r"\d{8,15}", said.get("to", "")):
        return whatsapp_error(131009, "Parameter value is not valid")
    template = said["template"]
    if template["name"] != TEMPLATE or template["language"] not in ({"code": "id"}, {"code": "en"}):
        return whatsapp_error(132001, "Template does not exist")
    [body] = template["components"]
    if body["type"] != "body" or [each["type"] for each in body["parameters"]] != ["text"]:
        return whatsapp_error(132000, "Template Param Count Mismatch")
    text = body["parameters"][0]["text"]
    if not text or len(text) > 1024 or re.search(r"[\n\t]| {5}", text):
        return whatsapp_error(132012, "Template Parameter Format Mismatch")
    return None

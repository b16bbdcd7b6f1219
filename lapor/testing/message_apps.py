"""The servers of WhatsApp (Cloud API v23.0) and Telegram (Bot API 9.4) on this machine, as far as we use them.

Requests are judged by the formats that Meta (Messages API and Media, read in June 2026) and Telegram publish, and
answered in theirs, packed for whoever takes packed answers, as theirs are. `received` are the messages that were
taken; `answers` what is said to the next ones instead (status and JSON). What people do stands in chatters.py.
"""

import gzip
import json
import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from lapor.testing.loopback import Asked, Loopback, Said

TOKEN = "123456789:AAtoken-of-a-test"  # noqa: S105
PHONE_ID = "106540352242922"
TEMPLATE = "kabar_laporan"
CHATS = {"1035597319"}  # who wrote to the bot first
TO_A_NAME = re.compile(r"[A-Z]{2}\.[A-Za-z0-9]{1,128}")  # of somebody who hides the number

type Fields = dict[str, Any]
type Answer = tuple[int, Fields]


@dataclass
class MessageApps(Loopback):
    """Use it as a context manager; both servers answer at its `origin`."""

    received: list[Fields] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)  # what people sent, by the name that the app gave it
    wrote: set[str] = field(default_factory=set)  # numbers and names to whom we may write as we like
    webhook: Fields = field(default_factory=dict)  # what Telegram was told with setWebhook

    def answer(self, asked: Asked) -> Said:
        if not self.answers and (file := self._file(asked)) is not None:
            return Said(200, file, {"Content-Type": "image/jpeg"})
        status, fields = self.answers.pop(0) if self.answers else self._judged(asked)
        body, headers = json.dumps(fields).encode(), {"Content-Type": "application/json"}
        if "gzip" in asked.headers.get("Accept-Encoding", ""):
            body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
        return Said(status, body, headers)

    def _file(self, asked: Asked) -> bytes | None:
        """A file itself: at Meta only with the token, at Telegram the token is part of the address."""
        if asked.method != "GET":
            return None
        if asked.path.startswith("/whatsapp_business/attachments/?mid="):
            is_allowed = asked.headers.get("Authorization") == f"Bearer {TOKEN}"
            return self.files.get(asked.path.partition("=")[2]) if is_allowed else None
        return self.files.get(asked.path.removeprefix(f"/file/bot{TOKEN}/photos/").removesuffix(".jpg"))

    def _judged(self, asked: Asked) -> Answer:
        if asked.method == "GET":
            return self._media(asked.path, asked.headers.get("Authorization", ""))
        if asked.headers.get("Content-Type") != "application/json":
            return 400, whatsapp_error(100, "Invalid parameter")
        said = json.loads(asked.body)
        if asked.path.startswith("/bot"):
            return self._telegram(asked.path, said)
        return self._whatsapp(asked.path, asked.headers.get("Authorization", ""), said)

    def _telegram(self, path: str, said: Fields) -> Answer:
        if not path.startswith(f"/bot{TOKEN}/"):
            return 401, telegram_error(401, "Unauthorized")
        if path.endswith("/getFile"):
            return self._telegram_file(said.get("file_id", ""))
        if path.endswith("/setWebhook"):
            self.webhook = said
            return 200, {"ok": True, "result": True, "description": "Webhook was set"}
        if said.get("chat_id") not in CHATS:
            return 400, telegram_error(400, "Bad Request: chat not found")
        if not isinstance(said.get("text"), str) or not 1 <= len(said["text"]) <= 4096:
            return 400, telegram_error(400, "Bad Request: message text is empty")
        if said.keys() - {"chat_id", "text", "link_preview_options"}:
            return 400, telegram_error(400, "Bad Request: unknown field")
        self.received.append(said)
        return 200, {"ok": True, "result": {"message_id": len(self.received), "date": 1, "chat": {"id": 1}}}

    def _telegram_file(self, name: str) -> Answer:
        if name not in self.files:
            return 400, telegram_error(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        size = len(self.files[name])
        if size > 20 * 1024 * 1024:
            return 400, telegram_error(400, "Bad Request: file is too big")
        file = {"file_id": name, "file_unique_id": f"u{name}", "file_size": size, "file_path": f"photos/{name}.jpg"}
        return 200, {"ok": True, "result": file}

    def _media(self, path: str, authorization: str) -> Answer:
        """Where a file can be fetched for five minutes."""
        if authorization != f"Bearer {TOKEN}":
            return 401, whatsapp_error(190, "Invalid OAuth access token")
        name = path.removeprefix("/v23.0/")
        content = self.files.get(name)
        if content is None:
            return 400, whatsapp_error(100, "Unsupported get request")
        return 200, {
            "messaging_product": "whatsapp", "id": name, "mime_type": "image/jpeg", "file_size": str(len(content)),
            "url": f"{self.origin}/whatsapp_business/attachments/?mid={name}", "sha256": sha256(content).hexdigest(),
        }  # fmt: skip

    def _whatsapp(self, path: str, authorization: str, said: Fields) -> Answer:
        if authorization != f"Bearer {TOKEN}":
            return 401, whatsapp_error(190, "Invalid OAuth access token")
        if path != f"/v23.0/{PHONE_ID}/messages":
            return 400, whatsapp_error(100, "Unsupported post request")
        to = said.get("to") or said.get("recipient", "")
        trouble = _fault_of_envelope(said) or (
            _fault_of_text(said, self.wrote) if said["type"] == "text" else _fault_of_template(said)
        )
        if trouble:
            return 400, trouble
        self.received.append(said)
        contacts = [{"input": to, "wa_id": to} if "to" in said else {"input": to, "user_id": to}]
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


def _fault_of_envelope(said: Fields) -> Fields | None:
    known = {"messaging_product", "recipient_type", "to", "recipient", "type", "text", "template"}
    if said.get("messaging_product") != "whatsapp" or said.get("type") not in ("text", "template"):
        return whatsapp_error(100, "Invalid parameter")
    if said.keys() - known != {"biz_opaque_callback_data"} or len(said["biz_opaque_callback_data"]) > 512:
        return whatsapp_error(100, "Invalid parameter")
    if not (re.fullmatch(r"\d{8,15}", said.get("to", "")) or TO_A_NAME.fullmatch(said.get("recipient", ""))):
        return whatsapp_error(131009, "Parameter value is not valid")
    return None


def _fault_of_text(said: Fields, wrote: set[str]) -> Fields | None:
    text = said["text"]
    if text.keys() != {"body", "preview_url"} or not 1 <= len(text["body"]) <= 4096:
        return whatsapp_error(100, "Invalid parameter")
    if not {said.get("to"), said.get("recipient")} & wrote:
        return whatsapp_error(131047, "Re-engagement message")
    return None


def _fault_of_template(said: Fields) -> Fields | None:
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

"""A server that gives tokens to mailboxes (OAuth 2.0), as Microsoft's identity platform and Google publish theirs."""

import json
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from lapor.testing.loopback import Asked, Loopback, Said

CLIENT = {"client_id": "aplikasi-lapor", "client_secret": "rahasia aplikasi"}
MICROSOFT = {"grant_type": "client_credentials", "scope": "https://outlook.office365.com/.default"}
GOOGLE = {"grant_type": "refresh_token", "refresh_token": "1//izin-pemilik"}


@dataclass
class TokenServer(Loopback):
    """Gives `token` to our application; `status` is what it says instead."""

    token: str
    status: int = 200
    asked: list[dict[str, str]] = field(default_factory=list)

    def answer(self, asked: Asked) -> Said:
        form = dict(parse_qsl(asked.body.decode()))
        self.asked.append(form)
        is_form = asked.headers["Content-Type"] == "application/x-www-form-urlencoded"
        if self.status != 200:
            return Said(self.status)
        if not is_form or form not in (CLIENT | MICROSOFT, CLIENT | GOOGLE):
            return Said(401, b'{"error": "invalid_client"}', {"Content-Type": "application/json"})
        given = {"token_type": "Bearer", "expires_in": 3599, "access_token": self.token}
        return Said(200, json.dumps(given).encode(), {"Content-Type": "application/json"})

"""Sessions whose rows say nothing: whoever reads the table can neither take one over nor see who opened which report.

Django keeps the key that the browser sends, and signs what belongs to it without hiding it. Here the key is kept as a
tag and the rest is sealed.
"""

import json
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone
from django.utils.crypto import get_random_string

from lapor.core import encryption
from lapor.core.encryption import Undecipherable
from lapor.core.queries import one

KEY_LETTERS = 32  # of what the browser sends
COLUMN = 40  # letters of the key in Django's table; 160 bits


class SessionStore(DatabaseSessions):
    def encode(self, session_dict: dict[str, Any]) -> str:
        return encryption.seal(json.dumps(session_dict).encode(), context="session").hex()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            return json.loads(encryption.unseal(bytes.fromhex(str(session_data)), context="session"))
        except (Undecipherable, ValueError):
            return {}  # sealed with a key that is gone: sign in again

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        row.session_key = _kept(row.session_key)
        return row

    def _get_new_session_key(self) -> str:
        """Django asks whether the key is free; of 32 random letters none is ever drawn twice."""
        return get_random_string(KEY_LETTERS)

    def exists(self, session_key: str) -> bool:
        return super().exists(_kept(session_key))

    def delete(self, session_key: str | None = None) -> None:
        session_key = session_key or self.session_key
        if session_key is not None:
            super().delete(_kept(session_key))

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        kept = _kept(self.session_key or "")
        row = one(self.model.objects.filter(session_key=kept, expire_date__gt=timezone.now()))
        if row is None:
            self._session_key = None
        return row


def _kept(session_key: str) -> str:
    return encryption.tag(session_key, purpose="session").hex()[:COLUMN]

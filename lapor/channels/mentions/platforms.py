"""What Instagram, Facebook and X give out about posts, read as our columns: which of their fields is which.

As their references of 2026 have it: media of the Instagram Graph API, posts of the Facebook Graph API, posts of the X
API v2 with the `users` that it puts beside them.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

# A field that no other has → our columns; of an object inside, its fields stand behind its name: from.name.
SHAPES = {
    "permalink": {
        "platform": "Instagram", "author": "{username}", "text": "{caption}", "link": "{permalink}",
        "time": "{timestamp}",
    },
    "permalink_url": {
        "platform": "Facebook", "author": "{from_name}", "text": "{message}", "link": "{permalink_url}",
        "time": "{created_time}",
    },
    "author_id": {
        "platform": "X", "author": "{username}", "text": "{text}", "link": "https://x.com/i/status/{id}",
        "time": "{created_at}",
    },
}  # fmt: skip


def users_of(found: Any) -> dict[str, str]:
    """The names of the accounts that X puts beside its posts, by their ids."""
    includes = found.get("includes") if isinstance(found, dict) else None
    users = includes.get("users") if isinstance(includes, dict) else None
    known = [_flat(user) for user in users if isinstance(user, dict)] if isinstance(users, list) else []
    return {user["id"]: user["username"] for user in known}


def in_our_columns(said: Any, users: Mapping[str, str]) -> Any:
    """One post; as it is where it has our columns already, or where nobody knows it."""
    shape = next((SHAPES[field] for field in SHAPES if field in said), None) if isinstance(said, dict) else None
    if shape is None or "platform" in said:
        return said
    fields = _flat(said)
    fields["username"] = fields["username"] or users.get(fields["author_id"], "")
    return {column: template.format_map(fields) for column, template in shape.items()}


def _flat(said: Mapping[str, Any]) -> defaultdict[str, str]:
    inside = {f"{name}_{key}": it for name, each in said.items() if isinstance(each, dict) for key, it in each.items()}
    return defaultdict(str, {name: str(it) for name, it in {**inside, **said}.items() if isinstance(it, str | int)})

"""What the web server hands on: of a Content-Type the kind and the boundary, which are all that we go by.

A charset would be Python's to choose from, and some of its own fail at once, or take hours to read what was made for
that, before any page of ours is asked. Everything we take is UTF-8.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

type Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

BOUNDARY = re.compile(r";\s*boundary=[^;]*", re.IGNORECASE)


def with_plain_types(application: Application) -> Application:
    """The application, which never sees what else a Content-Type says."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        said = environ.get("CONTENT_TYPE") or ""
        boundary = BOUNDARY.search(said)
        environ["CONTENT_TYPE"] = said.partition(";")[0] + (boundary[0] if boundary else "")
        return application(environ, start_response)

    return answer

"""What people attach: judged by its content, cleaned of what it tells about them, and served so that it can do no harm.

    accepted = inspect(upload, limits=Limits())       # or Refused, with a sentence for the person
    name = storage.store(accepted.content, key=key)   # lapor.core.storage, encrypted
    return file_response(storage.fetch(name, key=key), …)

Owns no tables and knows no report. One module per family (pictures, documents, videos); every sentence is in refusals.
"""

from lapor.core.files.inspection import inspect, inspect_all
from lapor.core.files.kinds import Accepted, Limits, Place
from lapor.core.files.serving import file_response, safe_headers

__all__ = ["Accepted", "Limits", "Place", "file_response", "inspect", "inspect_all", "safe_headers"]

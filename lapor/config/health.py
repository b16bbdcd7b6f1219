"""Is it alive, is it ready? Answered before anything else looks at the request: probes know no host name."""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from lapor.core.health import missing_migrations, worker_lives
from lapor.reports import reference

MENDED_BY = {"migrations": "lapor migrate", "reference": "lapor load-reference", "worker": "lapor worker"}


class HealthMiddleware:
    """Answers `/healthz` (the process lives) and `/readyz` (503, saying which part fails and what to run)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.migrations_applied = False
        self.reference_loaded = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return _uncached(HttpResponse("ok\n", content_type="text/plain"))
        if request.path == "/readyz":
            return self._readiness()
        return self.get_response(request)

    def _readiness(self) -> HttpResponse:
        parts = {"database": False, "migrations": False, "reference": False, "worker": False}
        try:
            connection.ensure_connection()
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            parts["database"] = True
            parts["migrations"] = self._migrated()
            parts["reference"] = parts["migrations"] and self._loaded()
            parts["worker"] = parts["migrations"] and worker_lives(at=timezone.now())
        except DatabaseError:
            connection.close()
        ready = all(parts.values())
        run = next((command for part, command in MENDED_BY.items() if parts["database"] and not parts[part]), None)
        said = {"ready": ready, **parts} | ({"run": run} if run else {})
        return _uncached(JsonResponse(said, status=200 if ready else 503))

    def _migrated(self) -> bool:
        """Once true it stays true for this process, which knows no newer migrations."""
        if not self.migrations_applied:
            self.migrations_applied = not missing_migrations()
        return self.migrations_applied

    def _loaded(self) -> bool:
        """Deadlines and ladder, without which the first report could not be taken; once true it stays true."""
        if not self.reference_loaded:
            self.reference_loaded = reference.is_loaded()
        return self.reference_loaded


def _uncached(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response

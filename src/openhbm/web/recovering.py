"""While this node takes back what its backup did not hold, every page says so and no more.

Signing in is an entry of the journal too, so that not even that can be done.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openhbm.apps.sync.queries import is_restored_and_waiting, standing_of_nodes

OPEN = ("/api/v1/sync/", "/language/", "/api/v1/openapi.json")
"""By the first the other nodes hand back what they hold; the last describes and reads nothing."""
RETRY_SECONDS = "60"


class RecoveringMiddleware:
    """Answers 503 in plain words while nothing may be written; staff see who is waited for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(OPEN) or not is_restored_and_waiting(None):
            return self.get_response(request)
        is_known = request.user.is_authenticated
        problems = standing_of_nodes(request.user).problems if is_known else ()  # type: ignore[arg-type]
        answer = render(request, "503.html", {"problems": problems}, status=503)
        answer["Retry-After"] = RETRY_SECONDS
        return answer

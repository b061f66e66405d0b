"""The content security policy of every page: only what this server itself sends may run."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        # Icons inside the map's style sheet are data URLs.
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        # MapLibre computes its shapes in a worker.
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

PERMISSIONS = ", ".join(
    (
        "geolocation=()",
        "microphone=()",
        "camera=()",
        "usb=()",
        "payment=()",
        "display-capture=()",
        # Passkeys: asked for by this server's own pages, never inside somebody else's.
        "publickey-credentials-get=(self)",
        "publickey-credentials-create=(self)",
    )
)


class ContentSecurityPolicyMiddleware:
    """Adds the policy unless the view set a stricter or other one itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        return response

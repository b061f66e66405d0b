"""Pages compressed for poor lines, but never where another site could learn from their length.

Who can put text of their choice into a page and watch how long the answer is can guess what else
stands in it (BREACH), here: names. Three things keep that from happening. A page is compressed only
when nobody else can have chosen what is in it: one of our own pages asked for it, or somebody who
typed its address, as browsers say in ``Sec-Fetch-Site``; browsers too old to say so only get pages
without a query compressed. The length is blurred by up to a hundred random bytes (Django's own
remedy). And the token of forms is masked anew in each answer (Django again).
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

OUR_OWN = frozenset({"same-origin", "none"})


class PageCompressionMiddleware(GZipMiddleware):
    """Compresses HTML alone: files are compressed already or leave as they are made."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.streaming or not response.headers.get("Content-Type", "").startswith(
            "text/html"
        ):
            return response
        patch_vary_headers(response, ("Sec-Fetch-Site",))
        if not is_our_own(request):
            return response
        return super().process_response(request, response)


def is_our_own(request: HttpRequest) -> bool:
    """Whether no other site can have chosen anything that the answer repeats."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is None:
        return request.method in ("GET", "HEAD") and not request.META.get("QUERY_STRING")
    return site in OUR_OWN

"""The whole interface: its areas, its way in, its errors, and the document that describes it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404, HttpRequest
from django.urls import register_converter
from django.urls.converters import StringConverter
from ninja import NinjaAPI, Router
from ninja.openapi.schema import OpenAPISchema

from openhbm.api import (
    alerts,
    cards,
    decisions,
    forecasts,
    groups,
    imports,
    journal,
    keys,
    likely,
    pairs,
    papers,
    persons,
    plans,
    posts,
    referrals,
    scenarios,
    screenings,
    signals,
    sitreps,
    sync,
    tablet,
    tallies,
    watch,
)
from openhbm.api.auth import BearerToken
from openhbm.api.problems import MEDIA_TYPE, Problem, answer_with_problems

VERSION = "1"
"""Of the interface. What it has is kept; what it will have is added."""

AREAS = {
    "/posts": posts.router,
    "/tallies": tallies.router,
    "/groups": groups.router,
    "/persons/likely": likely.router,
    "/persons": persons.router,
    "/pairs": pairs.router,
    "/hits": watch.router,
    "/papers": papers.router,
    "": screenings.router,
    "/referrals": referrals.router,
    "/decisions": decisions.router,
    "/alerts": alerts.router,
    "/forecasts": forecasts.router,
    "/signals": signals.router,
    "/accuracy": signals.accuracy,
    "/plans": plans.router,
    "/crises": scenarios.crises,
    "/scenarios": scenarios.router,
    "/sitreps": sitreps.router,
    "/journal": journal.router,
    "/imports": imports.router,
    "/cards": cards.router,
    "/seals": cards.seals,
    "/keys": keys.router,
    "/sync": sync.router,
    "/tablet": tablet.router,
}
PROBLEMS = {
    "400": "The request cannot be read.",
    "401": "No valid token.",
    "403": "Your roles do not allow this.",
    "404": "There is nothing here that you may see.",
    "422": "Fields are wrong; the answer names them and what to do.",
}


class AnythingConverter(StringConverter):
    """Every address, even one that holds line breaks, which Django's ``path`` leaves out."""

    regex = r"[\s\S]+"


register_converter(AnythingConverter, "anything")
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


class HbmApi(NinjaAPI):
    """Describes the problems that every operation may answer with."""

    problem_ref: ClassVar = {"$ref": "#/components/schemas/Problem"}
    _described: OpenAPISchema | None = None

    def get_openapi_operation_id(self, operation: Any) -> str:
        """The name of the view, which clients get as the name of a method."""
        return str(operation.view_func.__name__)

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """Made once: nothing in it depends on who asks."""
        if self._described is None:
            self._described = self._describe(**kwargs)
        return self._described

    def _describe(self, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**kwargs)
        own = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schema["components"]["schemas"].update({**own.pop("$defs"), "Problem": own})
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, description in PROBLEMS.items():
                    operation["responses"][status] = {
                        "description": description,
                        "content": {MEDIA_TYPE: {"schema": self.problem_ref}},
                    }
        return schema


api = HbmApi(
    title="OpenHBM",
    version=VERSION,
    description="Humanitarian border management for machines. Every answer is what the owner of"
    " the token may see; what is hidden looks absent.",
    auth=BearerToken(),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api-v1",
)
answer_with_problems(api)
for prefix, router in AREAS.items():
    api.add_router(prefix, router)

# Last, so that it takes what no area knows: strangers are asked for a token, others told that
# there is nothing.
unknown = Router()


@unknown.api_operation(_METHODS, "/", include_in_schema=False, url_name="root")
def show_root(request: HttpRequest) -> None:
    raise Http404


@unknown.api_operation(_METHODS, "/{anything:rest}", include_in_schema=False, url_name="unknown")
def show_nothing(request: HttpRequest, rest: str) -> None:
    raise Http404


api.add_router("", unknown)

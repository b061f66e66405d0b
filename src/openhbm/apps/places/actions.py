"""Writes about places: posts, lanes, sites, services, areas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.permissions import (
    NotPermitted,
    permissions_of,
    require,
    require_write,
)
from openhbm.apps.ledger.checking import check_value
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.ledger.journal import action, entry
from openhbm.apps.places.countries import checked_country
from openhbm.apps.places.models import Area, Lane, Post, Service, Site
from openhbm.content.permissions import Permission

_POST_FIELDS = frozenset(f.name for f in Post._meta.concrete_fields) - {"id"}


@action
def open_post(
    *, by: User, code: str, name: str, country: str, at: datetime | None = None, **profile: Any
) -> Post:
    """Add a border post. ``profile`` takes the fields of Post, such as ``latitude``.

    ActionError when the code is in use, the country unknown or a value out of range.
    """
    require(by, Permission.ADMINISTER_PLACES)
    check_value(code, "code")
    _check_profile(profile)
    if Post.objects.filter(code=code).exists():
        raise ActionError(
            _("The post code %(code)s is in use.") % {"code": code},
            field="code",
            remedy=_("Change that post, or choose another code."),
        )
    with entry("post_opened", by=by, at=at) as e:
        return e.create(
            Post(code=code.strip(), name=name.strip(), country=checked_country(country), **profile)
        )


@action
def change_post(*, by: User, post: Post, at: datetime | None = None, **profile: Any) -> Post:
    """Change fields of a post, such as its status with reason, since and source."""
    require_write(by, Compartment.OPERATIONAL, post.id)
    _check_profile(profile)
    with entry("post_changed", by=by, at=at) as e:
        return e.change(post, **profile)


@action
def open_lane(
    *, by: User, post: Post, code: str, kind: str, booths: int = 1, at: datetime | None = None
) -> Lane:
    """Open a lane at a post."""
    require_write(by, Compartment.OPERATIONAL, post.id)
    with entry("lane_opened", by=by, at=at) as e:
        return e.create(Lane(post=post, code=code, kind=kind, booths=booths))


@action
def change_lane(*, by: User, lane: Lane, at: datetime | None = None, **values: Any) -> Lane:
    """Change a lane: its kind, booths, or whether it is open."""
    require_write(by, Compartment.OPERATIONAL, lane.post_id)
    with entry("lane_changed", by=by, at=at) as e:
        return e.change(lane, **values)


@action
def add_site(
    *, by: User, name: str, kind: str, country: str, at: datetime | None = None, **profile: Any
) -> Site:
    """Add a reception, transit or shelter site."""
    require_write(by, Compartment.OPERATIONAL)
    with entry("site_added", by=by, at=at) as e:
        return e.create(Site(name=name, kind=kind, country=checked_country(country), **profile))


@action
def add_service(
    *,
    by: User,
    name: str,
    category: str,
    provider: str,
    country: str,
    post: Post | None = None,
    site: Site | None = None,
    at: datetime | None = None,
    **profile: Any,
) -> Service:
    """Add an entry to the service directory, of a post or (no post) of the whole country."""
    _require_managing_services(by, post.id if post else None)
    check_value(name, "name")
    check_value(provider, "provider")
    service = Service(
        name=name,
        category=category,
        provider=provider,
        country=checked_country(country),
        post=post,
        site=site,
        **profile,
    )
    with entry("service_added", by=by, at=at) as e:
        return e.create(service)


@action
def change_service(
    *, by: User, service: Service, at: datetime | None = None, **values: Any
) -> Service:
    """Change an entry of the service directory, such as its capacity a day; ``is_active=False``
    pauses it: nobody is referred there until it is set again."""
    _require_managing_services(by, service.post_id)
    if "post" in values:
        _require_managing_services(by, values["post"].id if values["post"] else None)
    with entry("service_changed", by=by, at=at) as e:
        return e.change(service, **values)


@action
def add_areas(*, by: User, areas: Sequence[Area], at: datetime | None = None) -> list[Area]:
    """Add administrative areas; parents must come before their children."""
    require_write(by, Compartment.OPERATIONAL)
    with entry("areas_added", by=by, at=at) as e:
        return e.create_many(areas)


def _require_managing_services(by: User, post_id: UUID | None) -> None:
    """At a post those who keep its directory; for the whole country those who keep all of it."""
    require(by, Permission.MANAGE_SERVICES, post_id)
    if post_id is None and permissions_of(by).posts_with(Permission.MANAGE_SERVICES) is not None:
        raise NotPermitted(_("A service for every post is kept by the national centre. Ask it."))


def _check_profile(profile: dict[str, Any]) -> None:
    for name in profile:
        if name not in _POST_FIELDS:
            raise ActionError(
                _("A post has no field %(name)s.") % {"name": name},
                field=name,
                remedy=_("Leave it out."),
            )

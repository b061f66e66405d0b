"""Reads about crises. What has expired is not there: ordinary law applies again by itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from openhbm.apps.accounts.models import User
from openhbm.apps.accounts.queries import may_read
from openhbm.apps.crises.derogating import derogation_result
from openhbm.apps.crises.models import Activation, Crisis, LegalMeasure, MeasureDraft
from openhbm.apps.ledger.checking import sought
from openhbm.apps.ledger.compartments import Compartment
from openhbm.apps.ledger.errors import NotVisible
from openhbm.apps.places.models import Post
from openhbm.core.law import DerogationResult, MeasureTerms


def crises_visible_to(user: User) -> QuerySet[Crisis]:
    """All crises, the newest first."""
    found = Crisis.objects.order_by("-started_on", "code")
    return found if may_read(user, Compartment.PUBLIC) else found.none()


def crisis_for(user: User, code: str) -> Crisis:
    """One crisis by code; NotVisible when there is none."""
    found = crises_visible_to(user).filter(code=sought(code)).first()
    if found is None:
        raise NotVisible(f"There is no crisis {code}.")
    return found


def activations_visible_to(user: User) -> QuerySet[Activation]:
    """All activations, running or over, the newest first."""
    found = Activation.objects.select_related("crisis", "post").order_by("-declared_at", "-id")
    return found if may_read(user, Compartment.OPERATIONAL) else found.none()


def activation_at(user: User, post: Post, at: datetime) -> Activation | None:
    """The activation that applies at a post at an instant: the highest of its own and general ones.

    None when every one has ended or expired.
    """
    return activations_at(user, [post], at).get(post.id)


def activations_at(user: User, posts: Iterable[Post], at: datetime) -> dict[UUID, Activation]:
    """``activation_at`` for many posts in one statement; posts without one are left out."""
    running = activations_visible_to(user).filter(
        Q(ended_at=None) | Q(ended_at__gt=at), declared_at__lte=at, expires_at__gt=at
    )
    highest = list(running.order_by("-level", "-declared_at", "-id"))
    found = {
        post.id: next((each for each in highest if each.post_id in (None, post.id)), None)
        for post in posts
    }
    return {post_id: activation for post_id, activation in found.items() if activation}


def posts_activated(user: User, at: datetime) -> frozenset[UUID | None]:
    """Ids of the posts with a running activation at ``at``; None among them: it is general."""
    running = activations_visible_to(user).filter(
        Q(ended_at=None) | Q(ended_at__gt=at), declared_at__lte=at, expires_at__gt=at
    )
    return frozenset(running.order_by().values_list("post_id", flat=True))


def measures_visible_to(user: User) -> QuerySet[LegalMeasure]:
    """All adopted measures, in force or over, the newest first. Law is public."""
    found = LegalMeasure.objects.select_related("crisis").order_by("-starts_on", "-id")
    return found if may_read(user, Compartment.PUBLIC) else found.none()


def measure_in_force(user: User, country: str, on: date) -> LegalMeasure | None:
    """The measure of a country that applies on a day; of several, the one that started last.

    None when there is none, it has not started, it has expired or it was ended.
    """
    in_force = measures_visible_to(user).filter(
        Q(ended_on=None) | Q(ended_on__gt=on),
        country=country,
        adopted_on__lte=on,
        starts_on__lte=on,
        ends_on__gte=on,
    )
    return in_force.first()


def measure_for(user: User, measure_id: UUID) -> LegalMeasure:
    """One adopted measure; NotVisible when there is none."""
    found = measures_visible_to(user).filter(id=measure_id).first()
    if found is None:
        raise NotVisible(f"There is no measure {measure_id}.")
    return found


def measure_drafts_visible_to(user: User) -> QuerySet[MeasureDraft]:
    """Drafts that wait to be activated or dropped, the newest first."""
    found = MeasureDraft.objects.filter(measure=None, dropped_at=None).select_related("crisis")
    found = found.order_by("-drafted_at", "-id")
    return found if may_read(user, Compartment.OPERATIONAL) else found.none()


def measure_draft_for(user: User, draft_id: UUID) -> MeasureDraft:
    """One draft that waits; NotVisible when absent, done with or hidden."""
    found = measure_drafts_visible_to(user).filter(id=draft_id).first()
    if found is None:
        raise NotVisible(f"There is no draft {draft_id}.")
    return found


def derogation_of(
    user: User, measure: LegalMeasure | MeasureDraft, on: date
) -> DerogationResult | None:
    """The nine tests of a measure or draft on a day; None when it suspends no right."""
    return derogation_result(measure.derogation, measure.starts_on, measure.ends_on, on)


def terms_of(user: User, measure: LegalMeasure) -> MeasureTerms:
    """An adopted measure as the law engine reads it, as it was when it was adopted."""
    terms = measure.terms
    last = measure.ended_on - timedelta(days=1) if measure.ended_on else measure.ends_on
    return MeasureTerms(
        id=measure.content_id,
        title=measure.title,
        permit_code=terms["permit_code"],
        duration_days=int(terms["duration_days"]),
        starts_on=measure.starts_on,
        ends_on=last,
        legal_refs=tuple(terms.get("legal_refs", ())),
    )

"""Which folder holds which kind of item. A new kind is one schema module and one line here."""

from __future__ import annotations

from openhbm.content.items import Item
from openhbm.content.schemas.calendars import CalendarNames
from openhbm.content.schemas.cards import CardWord
from openhbm.content.schemas.demo import (
    Arrivals,
    DemoPost,
    DemoService,
    Population,
    PostProfile,
    Scenario,
)
from openhbm.content.schemas.forms import Form, SpecificNeed
from openhbm.content.schemas.holidays import Holidays
from openhbm.content.schemas.indicators import FeedKind, Indicator, NoRegretAction
from openhbm.content.schemas.law import EntryCode, Measure
from openhbm.content.schemas.linkage import PairScorer
from openhbm.content.schemas.places import Country
from openhbm.content.schemas.procedures import ReferralProcedure
from openhbm.content.schemas.roles import Role
from openhbm.content.schemas.standards import Standard
from openhbm.content.schemas.templates import DocumentTemplate

KINDS: dict[str, type[Item]] = {
    "calendars": CalendarNames,
    "calendars/holidays": Holidays,
    "demo/arrivals": Arrivals,
    "demo/population": Population,
    "demo/posts": DemoPost,
    "demo/profiles": PostProfile,
    "demo/scenarios": Scenario,
    "demo/services": DemoService,
    "forms": Form,
    "forms/needs": SpecificNeed,
    "indicators": Indicator,
    "indicators/actions": NoRegretAction,
    "indicators/feeds": FeedKind,
    "law/decisions": EntryCode,
    "law/measures": Measure,
    "linkage": PairScorer,
    "places": Country,
    "procedures": ReferralProcedure,
    "roles": Role,
    "standards": Standard,
    "templates": DocumentTemplate,
    "templates/cards": CardWord,
}

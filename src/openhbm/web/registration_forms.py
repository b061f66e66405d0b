"""Forms of group pre-registration and of individual emergency registration."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from openhbm.apps.people import codes
from openhbm.apps.people.details import (
    ConsentDetails,
    DocumentDetails,
    GroupDetails,
    LinkDetails,
    NationalityDetails,
    PersonDetails,
)
from openhbm.content.items import text_in
from openhbm.content.loader import pack
from openhbm.content.schemas.places import Country
from openhbm.core.calendars import Calendar
from openhbm.web.bands import BandFields
from openhbm.web.calendars import KnownDateField, calendar_choices, calendar_in_use
from openhbm.web.forms import ActionForm, ChoiceWithEmpty
from openhbm.web.once import OnceField
from openhbm.web.paper_fields import PaperFields
from openhbm.web.person_fields import (
    NOTHING,
    LanguageField,
    document_field,
    name_parts,
    on_document,
    whole_name,
)


class PlacedForm(ActionForm):
    """A form about a post: chosen from where the user works, or fixed by the count behind it."""

    post = forms.ChoiceField(label=_("Post"))

    def __init__(self, *args: Any, posts: Any = None, tally: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.id): post for post in posts or ()}
        if tally is not None:
            self.posts = {str(tally.post_id): tally.post}
        if posts is None or tally is not None:
            del self.fields["post"]
        else:
            self._offer_posts()

    def _offer_posts(self) -> None:
        choices = [(key, post.name_in(get_language() or "en")) for key, post in self.posts.items()]
        self.fields["post"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen_post(self) -> Any:
        if "post" in self.fields:
            return self.posts[self.cleaned_data["post"]]
        return next(iter(self.posts.values()), None)


class GroupForm(BandFields, PlacedForm):
    """A group as a label and numbers; persons follow."""

    field_order = ("once", "post", "label", "size")

    once = OnceField()
    label = forms.CharField(
        label=_("Name to call the group by"),
        max_length=200,
        help_text=_("The name of its head, or a description such as “family with red bus”."),
    )
    size = forms.IntegerField(label=_("Persons in the group"), min_value=1, max_value=100000)
    origin = forms.CharField(label=_("Coming from"), max_length=160, required=False)
    destination = forms.CharField(label=_("Going to"), max_length=160, required=False)
    token = forms.CharField(
        label=_("Token handed out"),
        max_length=40,
        required=False,
        help_text=_("The number on the wristband or slip, if there is one."),
    )
    special_needs_seen = forms.BooleanField(
        label=_("Somebody visibly needs help first"),
        required=False,
        help_text=_("Injured, pregnant, a child alone, trouble walking, seeing or hearing."),
    )

    def details(self) -> GroupDetails:
        """What the action takes."""
        values = self.cleaned_data
        return GroupDetails(
            label=values["label"],
            size=values["size"],
            counts=self.counts(),
            origin=values["origin"],
            destination=values["destination"],
            token=values["token"],
            special_needs_seen=values["special_needs_seen"],
        )


class PersonForm(PaperFields, PlacedForm):
    """One person. Only a name or a description is needed; everything else can wait."""

    once = OnceField()
    name = forms.CharField(
        label=_("Name as it is said"),
        max_length=200,
        required=False,
        help_text=_("In any script, whole, as the person says it."),
    )
    surname = forms.CharField(
        label=_("Family name"),
        max_length=100,
        required=False,
        help_text=_("When there is one, apart from the name above."),
    )
    description = forms.CharField(
        label=_("Description, when there is no name"), max_length=300, required=False
    )
    relationship = ChoiceWithEmpty(
        label=_("To the focal point of the group"), choices=codes.Relationship.choices
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=codes.Sex.choices, initial="U")
    birth = KnownDateField(label=_("Date of birth, as far as it is known"), required=False)
    birth_calendar = forms.ChoiceField(label=_("Calendar of this date"), required=False)
    age_years = forms.IntegerField(
        label=_("Or age in years"), min_value=0, max_value=130, required=False
    )
    nationality = ChoiceWithEmpty(label=_("Nationality"), choices=())
    preferred_language = LanguageField(
        label=_("Preferred language"), help_text=_("Its name, or a code such as uk, ar, fr.")
    )
    document_kind = document_field()
    document_number = forms.CharField(label=_("Number of the paper"), max_length=60, required=False)
    document_issuer = ChoiceWithEmpty(label=_("Issued by"), choices=())
    document_name = forms.CharField(
        label=_("Name, as on document"),
        max_length=200,
        required=False,
        help_text=_("When it is written otherwise than it is said, or in another script."),
    )
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    link_name = forms.CharField(
        label=_("A relative left behind, missing or ahead: name"), max_length=200, required=False
    )
    link_relationship = ChoiceWithEmpty(
        label=_("The relative is the person's …"), choices=codes.Relationship.choices[1:]
    )
    link_whereabouts = ChoiceWithEmpty(
        label=_("Where the relative is"), choices=codes.Whereabouts.choices
    )
    consent = forms.ChoiceField(
        label=_("Agrees to be registered"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes, said so")), ("no", _("No")), ("", _("Not asked yet"))],
        help_text=_("Registration serves protection. Nobody is turned away for saying no."),
    )

    field_names = {  # noqa: RUF012
        "full": "document_name",
        "given": "name",
        "family": "surname",
        "issuer": "document_issuer",
        "expires_on": "document_expires",
        "problems": "document_problems",
        "kind": "document_kind",
        "number": "document_number",
        "other_name": "link_name",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "post" in self.fields or self.posts:
            del self.fields["relationship"]
        self._offer_calendars()
        names = country_choices()
        for field in ("nationality", "document_issuer"):
            self.fields[field].choices = [("", _("not stated")), *names]  # type: ignore[attr-defined]

    def _offer_calendars(self) -> None:
        """The calendar of the birth date: the page's own until another one is picked."""
        self.fields["birth_calendar"].choices = calendar_choices()  # type: ignore[attr-defined]
        self.initial.setdefault("birth_calendar", calendar_in_use().value)
        picked = self.data.get(self.add_prefix("birth_calendar"), "")
        if picked in list(Calendar):
            self.fields["birth"].calendar = Calendar(picked)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("preferred_language") == NOTHING:
            values["preferred_language"] = ""
        if not values.get("name") and not values.get("description"):
            self.add_error("name", _("Write a name, or a description of the person."))
        link = [
            values.get("link_name"),
            values.get("link_relationship"),
            values.get("link_whereabouts"),
        ]
        if any(link) and not all(link):
            self.add_error(
                "link_name", _("Fill name, relationship and whereabouts of the relative, or none.")
            )
        if values.get("document_number") and not values.get("document_kind"):
            self.add_error("document_kind", _("Say which paper this number is on."))
        if values.get("document_problems") and not values.get("document_kind"):
            self.add_error("document_kind", _("Say which paper this is about."))
        return values

    def details(self) -> PersonDetails:
        """What the action takes."""
        values = self.cleaned_data
        return PersonDetails(
            name=whole_name(values["name"], values["surname"]),
            name_parts=name_parts(values["name"], values["surname"]),
            other_names=on_document(values["document_name"]),
            description=values["description"],
            sex=values["sex"],
            birth=values["birth"],
            age_years=None if values["birth"] else values["age_years"],
            preferred_language=values["preferred_language"],
            nationalities=tuple(
                NationalityDetails(code) for code in (values["nationality"],) if code
            ),
            documents=_documents(values),
            links=_links(values),
            consents=_consents(values),
            phone=values["phone"],
            address=values["address"],
        )


def country_choices() -> list[tuple[str, str]]:
    """ISO codes and names in the page's language, by name, then the codes of travel documents."""
    language = get_language() or "en"
    named = [
        (c.kind != "iso", text_in(c.names, language), c.id) for c in pack().all(Country).values()
    ]
    return [(code, name) for _special, name, code in sorted(named)]


def _documents(values: dict[str, Any]) -> tuple[DocumentDetails, ...]:
    if not values["document_kind"]:
        return ()
    return (
        DocumentDetails(
            kind=values["document_kind"],
            number=values["document_number"],
            issuer=values["document_issuer"],
            expires_on=values["document_expires"],
            problems=tuple(values["document_problems"]),
        ),
    )


def _links(values: dict[str, Any]) -> tuple[LinkDetails, ...]:
    if not values["link_name"]:
        return ()
    return (
        LinkDetails(
            other_name=values["link_name"],
            relationship=values["link_relationship"],
            whereabouts=values["link_whereabouts"],
        ),
    )


def _consents(values: dict[str, Any]) -> tuple[ConsentDetails, ...]:
    if not values["consent"]:
        return ()
    return (
        ConsentDetails(
            purpose=codes.ConsentPurpose.REGISTRATION,
            is_given=values["consent"] == "yes",
            language=values["preferred_language"] or get_language() or "en",
            method=codes.ConsentMethod.SPOKEN,
        ),
    )

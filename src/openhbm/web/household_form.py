"""The rows of the household page: the head first, the others taking over what they share."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from openhbm.apps.casework.screening import border_form
from openhbm.apps.crossings.actions import HouseholdPlace, HouseholdRefused, Member
from openhbm.apps.ledger.errors import ActionError
from openhbm.apps.people import codes
from openhbm.apps.people.birth_entry import BirthEntry
from openhbm.apps.people.details import (
    ConsentDetails,
    DocumentDetails,
    NationalityDetails,
    PersonDetails,
)
from openhbm.content.items import text_in
from openhbm.web.forms import ActionForm
from openhbm.web.once import OnceField
from openhbm.web.paper_fields import PaperFields
from openhbm.web.person_fields import (
    NO_PAPER,
    NOTHING,
    SEX_KEYS,
    AgeOrBirthField,
    CountryField,
    LanguageField,
    birth_words,
    document_field,
    name_parts,
    on_document,
    relationship_field,
    whole_name,
)
from openhbm.web.registration_forms import PlacedForm

ROWS = 12
SHARED = ("surname", "nationality", "language", "address", "phone")
"""What a member takes over from the head unless the row says otherwise."""
ADULT = 18


def _line(label: Any, most: int, **attrs: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"} | attrs)
    return forms.CharField(label=label, max_length=most, required=False, widget=widget)


class MemberForm(PaperFields, ActionForm):
    """One person of the household. Only a name or a description is needed."""

    name = _line(gettext_lazy("Name, as it is said"), 160)
    surname = _line(gettext_lazy("Family name"), 100)
    sex = forms.ChoiceField(
        label=gettext_lazy("Sex"),
        choices=codes.Sex.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    age = AgeOrBirthField()
    relationship = relationship_field()
    document_kind = document_field()
    document_number = _line(gettext_lazy("Number"), 60, dir="ltr", spellcheck="false")
    document_name = _line(gettext_lazy("Name, as on document"), 200)
    document_issuer = CountryField(label=gettext_lazy("Issued by"))
    nationality = CountryField(label=gettext_lazy("Nationality"))
    language = LanguageField(label=gettext_lazy("Language"))
    address = _line(gettext_lazy("Address"), 200)
    phone = _line(gettext_lazy("Phone"), 40, dir="ltr", inputmode="tel")
    description = _line(gettext_lazy("Description, when there is no name"), 300)
    seen = forms.MultipleChoiceField(
        label=gettext_lazy("Seen at the line"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    field_names = {  # noqa: RUF012
        "birth": "age",
        "age_years": "age",
        "kind": "document_kind",
        "number": "document_number",
        "issuer": "document_issuer",
        "expires_on": "document_expires",
        "problems": "document_problems",
        "full": "document_name",
        "given": "name",
        "family": "surname",
        "preferred_language": "language",
        "country": "nationality",
        "value": "address",
    }

    def __init__(self, *args: Any, head: MemberForm | None = None, **kwargs: Any) -> None:
        # A row below the head's may stay empty; then nothing in it is wrong.
        super().__init__(
            *args, empty_permitted=head is not None, use_required_attribute=False, **kwargs
        )
        self.head = head
        self.paper_error, self.read = "", None
        self.fields["seen"].choices = observed_questions()  # type: ignore[attr-defined]

    @property
    def is_blank(self) -> bool:
        """Whether this is a row below the head's in which nothing was entered."""
        return self.empty_permitted and not self.has_changed()

    @property
    def sex_choices(self) -> list[tuple[Any, str]]:
        """The radio buttons of the sex with the key of each."""
        return [(radio, SEX_KEYS[radio.data["value"]]) for radio in self["sex"]]

    @property
    def has_shared_errors(self) -> bool:
        """Whether something is wrong among what is folded away as taken over from the head."""
        return any(name in self.errors for name in SHARED[1:])

    @property
    def shows_more(self) -> bool:
        """Whether what is seldom needed was filled or is wrong, so that it stands open."""
        return self._stands_open("description", "seen")

    @property
    def shows_paper(self) -> bool:
        """Whether more of the paper was filled or is wrong, so that it stands open."""
        return self._stands_open("document_issuer", "document_expires")

    def _stands_open(self, *names: str) -> bool:
        return any(self[name].value() or name in self.errors for name in names)

    @property
    def age_understood(self) -> str:
        """How the age was read, once the row was sent."""
        entry = (
            self.cleaned_data.get("age") if self.is_bound and not self.errors.get("age") else None
        )
        return birth_words(entry) if isinstance(entry, BirthEntry) else ""

    @property
    def shared_words(self) -> str:
        """What the row took over from the head, for pages without scripts."""
        if not (self.head and self.is_bound and self.is_valid()):
            return ""
        taken = [name for name in SHARED if not str(self[name].data or "").strip()]
        values = (self.cleaned_data.get(name, "") for name in taken)
        return " · ".join(value for value in values if value)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for name in SHARED:
            typed = values.get(name, "")
            if typed == "" and self.head is not None:
                typed = getattr(self.head, "cleaned_data", {}).get(name, "")
            values[name] = "" if typed == NOTHING else typed
        if not values.get("name") and not values.get("description"):
            self.add_error("name", _("Write a name, or a description of the person."))
        if values.get("document_kind") in NO_PAPER and values.get("document_number"):
            self.add_error("document_number", _("A paper that is not there has no number."))
        if values.get("document_number") and not values.get("document_kind"):
            self.add_error("document_kind", _("Say which paper this number is on."))
        if values.get("document_problems") and not values.get("document_kind"):
            self.add_error("document_kind", _("Say which paper this is about."))
        if values.get("document_issuer") == NOTHING:
            values["document_issuer"] = ""
        return values

    def member(self, consent: str) -> Member:
        """What the action takes."""
        values = self.cleaned_data
        age: BirthEntry = values["age"]
        return Member(
            PersonDetails(
                name=whole_name(values["name"], values["surname"]),
                description=values["description"],
                sex=values["sex"] or codes.Sex.UNKNOWN,
                birth=age.birth,
                age_years=age.age_years,
                preferred_language=values["language"],
                other_names=on_document(values["document_name"]),
                name_parts=name_parts(values["name"], values["surname"]),
                nationalities=tuple(
                    NationalityDetails(code) for code in (values["nationality"],) if code
                ),
                documents=self._documents(),
                consents=self._consents(consent),
                phone=values["phone"],
                address=values["address"],
            ),
            relationship=values["relationship"],
        )

    def _documents(self) -> tuple[DocumentDetails, ...]:
        values = self.cleaned_data
        if not values["document_kind"]:
            return ()
        return (
            DocumentDetails(
                values["document_kind"],
                values["document_number"],
                issuer=values["document_issuer"],
                expires_on=values["document_expires"],
                problems=tuple(values["document_problems"]),
            ),
        )

    def _consents(self, answer: str) -> tuple[ConsentDetails, ...]:
        if answer not in ("yes", "no"):
            return ()
        return (
            ConsentDetails(
                purpose=codes.ConsentPurpose.REGISTRATION,
                is_given=answer == "yes",
                language=self.cleaned_data["language"] or get_language() or "en",
                method=self._consent_method(),
            ),
        )

    def _consent_method(self) -> str:
        """For a child the caregiver speaks; whoever may be a child counts as one."""
        age = self.cleaned_data["age"].age_years
        is_child = self.head is not None and age is not None and age < ADULT
        return codes.ConsentMethod.CAREGIVER if is_child else codes.ConsentMethod.SPOKEN


class HouseholdForm(PlacedForm):
    """What holds for the whole household."""

    once = OnceField()
    label = _line(gettext_lazy("Name to call the group by"), 200)
    origin = _line(gettext_lazy("Coming from"), 160)
    destination = _line(gettext_lazy("Going to"), 160)
    token = _line(gettext_lazy("Token handed out"), 40, dir="ltr")
    grows = forms.BooleanField(
        label=gettext_lazy("More persons than the group was counted with: correct its size"),
        required=False,
    )
    consent = forms.ChoiceField(
        label=gettext_lazy("Each was told what this is for, and agrees to be registered"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("yes", gettext_lazy("Yes, said so")),
            ("no", gettext_lazy("No")),
            ("", gettext_lazy("Not asked yet")),
        ],
        help_text=gettext_lazy(
            "Registration serves protection. Nobody is turned away for saying no."
        ),
    )


class HouseholdEntry:
    """The page's forms as one: the household's own and a row for each person."""

    def __init__(
        self,
        data: Any,
        *,
        posts: Any,
        group: Any,
        tally: Any,
        initial: Any,
        begun: Mapping[int, Mapping[str, Any]] = MappingProxyType({}),
    ) -> None:
        """``begun`` holds, by row, what it begins with."""
        self.group, self.tally = group, tally
        fixed = posts if group is None else None
        self.about = HouseholdForm(data, posts=fixed, tally=tally, initial=initial)
        self.has_head = group is not None and group.focal_person_id is not None
        first = {n: dict(begun.get(n, {})) for n in range(ROWS)}
        head = MemberForm(data, prefix="m0", initial=first[0])
        others = [
            MemberForm(data, prefix=f"m{n}", head=head, initial=first[n]) for n in range(1, ROWS)
        ]
        self.rows = [head, *others]

    @property
    def filled(self) -> list[MemberForm]:
        """The head and every other row in which something stands."""
        return [row for place, row in enumerate(self.rows) if place == 0 or not row.is_blank]

    def is_valid(self) -> bool:
        """Whether everything can be handed to the action; the head is read first."""
        results = [row.is_valid() for row in self.filled]
        return self.about.is_valid() and all(results)

    @property
    def post(self) -> Any:
        return self.group.post if self.group is not None else self.about.chosen_post

    def members(self) -> list[Member]:
        return [row.member(self.about.cleaned_data["consent"]) for row in self.filled]

    def place(self) -> HouseholdPlace:
        values = self.about.cleaned_data
        return HouseholdPlace(
            group=self.group,
            tally=self.tally,
            label=values["label"],
            origin=values["origin"],
            destination=values["destination"],
            token=values["token"],
            special_needs_seen=any(row.cleaned_data["seen"] for row in self.filled),
            grows=values["grows"],
        )

    def seen(self) -> dict[int, list[str]]:
        return {n: row.cleaned_data["seen"] for n, row in enumerate(self.filled)}

    def refuse(self, error: ActionError) -> None:
        """Show what the action said beside the row and field it is about."""
        if not isinstance(error, HouseholdRefused):
            self.about.refuse(error)
            return
        self.about.add_error(None, str(error))
        filled = self.filled
        for place, problem in error.rows:
            filled[place].refuse(problem)

    @property
    def wrong_rows(self) -> list[tuple[int, MemberForm]]:
        """Rows that could not be taken, with their number as shown."""
        if not self.about.is_bound:
            return []
        return [(place, row) for place, row in enumerate(self.rows, 1) if row.errors]


def observed_questions() -> list[tuple[str, str]]:
    """What can be seen without asking, from the screening script."""
    language = get_language() or "en"
    return [
        (q.id, text_in(q.text, language))
        for q in border_form().questions
        if q.observed and q.private == "no" and not q.specialist
    ]

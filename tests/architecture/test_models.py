"""What is stored: every field has its compartment, and references point down the house."""

from __future__ import annotations

from collections import Counter

from django.apps import apps
from django.db import models

from openhbm.apps.accounts.third_party import COMPARTMENTS as THIRD_PARTY
from tests.architecture.sources import APPS, SOURCE, report


def own_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("openhbm.apps.")]


def fields_of(model) -> set[str]:
    own = [*model._meta.concrete_fields, *model._meta.local_many_to_many]
    return {field.name for field in own} - {"id"}


def test_every_app_with_models_is_installed():
    folders = {path.parent.name for path in (SOURCE / "apps").glob("*/models.py")}
    folders |= {path.parent.parent.name for path in (SOURCE / "apps").glob("*/models/__init__.py")}
    missing = folders - {config.label for config in apps.get_app_configs()}
    assert not missing, f"Add {sorted(missing)} to INSTALLED_APPS."


def test_every_field_has_exactly_one_compartment():
    offences = []
    for model in own_models():
        placed = Counter(" ".join(getattr(model, "compartments", {}).values()).split())
        label = model._meta.label
        offences += [f"{label}.{name}: none" for name in fields_of(model) - set(placed)]
        offences += [f"{label}.{name}: {n} of them" for name, n in placed.items() if n > 1]
        offences += [f"{label}.{name}: no such field" for name in set(placed) - fields_of(model)]
    assert not offences, report("Give each field one compartment:", sorted(offences))


def test_every_field_that_a_library_brings_has_exactly_one_compartment():
    models_of_libraries = {m._meta.label: m for m in apps.get_models()}
    for model in own_models():
        del models_of_libraries[model._meta.label]
    assert set(THIRD_PARTY) == set(models_of_libraries)
    for label, model in models_of_libraries.items():
        placed = " ".join(THIRD_PARTY[label].values()).split()
        assert sorted(placed) == sorted(fields_of(model)), label


def test_references_point_down_the_house():
    place = {name: number for number, name in enumerate(APPS)}
    offences = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in own_models()
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation
        if place.get(field.related_model._meta.app_label, -1) > place[model._meta.app_label]
    ]
    assert not offences, report("A lower app must not know a higher one:", offences)


def test_only_ids_and_named_keys_are_unique():
    """Nodes make records apart from each other: any other clash becomes a visible duplicate."""
    may_be_unique = {
        "accounts.User.username",
        "accounts.Token.digest",
        "ledger.Node.prefix",
    }
    offences = [
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        for field in model._meta.concrete_fields
        if field.unique and field.name != "id" and not isinstance(field, models.OneToOneField)
    ]
    offences = [name for name in offences if name not in may_be_unique]
    assert not offences, report("Records made on two nodes at once would clash on:", offences)


def test_instants_and_days_are_named_as_such():
    wrong = []
    for model in own_models():
        for field in model._meta.concrete_fields:
            name, label = field.name, f"{model._meta.label}.{field.name}"
            if isinstance(field, models.DateTimeField):
                wrong += [] if name.endswith("_at") or name == "at" else [f"{label}: …_at"]
            elif isinstance(field, models.DateField):
                dated = name.endswith(("_on", "_on_low", "_on_high"))
                wrong += [] if dated else [f"{label}: …_on"]
    assert not wrong, report("Name instants _at and days _on:", wrong)

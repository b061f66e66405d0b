"""What is replicated: an officer, and people whom the officer registered, one small row each."""

import uuid

from django.contrib.auth.models import AbstractBaseUser, UserManager
from django.db import models
from morango.models.core import SyncableModel
from morango.models.manager import SyncableModelManager


class OfficerManager(SyncableModelManager, UserManager):
    """Finds officers to sign in, and to replicate."""


class Officer(AbstractBaseUser, SyncableModel):
    """Whose certificate the sync runs under."""

    morango_profile = "facilitydata"
    morango_model_name = "user"
    USERNAME_FIELD = "username"

    username = models.CharField(max_length=20, unique=True)
    is_superuser = models.BooleanField(default=True)
    is_active = True
    objects = OfficerManager()

    def calculate_source_id(self, *args, **kwargs):
        return self._morango_source_id or uuid.uuid5(uuid.NAMESPACE_OID, self.username).hex

    def calculate_partition(self, *args, **kwargs):
        return f"{self.ID_PLACEHOLDER}:user"

    def has_morango_certificate_scope_permission(self, scope_definition_id, scope_params):
        return True

    @staticmethod
    def compute_namespaced_id(partition_value, source_id_value, model_name):
        return source_id_value


class Person(SyncableModel):
    """A person: what a registration writes in few words, without a reference to be checked."""

    morango_profile = "facilitydata"
    morango_model_name = "person"

    officer = models.CharField(max_length=32)
    name = models.CharField(max_length=100)
    sex = models.CharField(max_length=1)
    birth = models.CharField(max_length=10)
    document = models.CharField(max_length=20)

    def calculate_source_id(self, *args, **kwargs):
        return None

    def calculate_partition(self, *args, **kwargs):
        return f"{self.officer}:user:person"

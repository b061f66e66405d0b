"""Closed lists about persons. Codes follow UNHCR, ICAO and IOM use; see the glossary."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sex(TextChoices):
    FEMALE = "F", _("Female")
    MALE = "M", _("Male")
    OTHER = "X", _("Other")
    UNKNOWN = "U", _("Not known")


class NameKind(TextChoices):
    AS_SAID = "AS_SAID", _("As said")
    ON_DOCUMENT = "ON_DOCUMENT", _("As on document")
    ALIAS = "ALIAS", _("Also known as")
    MACHINE_READABLE = "MRZ", _("Machine-readable zone")


class NationalityStatus(TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    DECLARED = "declared", _("Declared")
    DISPUTED = "disputed", _("Disputed")
    STATELESS_ASSESSED = "stateless_assessed", _("Stateless, assessed")
    UNKNOWN = "unknown", _("Unknown")


class Relationship(TextChoices):
    """To the focal point of the group. The person is the focal point's …"""

    PRINCIPAL = "PA", _("Focal point")
    HUSBAND = "HUS", _("Husband")
    WIFE = "WIF", _("Wife")
    EX_HUSBAND = "EXM", _("Former husband")
    EX_WIFE = "EXF", _("Former wife")
    COMMON_LAW_HUSBAND = "CLH", _("Partner (man)")
    COMMON_LAW_WIFE = "CLW", _("Partner (woman)")
    SON = "SON", _("Son")
    DAUGHTER = "DAU", _("Daughter")
    STEPSON = "SCM", _("Stepson")
    STEPDAUGHTER = "SCF", _("Stepdaughter")
    FOSTER_SON = "FCM", _("Foster son")
    FOSTER_DAUGHTER = "FCF", _("Foster daughter")
    FATHER = "FTH", _("Father")
    MOTHER = "MTH", _("Mother")
    BROTHER = "BRO", _("Brother")
    SISTER = "SIS", _("Sister")
    GRANDFATHER = "GFM", _("Grandfather")
    GRANDMOTHER = "GFF", _("Grandmother")
    GRANDSON = "GCM", _("Grandson")
    GRANDDAUGHTER = "GCF", _("Granddaughter")
    UNCLE = "UNC", _("Uncle")
    AUNT = "AUN", _("Aunt")
    NEPHEW = "NEP", _("Nephew")
    NIECE = "NIE", _("Niece")
    COUSIN = "COU", _("Cousin")
    IN_LAW = "INL", _("In-law")
    OTHER_BLOOD_MALE = "OBM", _("Other blood relation (man)")
    OTHER_BLOOD_FEMALE = "OBF", _("Other blood relation (woman)")
    NOT_BLOOD_MALE = "NBM", _("Not a blood relation (man)")
    NOT_BLOOD_FEMALE = "NBF", _("Not a blood relation (woman)")
    UNRELATED = "UNR", _("Unrelated")


class Whereabouts(TextChoices):
    PRESENT = "present", _("Present")
    LEFT_BEHIND = "left_behind", _("Left behind")
    MISSING = "missing", _("Missing")
    AHEAD = "ahead", _("Gone ahead")
    DEAD = "dead", _("Dead")


class DocumentKind(TextChoices):
    PASSPORT = "PASS", _("Passport")
    NATIONAL_ID = "NID", _("National identity card")
    BIRTH = "BIRTH", _("Birth certificate")
    FAMILY_BOOK = "FAMBOOK", _("Family book")
    DRIVING = "DRIV", _("Driving licence")
    ELECTORAL = "ELEC", _("Electoral card")
    SEAMAN = "SEAM", _("Seafarer's document")
    REFUGEE_TRAVEL = "REFCTD", _("Refugee travel document")
    STATELESS_TRAVEL = "STATELCTD", _("Stateless person's travel document")
    UNHCR_ATTESTATION = "UNHCR_ATT", _("UNHCR attestation")
    UNHCR_PROOF = "UNHCR_PROOF", _("UNHCR proof of registration")
    EMERGENCY_TRAVEL = "ETD", _("Emergency travel document")
    LAISSEZ_PASSER = "LP", _("Laissez-passer")
    CONSULAR = "CONSUL_CERT", _("Consular certificate")
    MILITARY = "MIL", _("Military document")
    SCHOOL = "SCHOOL", _("School record")
    MEDICAL = "MEDREC", _("Medical record")
    TESTIMONY = "TESTIMONY", _("Testimony of two people")
    NONE_LOST = "NONE_LOST", _("None: lost")
    NONE_DESTROYED = "NONE_DESTROYED", _("None: destroyed")
    NONE_TAKEN = "NONE_TAKEN", _("None: taken by somebody")
    NONE_NEVER = "NONE_NEVER", _("None: never had one")


class DocumentProblem(TextChoices):
    EXPIRED = "EXPIRED", _("Expired")
    DAMAGED = "DAMAGED", _("Damaged")
    NO_MRZ = "NO_MRZ", _("No machine-readable zone")
    IMPOSTOR = "IMPOSTOR", _("Belongs to somebody else")
    ALTERED = "ALTERED", _("Altered")
    COUNTERFEIT = "COUNTERFEIT", _("Counterfeit")
    FRAUD_OBTAINED = "FRAUD_OBTAINED", _("Obtained by fraud")
    STOLEN_SLTD = "STOLEN_SLTD", _("Reported stolen or lost")
    CHIP_FAIL = "CHIP_FAIL", _("Chip does not answer")
    NAME_MISMATCH = "NAME_MISMATCH", _("Name differs")
    PSEUDO = "PSEUDO", _("Fantasy document")


class PaperPictureState(TextChoices):
    """What became of a picture that came with a record."""

    WAITING = "waiting", _("Waits to be looked at")
    CONFIRMED = "confirmed", _("Confirmed")
    SET_ASIDE = "set_aside", _("Nothing taken from it")


class ConsentPurpose(TextChoices):
    REGISTRATION = "registration", _("Registration")
    PHOTO = "photo", _("Photo")
    BIOMETRICS = "biometrics", _("Biometrics")
    SHARE_HUMANITARIAN = "share_humanitarian", _("Sharing with humanitarian partners")
    SHARE_GOVERNMENT = "share_government_other", _("Sharing with other authorities")
    SHARE_CONSULATE = "share_origin_consulate", _("Contact with the consulate")
    TRACING = "tracing", _("Family tracing")
    STATISTICS = "statistics", _("Statistics")
    CONTACT = "contact", _("Being contacted")
    REFERRAL = "referral", _("Referral to a service")


class ConsentMethod(TextChoices):
    SIGNATURE = "signature", _("Signature")
    THUMBPRINT = "thumbprint", _("Thumbprint")
    SPOKEN = "spoken", _("Spoken")
    AUDIO = "audio", _("Audio recording")
    CAREGIVER = "caregiver", _("By the caregiver")


class ContactKind(TextChoices):
    PHONE = "phone", _("Phone")
    MESSENGER = "messenger", _("Messenger")
    EMAIL = "email", _("E-mail")
    ADDRESS = "address", _("Address")


class SealKeyKind(TextChoices):
    NATIONAL = "national", _("National signer")
    NODE = "node", _("Node")
    FOREIGN = "foreign", _("Signer of other seals")


class SealKeyState(TextChoices):
    REQUESTED = "requested", _("Certificate requested")
    ACTIVE = "active", _("In use")
    RETIRED = "retired", _("Retired")
    REVOKED = "revoked", _("Revoked")


class CardEnd(TextChoices):
    """Why a card was revoked."""

    LOST = "lost", _("Lost")
    STOLEN = "stolen", _("Stolen")
    REPLACED = "replaced", _("Replaced by another one")
    MISTAKE = "mistake", _("Issued by mistake")
    WITHDRAWN = "withdrawn", _("At the holder's wish")


AGE_BANDS = ((0, 4), (5, 11), (12, 17), (18, 59), (60, 130))
BAND_CODES = ("0-4", "5-11", "12-17", "18-59", "60+")


def age_band(years: float) -> str:
    """The UNHCR age band of an age in whole years."""
    for (low, high), code in zip(AGE_BANDS, BAND_CODES, strict=True):
        if low <= years <= high:
            return code
    return BAND_CODES[-1]


# Keys of a group's or tally's counts: sex and age band, e.g. ``F 5-11``.
COUNT_KEYS = tuple(f"{sex} {band}" for sex in ("F", "M", "X", "U") for band in (*BAND_CODES, "?"))

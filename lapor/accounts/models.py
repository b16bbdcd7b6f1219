"""The tables of people: who may sign in, how a citizen is reached, and the secrets of confirming it."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from lapor.core import encryption


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        """Sign-in names are kept in lower case, whatever the keyboard made of them."""
        return self.get(login=(username or "").strip().lower())


class User(AbstractBaseUser):
    """Somebody who can sign in: an officer by work e-mail, a citizen by an opaque id that names nobody."""

    class Kind(models.TextChoices):
        OFFICER = "officer", _("petugas")
        CITIZEN = "citizen", _("warga")

    login = models.CharField(max_length=254, unique=True)
    kind = models.CharField(max_length=7, choices=Kind)
    name = models.CharField(
        max_length=120, blank=True
    )  # officers only: a citizen's name is part of a report's reporter
    language = models.CharField(max_length=5, default="id")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="user_kind_known", condition=models.Q(kind__in=["officer", "citizen"])),
            models.CheckConstraint(name="user_login_lower", condition=models.Q(login=Lower("login"))),
            models.CheckConstraint(
                name="user_citizen_nameless",
                condition=models.Q(kind="officer") | models.Q(name="", login__startswith="w-"),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.login

    @property
    def is_officer(self) -> bool:
        return self.kind == self.Kind.OFFICER

    @property
    def is_citizen(self) -> bool:
        return self.kind == self.Kind.CITIZEN


class ContactKind(models.TextChoices):
    PHONE = "phone", _("nomor telepon")
    EMAIL = "email", _("alamat surel")


class Contact(models.Model):
    """A citizen's confirmed phone number or e-mail address: found by its tag, read only with the server's key."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=5, choices=ContactKind)
    lookup = models.BinaryField(max_length=32)
    ciphertext = models.BinaryField()
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="contact_once", fields=["kind", "lookup"]),
            models.CheckConstraint(name="contact_kind_known", condition=models.Q(kind__in=["phone", "email"])),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"  # never the address: this ends up in logs

    @property
    def value(self) -> str:
        """The number or address itself. Raises Undecipherable."""
        return encryption.unseal(self.ciphertext, context="contact").decode()


class OneTimeSecret(models.Model):
    """A PIN, code or link on its way to one person; jobs and messages carry its id, handing over deletes the row."""

    purpose = models.CharField(max_length=40)
    ciphertext = models.BinaryField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


class Code(models.Model):
    """Six digits sent to a phone number or an e-mail address; whoever types them holds it."""

    kind = models.CharField(max_length=5, choices=ContactKind)
    lookup = models.BinaryField(max_length=32)
    ciphertext = models.BinaryField()  # the contact, until the row goes: sessions carry the row's id only
    digits_tag = models.BinaryField(max_length=32)
    secret = models.OneToOneField(OneTimeSecret, null=True, on_delete=models.SET_NULL)  # empty once it was handed over
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        # A new code replaces the one before: of two messages on the way only the newest is good.
        constraints = [models.UniqueConstraint(name="code_newest_only", fields=["kind", "lookup"])]

    def __str__(self) -> str:
        return f"code {self.pk}"

    @property
    def value(self) -> str:
        """The number or address it was made for. Raises Undecipherable."""
        return encryption.unseal(self.ciphertext, context="contact").decode()


class Attempt(models.Model):
    """How often something that is limited was tried since `since`; the key is a tag, never an address or a name."""

    key = models.BinaryField(max_length=32, unique=True)
    count = models.PositiveIntegerField()
    since = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"attempt {self.pk}"

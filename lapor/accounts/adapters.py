"""What allauth asks us: how officers sign in, how attempts are limited, and what is written in which words."""

import base64
from datetime import timedelta
from io import BytesIO

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.accounts import access, limits
from lapor.core import encryption

WITHIN = timedelta(minutes=15)
MOST_PER_ACCOUNT = 10
MOST_PER_ADDRESS = 100  # an office shares one address


class OfficerAdapter(DefaultAccountAdapter):
    """Officers only: no sign-up, attempts limited by our own table, a session that ends after a working day."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Akun ini sedang tidak aktif. Hubungi admin instansi Anda."),
        "incorrect_code": _("Kode itu tidak cocok. Tunggu kode berikutnya di aplikasi, lalu coba lagi."),
        "incorrect_password": _("Kata sandi ini tidak cocok."),
        "enter_current_password": _("Kata sandi Anda sekarang tidak cocok."),
        "too_many_login_attempts": _("Sudah terlalu sering dicoba. Tunggu 15 menit, lalu coba lagi."),
        "username_password_mismatch": _("Surel dan kata sandi ini tidak cocok. Periksa keduanya, lalu coba lagi."),
    }

    def is_open_for_signup(self, request):
        return False

    def pre_authenticate(self, request, **credentials):
        at = timezone.now()
        account = self._attempts_on(credentials)
        address = limits.key("officer-address", limits.address(request))
        allowed = [
            limits.allow(account, at=at, most=MOST_PER_ACCOUNT, within=WITHIN),
            limits.allow(address, at=at, most=MOST_PER_ADDRESS, within=WITHIN),
        ]
        if not all(allowed):
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request, **credentials):
        user = super().authenticate(request, **credentials)
        if user is None or not user.is_officer:
            return None
        limits.forgive(self._attempts_on(credentials))
        return user

    def check_may_let_in(self, person, *, by, at):
        """May the admin who made a link still let this person in? Accounts know no roles: who does says no here."""

    def login(self, request, user):
        super().login(request, user)
        access.begin_officer_session(request)

    def is_reauthentication_required(self, *, app, **kwargs):
        # Setting up the second factor follows the sign-in by minutes: asking again at once would teach nothing.
        return not access.signed_in_just_now(context.request)

    def get_password_change_redirect_url(self, request):
        messages.success(request, _("Kata sandi sudah diganti. Semua perangkat lain sudah dikeluarkan."))
        return reverse("mfa_index")

    def add_message(self, *args, **kwargs):
        """No "you have signed in": the page that follows says it."""

    def _attempts_on(self, credentials) -> bytes:
        return limits.key("officer", str(credentials.get("username", "")).strip().lower())


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors lie sealed in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_generate_recovery_codes": _("Pasang dahulu aplikasi autentikator atau kunci sandi."),
        "incorrect_code": OfficerAdapter.error_messages["incorrect_code"],
    }

    def encrypt(self, text):
        return base64.b64encode(encryption.seal(text.encode(), context="second factor")).decode()

    def decrypt(self, encrypted_text):
        return encryption.unseal(base64.b64decode(encrypted_text), context="second factor").decode()

    def build_totp_svg(self, url):
        drawing = BytesIO()
        segno.make(url, error="m").save(drawing, kind="svg", scale=5, border=4, light="white")  # on dark pages too
        return drawing.getvalue().decode()

    def get_public_key_credential_rp_entity(self):
        return super().get_public_key_credential_rp_entity() | {"name": "LAPOR!"}

    def generate_authenticator_name(self, user, type):
        return str(_("Kunci sandi"))

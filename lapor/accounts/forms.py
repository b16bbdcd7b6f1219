"""allauth's forms in the words of the house, with guesses at the second factor limited across processes."""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.accounts import limits
from lapor.ui.forms import EmailField

WITHIN = timedelta(minutes=15)
MOST_GUESSES = 10
CODE_REPLAY = timedelta(minutes=2)  # longer than any clock accepts one TOTP code


def _as_password(field: forms.Field, label, purpose: str) -> None:
    field.label, field.help_text = label, ""
    field.widget = forms.PasswordInput(attrs={"autocomplete": purpose})


class SignInForm(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"] = EmailField(
            label=_("Surel kantor"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
        )
        _as_password(self.fields["password"], _("Kata sandi"), "current-password")
        self.fields["remember"].label = _("Tetap masuk sampai 12 jam, walau peramban ditutup")
        self.order_fields(["login", "password", "remember"])


class PasswordAgainForm(ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _as_password(self.fields["password"], _("Kata sandi"), "current-password")


class NewPasswordForm(ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _as_password(self.fields["oldpassword"], _("Kata sandi sekarang"), "current-password")
        _as_password(self.fields["password1"], _("Kata sandi baru"), "new-password")
        _as_password(self.fields["password2"], _("Kata sandi baru sekali lagi"), "new-password")


class ChosenPasswordForm(forms.Form):
    """The first password of one's own; that it is good is judged by `officers`."""

    password = forms.CharField(
        label=_("Kata sandi"),
        help_text=_("Paling sedikit 12 huruf; beberapa kata acak mudah diingat dan sulit ditebak."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Kata sandi sekali lagi"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        again = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError(_("Kedua kata sandi ini tidak sama."))
        return again


def _as_digits(field: forms.Field, label) -> None:
    field.label = label
    field.widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})


class _LimitedCode(second_factor.BaseAuthenticateForm):
    """Guesses are counted per account; a code that was right once is worth nothing a second time, in any process."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _as_digits(self.fields["code"], _("Kode enam angka dari aplikasi, atau kode cadangan"))

    def clean_code(self):
        at = timezone.now()
        guesses = limits.key("second-factor", self.user.pk)
        if not limits.allow(guesses, at=at, most=MOST_GUESSES, within=WITHIN):
            raise get_adapter().validation_error("too_many_login_attempts")
        code = super().clean_code()
        used = limits.key("second-factor-used", self.user.pk, "".join(code.split()))
        if not limits.allow(used, at=at, most=1, within=CODE_REPLAY):
            raise get_adapter().validation_error("incorrect_code")
        limits.forgive(guesses)
        return code


class SecondFactorForm(_LimitedCode, second_factor.AuthenticateForm):
    pass


class SecondFactorAgainForm(_LimitedCode, second_factor.ReauthenticateForm):
    pass


class SetUpAppForm(ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _as_digits(self.fields["code"], _("Kode enam angka yang muncul di aplikasi"))


class AddKeyForm(AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Nama kunci, misalnya “HP kantor”")


class RenameKeyForm(EditWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Nama kunci")

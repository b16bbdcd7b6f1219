"""Sign-in of officers under /kerja/masuk/: of allauth's pages only those that officers need, under its own names."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from lapor.accounts import views
from lapor.accounts.access import officer_signed_in

urlpatterns = [
    path("", views.SignInView.as_view(), name="account_login"),
    path("keluar/", account.logout, name="account_logout"),
    path("nonaktif/", account.account_inactive, name="account_inactive"),
    path("langkah-kedua/", views.SecondFactorView.as_view(), name="mfa_authenticate"),
    path("sekali-lagi/", officer_signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("sekali-lagi/kode/", officer_signed_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("sekali-lagi/kunci/", officer_signed_in(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("kata-sandi/", officer_signed_in(account.password_change), name="account_change_password"),
    path("tautan/<str:token>/", views.sign_in_link, name="sign_in_link"),
    path("pasang/", views.second_factor_first, name="second_factor_first"),
    path("keamanan/", officer_signed_in(mfa.index), name="mfa_index"),
    path("keamanan/aplikasi/", officer_signed_in(views.SetUpAppView.as_view()), name="mfa_activate_totp"),
    path("keamanan/aplikasi/lepas/", officer_signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("keamanan/cadangan/", officer_signed_in(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "keamanan/cadangan/baru/",
        officer_signed_in(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "keamanan/cadangan/unduh/",
        officer_signed_in(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("keamanan/kunci/", officer_signed_in(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("keamanan/kunci/tambah/", officer_signed_in(views.AddKeyView.as_view()), name="mfa_add_webauthn"),
    path("keamanan/kunci/<int:pk>/ubah/", officer_signed_in(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("keamanan/kunci/<int:pk>/lepas/", officer_signed_in(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
]

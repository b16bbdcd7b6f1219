"""Every address: Indonesian ones have no prefix, English ones begin with /en/, so that pages can be cached."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from lapor.channels.chat.doors import telegram_in, whatsapp_in
from lapor.channels.mentions.views import mentioned
from lapor.channels.views import mailbox, sms_in, sms_report
from lapor.ombudsman.views import returned

urlpatterns: list[URLPattern | URLResolver] = [
    path("channels/sms/kannel/", sms_in, name="sms_in"),
    path("channels/sms/dlr/", sms_report, name="sms_report"),
    path("channels/whatsapp/", whatsapp_in, name="whatsapp_in"),
    path("channels/telegram/", telegram_in, name="telegram_in"),
    path("channels/mentions/", mentioned, name="mentions_in"),
]  # programs read no language
urlpatterns += i18n_patterns(
    path("kerja/masuk/", include("lapor.accounts.urls")),
    path("kerja/", include("lapor.workspace.urls")),
    path("", include("lapor.portal.sign_in_urls")),
    path("kotak-uji/", mailbox, name="mailbox"),
    path("ombudsman/kembali/", returned, name="ombudsman_returned"),
    path("", include("lapor.portal.urls")),
    prefix_default_language=False,
)

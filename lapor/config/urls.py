from django.urls import include, path

from lapor.channels.views import mailbox

urlpatterns = [
    path("kerja/masuk/", include("lapor.accounts.urls")),
    path("kerja/", include("lapor.workspace.urls")),
    path("", include("lapor.portal.sign_in_urls")),
    path("kotak-uji/", mailbox, name="mailbox"),
    path("", include("lapor.portal.urls")),
]

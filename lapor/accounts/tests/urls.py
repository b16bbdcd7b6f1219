"""The sign-in pages and one page behind each door."""

from django.http import HttpResponse
from django.urls import include, path

from lapor.accounts.access import citizen_required, officer_required

urlpatterns = [
    path("kerja/masuk/", include("lapor.accounts.urls")),
    path("kerja/", officer_required(lambda request: HttpResponse("kotak masuk")), name="desk"),
    path("saya/", citizen_required(lambda request: HttpResponse("laporan saya")), name="mine"),
    path("", include(([path("masuk/", lambda request: HttpResponse("masuk"), name="start")], "sign_in"))),
]

from django.urls import path

from lapor.portal import sign_in

app_name = "sign_in"
urlpatterns = [
    path("masuk/", sign_in.start, name="start"),
    path("masuk/kode/", sign_in.confirm, name="confirm"),
    path("masuk/kata-sandi/", sign_in.password, name="password"),
    path("masuk/keluar/", sign_in.out, name="out"),
    path("saya/kata-sandi/", sign_in.set_password, name="set_password"),
]

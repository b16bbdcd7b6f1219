from django.urls import URLPattern, path

from lapor.workspace.notices import bell, ways

urlpatterns: list[URLPattern] = [
    path("", bell.index, name="notices"),
    path("dibaca/", bell.read_all, name="read_notices"),
    path("laporan/<int:number>/", bell.follow, name="follow_notice"),
    path("cara/", ways.choose, name="notice_settings"),
]

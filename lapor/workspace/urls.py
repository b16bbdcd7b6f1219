from django.urls import URLPattern, path

from lapor.workspace import act, report

app_name = "workspace"
urlpatterns: list[URLPattern] = [
    # inboxes, search, templates, holidays
    # one report and what officers do with it
    path("laporan/<int:number>/", report.show, name="report"),
    path("laporan/<int:number>/berkas/<uuid:token>/", report.file, name="file"),
    path("laporan/<int:number>/<slug:slug>/", act.act, name="act"),
    path("laporan/<int:number>/<slug:slug>/unit/", act.units, name="units"),
]

from django.urls import URLPattern, path

from lapor.workspace.ombudsman import handed_over, lists

urlpatterns: list[URLPattern] = [
    path("", lists.index, name="overseer"),
    path("laporan/", lists.readable, name="overseer_reports"),
    path("menunggu/", lists.waiting, name="packages_to_make"),
    path("<uuid:token>/", handed_over.show, name="package"),
    path("<uuid:token>/unduh/", handed_over.fetch, name="fetch_package"),
    path("<uuid:token>/register/", handed_over.acknowledge, name="acknowledge_package"),
    path("<uuid:token>/hasil/", handed_over.conclude, name="conclude_package"),
]

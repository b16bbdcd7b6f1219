from django.urls import path

from lapor.workspace.dashboards import hot_spots, views

urlpatterns = [
    path("", views.index, name="dashboards"),
    path("instansi/", views.own, name="own_dashboard"),
    path("instansi/<str:code>/", views.agency, name="agency_dashboard"),
    path("provinsi/", views.province, name="province_dashboard"),
    path("nasional/", views.nation, name="nation_dashboard"),
    path("berulang/", hot_spots.index, name="hot_spots"),
    path("berulang/<int:agency>/<int:category>/<slug:place>/", hot_spots.show, name="hot_spot"),
]

from django.urls import path

from lapor.testing.gallery import views

urlpatterns = [
    path("", views.parts),
    path("laporan/", views.report),
    path("kerja/", views.desk),
    path("gambar/", views.figures),
]

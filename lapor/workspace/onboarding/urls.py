from django.urls import path

from lapor.workspace.onboarding import views

urlpatterns = [
    path("", views.index, name="imports"),
    path("<int:pk>/", views.upload, name="import_units"),
    path("<int:pk>/templat/", views.template, name="import_template"),
    path("<int:pk>/simpan/", views.confirm, name="confirm_import"),
]

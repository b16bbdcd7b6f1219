from django.urls import include, path

urlpatterns = [
    path("kerja/", include("lapor.workspace.urls")),
    path("", include("lapor.portal.urls")),
]

from django.urls import path

from lapor.workspace.routing import views

urlpatterns = [
    path("", views.index, name="routing"),
    path("baru/<int:scope>/", views.add, name="add_rule"),
    path("coba/<int:scope>/", views.rehearse, name="rehearse_rules"),
    path("<int:pk>/", views.change, name="change_rule"),
    path("<int:pk>/pindah/<slug:way>/", views.move, name="move_rule"),
    path("<int:pk>/akhiri/", views.end, name="end_rule"),
]

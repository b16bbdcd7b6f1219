from django.urls import URLPattern

app_name = "workspace"
urlpatterns: list[URLPattern] = [
    # inboxes, search, templates, holidays
    # one report and what officers do with it
]

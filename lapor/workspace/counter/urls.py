from django.urls import URLPattern, path

from lapor.workspace.counter import pages

urlpatterns: list[URLPattern] = [
    path("", pages.counter, name="counter"),
    path("tanpa-jaringan/", pages.offline, name="counter_offline"),
    path("sw.js", pages.service_worker, name="counter_worker"),
    path("<int:number>/", pages.taken, name="counter_taken"),
    path("<int:number>/tanda-terima/", pages.slip, name="counter_slip"),
    path("<int:number>/diserahkan/", pages.handed_over, name="counter_handed_over"),
]

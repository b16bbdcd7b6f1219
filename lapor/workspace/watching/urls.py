from django.urls import URLPattern, path

from lapor.workspace.watching import followed, programmes, samples

urlpatterns: list[URLPattern] = [
    path("prioritas/", programmes.index, name="programmes"),
    path("prioritas/baru/", programmes.add, name="add_programme"),
    path("prioritas/<slug:code>/", programmes.reports, name="programme"),
    path("prioritas/<slug:code>/akhiri/", programmes.end, name="end_programme"),
    path("diikuti/", followed.index, name="followed"),
    path("diikuti/<int:number>/", followed.follow, name="follow"),
    path("pemeriksaan/", samples.index, name="samples"),
    path("pemeriksaan/ambil/", samples.draw, name="draw_sample"),
    path("pemeriksaan/<int:pk>/", samples.sample, name="sample"),
]

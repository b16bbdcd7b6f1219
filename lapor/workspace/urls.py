from django.urls import URLPattern, URLResolver, include, path

from lapor.workspace import act, answer_templates, bulk, calendar_admin, categories, inbox, operations, report, search

app_name = "workspace"
urlpatterns: list[URLPattern | URLResolver] = [
    # inboxes, search, templates, holidays
    path("", inbox.inbox, name="inbox"),
    path("kotak/<slug:slug>/", inbox.inbox, name="tab"),
    path("kotak/<slug:slug>/setelah/<int:number>/", inbox.following, name="next"),
    path("cari/", search.search, name="search"),
    path("saringan/", search.saved, name="saved"),
    path("saringan/simpan/", search.save, name="save_filter"),
    path("saringan/<int:pk>/ganti-nama/", search.rename, name="rename_filter"),
    path("saringan/<int:pk>/hapus/", search.delete, name="delete_filter"),
    path("teruskan/", bulk.refer, name="bulk"),
    path("templat/", answer_templates.index, name="answer_templates"),
    path("templat/baru/", answer_templates.edit, name="add_template"),
    path("templat/<int:pk>/", answer_templates.edit, name="edit_template"),
    path("templat/<int:pk>/hapus/", answer_templates.delete, name="delete_template"),
    path("hari-libur/", calendar_admin.days, name="holidays"),
    path("hari-libur/<int:pk>/hapus/", calendar_admin.withdraw, name="withdraw_decree"),
    path("tenggat/", calendar_admin.deadlines, name="deadlines"),
    path("tenggat/<int:pk>/batal/", calendar_admin.drop, name="drop_deadline"),
    path("tenggat/<int:pk>/<slug:scope>/", calendar_admin.deadline, name="deadline"),
    path("kategori/", categories.index, name="categories"),
    path("kategori/<int:pk>/tambah/", categories.add, name="add_category"),
    path("kategori/<int:pk>/ganti-nama/", categories.rename, name="rename_category"),
    path("kategori/<int:pk>/tutup/", categories.close, name="close_category"),
    path("aturan-penerusan/", include("lapor.workspace.routing.urls")),
    path("aturan-pemberitahuan/", include("lapor.workspace.policy.urls")),
    path("tim/", include("lapor.workspace.team.urls")),
    path("unit/impor/", include("lapor.workspace.onboarding.urls")),
    path("unit/", include("lapor.workspace.units.urls")),
    path("renaksi/", include("lapor.workspace.plans.urls")),
    path("", include("lapor.workspace.connection.urls")),
    path("sistem/", operations.operations, name="operations"),
    path("sistem/tugas/<int:pk>/ulangi/", operations.again, name="try_again"),
    path("pemberitahuan/", include("lapor.workspace.notices.urls")),
    path("pembinaan/", include("lapor.workspace.supervision.urls")),
    path("", include("lapor.workspace.watching.urls")),
    path("dasbor/", include("lapor.workspace.dashboards.urls")),
    path("evaluasi/", include("lapor.workspace.evaluation.urls")),
    # one report and what officers do with it
    path("laporan/<int:number>/", report.show, name="report"),
    path("laporan/<int:number>/berkas/<uuid:token>/", report.file, name="file"),
    path("laporan/<int:number>/<slug:slug>/", act.act, name="act"),
    path("laporan/<int:number>/<slug:slug>/unit/", act.units, name="units"),
]

from django.urls import URLPattern, path

from lapor.workspace.plans import items, overview, own, template

urlpatterns: list[URLPattern] = [
    path("", own.index, name="plans"),
    path("mulai/", own.start, name="start_plan"),
    path("register/", overview.register, name="plan_register"),
    path("register/unduh/", overview.download, name="plan_register_file"),
    path("contoh/", template.index, name="plan_template"),
    path("contoh/tambah/", template.edit, name="add_plan_template_row"),
    path("contoh/<int:pk>/", template.edit, name="edit_plan_template_row"),
    path("contoh/<int:pk>/hapus/", template.remove, name="remove_plan_template_row"),
    path("<int:pk>/", own.show, name="plan"),
    path("<int:pk>/buku/", own.book, name="plan_book"),
    path("<int:pk>/profil/", own.profile, name="plan_profile"),
    path("<int:pk>/langkah/<slug:slug>/", own.step, name="plan_step"),
    path("<int:pk>/tambah/<slug:part>/", items.add, name="add_plan_item"),
    path("butir/<int:pk>/", items.show, name="plan_item"),
    path("butir/<int:pk>/ubah/", items.change, name="change_plan_item"),
    path("butir/<int:pk>/hapus/", items.remove, name="remove_plan_item"),
    path("butir/<int:pk>/capaian/", items.report, name="plan_progress"),
    path("butir/<int:pk>/bukti/", items.add_evidence, name="add_plan_evidence"),
    path("bukti/<uuid:token>/", items.evidence, name="plan_evidence"),
    path("bukti/<uuid:token>/tarik/", items.withdraw, name="withdraw_plan_evidence"),
]

from django.urls import path

from lapor.workspace.connection import agency, invitation, nation, trainings

urlpatterns = [
    path("keterhubungan/", nation.index, name="connection"),
    path("keterhubungan/daftar/", nation.listing, name="connection_list"),
    path("keterhubungan/unduh/<slug:kind>/", nation.export, name="connection_export"),
    path("keterhubungan/target/", nation.set_targets, name="connection_targets"),
    path("keterhubungan/instansi/<int:pk>/", agency.show, name="connection_agency"),
    path("keterhubungan/instansi/<int:pk>/<slug:slug>/", agency.step, name="connection_step"),
    path("keterhubungan/sk/<uuid:token>/", agency.file, name="connection_decree"),
    path("keterhubungan/sk/<int:pk>/terima/", agency.accept, name="accept_decree"),
    path("keterhubungan/sk/<int:pk>/tolak/", agency.refuse_decree, name="refuse_decree"),
    path("keterhubungan/undangan/<int:pk>/kirim-ulang/", agency.send_again, name="send_invitation_again"),
    path("keterhubungan/undangan/<int:pk>/batal/", agency.withdraw, name="withdraw_invitation"),
    path("keterhubungan/bimtek/", trainings.index, name="trainings"),
    path("keterhubungan/bimtek/baru/", trainings.plan, name="add_training"),
    path("keterhubungan/bimtek/<int:pk>/", trainings.show, name="training"),
    path("keterhubungan/bimtek/<int:pk>/<slug:part>/", trainings.change, name="change_training"),
    path("keterhubungan/bimtek/materi/<uuid:token>/", trainings.file, name="training_material"),
    path("undangan/<str:token>/", invitation.show, name="invitation"),
]

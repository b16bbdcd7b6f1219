from django.urls import path

from lapor.workspace.team import decrees, members, overview, succession

urlpatterns = [
    path("", overview.index, name="team"),
    path("instansi/<int:pk>/", overview.agency_team, name="agency_team"),
    path("instansi/<int:pk>/tambah/", members.add, name="add_member"),
    path("instansi/<int:pk>/sk/", decrees.enter, name="enter_decree"),
    path("sk/<int:pk>/anggota/", decrees.move, name="move_members"),
    path("<int:pk>/", members.show, name="member"),
    path("<int:pk>/ubah/", members.change, name="change_member"),
    path("<int:pk>/akhiri/", members.end, name="end_member"),
    path("<int:pk>/pengganti/", members.stand_in, name="stand_in"),
    path("<int:pk>/tautan/", members.let_in_again, name="let_in_again"),
    path("<int:pk>/serah-terima/", succession.succeed, name="succeed"),
]

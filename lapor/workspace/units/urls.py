from django.urls import path

from lapor.workspace.units import succession, tree

urlpatterns = [
    path("", tree.index, name="unit_tree"),
    path("<int:pk>/", tree.show, name="unit"),
    path("<int:pk>/tambah/", tree.add, name="add_unit"),
    path("<int:pk>/ubah/", tree.change, name="change_unit"),
    path("<int:pk>/pindah/", tree.move, name="move_unit"),
    path("<int:pk>/akhiri/", tree.end, name="end_unit"),
    path("<int:pk>/serah-terima/", succession.succeed, name="succeed_unit"),
]

from django.urls import path

from lapor.workspace.incoming import handling, lists, public_answer, standstill

urlpatterns = [
    path("", lists.index, name="incoming"),
    path("disisihkan/", lists.aside, name="incoming_aside"),
    path("ditangani/", lists.handled, name="incoming_handled"),
    path("impor/", lists.import_mentions, name="import_mentions"),
    path("jeda/<slug:channel>/", standstill.pause, name="pause_channel"),
    path("lanjutkan/<slug:channel>/", standstill.resume, name="resume_channel"),
    path("<int:pk>/", lists.message, name="incoming_message"),
    path("<int:pk>/berkas/", lists.file, name="incoming_file"),
    path("<int:pk>/laporan/", handling.make_report, name="incoming_report"),
    path("<int:pk>/lampirkan/", handling.attach, name="incoming_attach"),
    path("<int:pk>/balas/", handling.answer, name="incoming_answer"),
    path("<int:pk>/jawaban/", public_answer.prepare, name="public_answer"),
    path("<int:pk>/iseng/", handling.prank, name="incoming_prank"),
    path("<int:pk>/sisihkan/", handling.set_aside, name="incoming_set_aside"),
    path("<int:pk>/kembalikan/", handling.take_back, name="incoming_take_back"),
]

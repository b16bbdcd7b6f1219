from django.urls import URLPattern, path

from lapor.workspace.supervision import drives, outreach, reprimands

urlpatterns: list[URLPattern] = [
    path("sosialisasi/", outreach.index, name="outreach"),
    path("sosialisasi/baru/", outreach.add, name="add_outreach"),
    path("sosialisasi/<int:pk>/", outreach.event, name="outreach_event"),
    path("sosialisasi/<int:pk>/ubah/", outreach.edit, name="edit_outreach"),
    path("sosialisasi/<int:pk>/qr/", outreach.qr, name="outreach_qr"),
    path("sosialisasi/<int:pk>/poster/", outreach.poster, name="outreach_poster"),
    path("percepatan/", drives.index, name="drives"),
    path("percepatan/baru/", drives.start, name="start_drive"),
    path("percepatan/<int:pk>/", drives.drive, name="drive"),
    path("percepatan/<int:pk>/unduh/", drives.download, name="download_drive"),
    path("percepatan/<int:pk>/<int:agency>/", drives.reports, name="drive_reports"),
    path("percepatan/<int:pk>/<int:agency>/unduh/", drives.download_reports, name="download_drive_reports"),
    path("teguran/", reprimands.index, name="reprimands"),
    path("teguran/susun/", reprimands.draft, name="draft_reprimands"),
    path("teguran/<int:pk>/", reprimands.letter, name="reprimand"),
    path("teguran/<int:pk>/surat/", reprimands.document, name="reprimand_letter"),
]

from django.urls import path

from lapor.workspace.policy import lines, signature, versions, wordings

LINE = "<slug:occasion>/<slug:audience>/"
WORDS = f"{LINE}<slug:language>/"

urlpatterns = [
    path("", lines.index, name="policy"),
    path("tanda-tangan/", signature.edit, name="signature"),
    path(LINE, lines.line, name="policy_line"),
    path(WORDS, wordings.edit, name="wording"),
    path(f"{WORDS}versi/", versions.index, name="wording_versions"),
    path(f"{WORDS}versi/<int:version>/", versions.show, name="wording_version"),
]

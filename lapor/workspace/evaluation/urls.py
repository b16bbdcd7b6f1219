from django.urls import path

from lapor.workspace.evaluation import agency, deciding, downloads, overview, weights

urlpatterns = [
    path("", overview.index, name="evaluations"),
    path("hitung/", deciding.count, name="count_evaluation"),
    path("bobot/", weights.index, name="methods"),
    path("bobot/baru/", weights.announce, name="announce_method"),
    path("<int:pk>/", overview.ranking, name="evaluation"),
    path("<int:pk>/tetapkan/", deciding.publish, name="publish_evaluation"),
    path("<int:pk>/unduh/<slug:form>/", downloads.ranking, name="evaluation_file"),
    path("<int:pk>/<int:agency>/", agency.show, name="agency_result"),
    path("<int:pk>/<int:agency>/unduh/<slug:form>/", downloads.agency, name="agency_result_file"),
    path("<int:pk>/<int:agency>/<slug:figure>/<slug:which>/", agency.cases, name="cases"),
]

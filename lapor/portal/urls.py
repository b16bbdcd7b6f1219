from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.generic import RedirectView, TemplateView

from lapor.portal import (
    devices,
    doors,
    evaluation,
    feeds,
    files,
    fixed,
    following,
    home,
    notices,
    own,
    places,
    public,
    receipt,
    support,
    tiles,
    told,
    tracking,
)


def _text(page: str):
    """A page that is the same for everybody."""
    return cache_control(public=True, max_age=300)(TemplateView.as_view(template_name=f"portal/{page}.html"))


app_name = "portal"
urlpatterns = [
    # sending a report
    path("", home.home, name="home"),
    path("s/<str:code>/", home.short_link, name="short_link"),
    path("unggah/", home.upload, name="upload"),
    path("laporan/<int:number>/tanda-terima/", receipt.receipt, name="receipt"),
    path("laporan/<int:number>/tanda-terima/dicatat/", receipt.noted, name="noted"),
    path("laporan/<int:number>/kabari/", receipt.ask_code, name="ask_code"),
    path("laporan/<int:number>/kabari/kode/", receipt.type_code, name="type_code"),
    # choosing a place or an agency
    path("cari/wilayah/", places.regions, name="find_regions"),
    path("cari/instansi/", places.agencies, name="find_agencies"),
    path("peta/wilayah/", places.region_at, name="region_at"),
    path("peta/batas/", places.outlines, name="outlines"),
    path("peta/ubin/<int:z>/<int:x>/<int:y>.png", tiles.tile, name="tile"),
    # what became of it
    path("laporan/", public.index, name="public_list"),
    path("laporan/<str:typed>/", public.report, name="report"),
    path("laporan/<int:number>/dukung/", support.support, name="support"),
    path("laporan/<int:number>/berkas/<uuid:token>/", files.file, name="file"),
    path("lacak/", tracking.track, name="track"),
    path("saya/", own.index, name="own_list"),
    path("saya/pemberitahuan/", notices.index, name="notices"),
    path("saya/pemberitahuan/dibaca/", notices.read_all, name="read_notices"),
    path("saya/pemberitahuan/laporan/<int:number>/", notices.follow, name="follow_notice"),
    path("saya/pemberitahuan/cara/", notices.ways, name="notice_ways"),
    path("saya/pemberitahuan/cara/<int:number>/", notices.ways, name="report_notice_ways"),
    path("kabar/berhenti/<str:token>/", notices.stop, name="stop_notices"),
    path("saya/mengikuti/", following.own, name="own_following"),
    path("saya/<int:number>/", own.report, name="own"),
    path("saya/<int:number>/beres/", fixed.fixed, name="fixed"),
    path("saya/<int:number>/beres/<slug:key>/", fixed.fixed, name="fixed_by_link"),
    path("saya/<int:number>/kabar/", told.told, name="told"),
    path("p/<int:number>/", RedirectView.as_view(pattern_name="portal:own"), name="from_sms"),
    path("saya/<int:number>/<slug:slug>/", own.errand, name="errand"),
    # following
    path("ikuti/konfirmasi/<uuid:token>/", following.confirm, name="confirm_following"),
    path("ikuti/berhenti/<uuid:token>/", following.stop, name="stop_following"),
    path("ikuti/<slug:slug>/<path:code>/", following.follow, name="follow"),
    path("umpan/laporan.rss", feeds.reports, {"form": "rss"}, name="feed_rss"),
    path("umpan/laporan.atom", feeds.reports, {"form": "atom"}, name="feed_atom"),
    path("umpan/laporan/<int:number>.rss", feeds.report, {"form": "rss"}, name="report_feed_rss"),
    path("umpan/laporan/<int:number>.atom", feeds.report, {"form": "atom"}, name="report_feed_atom"),
    path("evaluasi/", evaluation.evaluation, name="evaluation"),
    # being told on this device
    path("sw.js", devices.service_worker, name="service_worker"),
    path("perangkat/", devices.subscribe, name="tell_device"),
    path("perangkat/berhenti/", devices.unsubscribe, name="stop_device"),
    path("perangkat/periksa/", devices.is_told, name="check_device"),
    # texts
    path("cara-melapor/", doors.doors, name="doors"),
    path("privasi/", _text("privacy"), name="privacy"),
    path("bantuan/", _text("help"), name="help"),
]

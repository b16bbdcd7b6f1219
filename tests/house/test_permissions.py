"""Every address of the product says who it is for: one row each, one column for everybody who could ask.

The report is one that Dinas PU Kutai Timur works on, sent by Rini from her account, public, with a photo that is not.
Who gets which action on it stands in lapor/workspace/tests/test_permissions.py.
"""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lapor.accounts import access, one_time
from lapor.agencies import routing_rules
from lapor.agencies.models import AnswerTemplate, Category, Membership, TeamDecree
from lapor.channels.tests.stage import left_to_person, reported_mention, sent_photo
from lapor.connection import decrees as connection_decrees
from lapor.connection import invitations, trainings
from lapor.connection.decrees import Paper
from lapor.core.files import Limits, inspect_all
from lapor.core.tests.samples import pdf, picture, upload
from lapor.deadlines.models import HolidayDecree
from lapor.evaluation import counting
from lapor.evaluation.halfyears import HalfYear
from lapor.following.models import Follow
from lapor.ombudsman.tests.stage import handed_over
from lapor.plans import progress
from lapor.plans.models import Part, TemplateRow
from lapor.plans.models import State as PlanState
from lapor.plans.tests.stage import YEAR as PLAN_YEAR
from lapor.plans.tests.stage import Stage as PlanStage
from lapor.reports.models import DeadlineRule, Programme, Sample, SampledReport
from lapor.statistics.models import HotSpot
from lapor.supervision.models import Drive, OutreachEvent, Reprimand
from lapor.testing.cast import MONDAY, OFFICERS
from lapor.testing.signing_in import sign_in
from tests.house.test_wiring import patterns

NOBODY: set[str] = set()
OFFICES = {name for name, _role, _unit in OFFICERS} - {"Anisa", "Olga"}  # who hold the same roles as Arif and Otto
HALFWAY = "Otto with a password only"
HOLDER = "who knows the PIN"
VISITORS = {"a stranger", "Rini", "Santi", HOLDER}
EVERYBODY = OFFICES | VISITORS | {HALFWAY}
CITIZENS = {"Rini", "Santi"}
REPORTER = {"Rini", HOLDER}
PASSWORD_SHOWN = OFFICES | {HALFWAY}
SEE_IT = {"Vera", "Arif", "Otto", "Kiki", "Hadi", "Prio"}
WITH_REPORTS = OFFICES - {"Ines", "Mira"}
HANDLERS = {"Arif", "Otto", "Wati", "Bayu"}
ADMINS = {"Arif", "Bayu", "Vera"}
DASHBOARDS = ADMINS | {"Kiki", "Hadi", "Prio", "Yani"}
FOLLOW_AGENCIES = {"Vera", "Kiki", "Prio", "Yani", "Arif", "Bayu", "Hadi"}
JUDGED = {"Vera", "Arif", "Otto", "Wati", "Bayu", "Kiki", "Hadi", "Prio", "Yani"}
READ_PLANS = {"Vera", "Arif", "Otto", "Wati", "Bayu", "Kiki", "Hadi", "Prio", "Yani"}

GET, POST = "get", "post"
ROWS = {
    # address                        (how asked, what of, who gets an answer)
    "portal:home":                   (GET, "", EVERYBODY),
    "portal:short_link":             (GET, "code", EVERYBODY),
    "portal:upload":                 (POST, "", EVERYBODY),
    "portal:receipt":                (GET, "number", REPORTER),
    "portal:noted":                  (POST, "number", REPORTER),
    "portal:ask_code":               (POST, "number", REPORTER),
    "portal:type_code":              (GET, "number", REPORTER),
    "portal:find_regions":           (GET, "", EVERYBODY),
    "portal:find_agencies":          (GET, "", EVERYBODY),
    "portal:region_at":              (GET, "", EVERYBODY),
    "portal:outlines":               (GET, "", EVERYBODY),
    "portal:tile":                   (GET, "tile", EVERYBODY),  # empty while no MAP_TILES_URL is set
    "portal:public_list":            (GET, "", EVERYBODY),
    "portal:report":                 (GET, "number", EVERYBODY),
    "portal:support":               (GET, "number", CITIZENS),
    "portal:file":                   (GET, "file", REPORTER),
    "portal:track":                  (GET, "", EVERYBODY),
    "portal:own_list":               (GET, "", EVERYBODY),
    "portal:own":                    (GET, "number", REPORTER),
    "portal:errand":                 (GET, "errand", REPORTER),
    "portal:fixed":                  (GET, "number", REPORTER),
    "portal:told":                   (GET, "number", REPORTER),
    "portal:fixed_by_link":          (GET, "wrong_key", NOBODY),  # who has the link answers; see test_fixed.py
    "portal:own_following":          (GET, "", CITIZENS),
    "portal:follow":                 (GET, "followed", EVERYBODY),
    "portal:confirm_following":      (GET, "token", EVERYBODY),  # who has the link of the mail
    "portal:stop_following":         (GET, "token", EVERYBODY),
    "portal:feed_rss":               (GET, "", EVERYBODY),
    "portal:feed_atom":              (GET, "", EVERYBODY),
    "portal:report_feed_rss":        (GET, "number", EVERYBODY),
    "portal:report_feed_atom":       (GET, "number", EVERYBODY),
    "portal:from_sms":               (GET, "number", EVERYBODY),  # leads to portal:own, whatever the number
    "portal:notices":                (GET, "", EVERYBODY),
    "portal:read_notices":          (POST, "", EVERYBODY),
    "portal:follow_notice":          (GET, "number", EVERYBODY),
    "portal:notice_ways":            (GET, "", CITIZENS),
    "portal:report_notice_ways":     (GET, "number", REPORTER),
    "portal:stop_notices":           (GET, "token", NOBODY),  # who has the link of the mail; see test_notices.py
    "portal:evaluation":             (GET, "", EVERYBODY),
    "portal:service_worker":        (GET, "", EVERYBODY),
    "portal:tell_device":           (POST, "", OFFICES | CITIZENS),  # others with the number of a report of theirs
    "portal:stop_device":           (POST, "", OFFICES | CITIZENS),
    "portal:check_device":          (POST, "", OFFICES | CITIZENS),
    "portal:privacy":                (GET, "", EVERYBODY),
    "portal:help":                   (GET, "", EVERYBODY),
    "portal:doors":                  (GET, "", EVERYBODY),
    "sign_in:start":                 (GET, "", EVERYBODY),
    "sign_in:confirm":              (POST, "", NOBODY),  # only while a code is waiting
    "sign_in:password":              (GET, "", EVERYBODY),
    "sign_in:out":                   (GET, "", EVERYBODY),
    "sign_in:set_password":         (GET, "", CITIZENS),
    "ombudsman_returned":            (POST, "", NOBODY),  # only with a signature
    "sms_in":                        (POST, "", NOBODY),  # only with the password of the gateway
    "whatsapp_in":                   (POST, "", NOBODY),  # only signed by Meta
    "telegram_in":                   (POST, "", NOBODY),  # only with the secret that we gave Telegram
    "sms_report":                    (GET, "", NOBODY),  # only with a key, from the gateway
    "mentions_in":                   (POST, "", NOBODY),  # only with a signature
    "mailbox":                       (GET, "", EVERYBODY),  # only where LAPOR_EMBEDDED is set
    "account_login":                (GET, "", VISITORS),
    "account_logout":               (GET, "", PASSWORD_SHOWN | CITIZENS),
    "account_inactive":              (GET, "", EVERYBODY),
    "account_reauthenticate":        (GET, "", PASSWORD_SHOWN),
    "account_change_password":       (GET, "", PASSWORD_SHOWN),
    "sign_in_link":                  (GET, "link", EVERYBODY),  # without a good link told that it is gone
    "second_factor_first":           (GET, "", PASSWORD_SHOWN),
    "mfa_authenticate":              (GET, "", NOBODY),  # only between password and second factor
    "mfa_reauthenticate":            (GET, "", PASSWORD_SHOWN),
    "mfa_reauthenticate_webauthn":   (GET, "", PASSWORD_SHOWN),
    "mfa_index":                     (GET, "", PASSWORD_SHOWN),
    "mfa_activate_totp":             (GET, "", PASSWORD_SHOWN),
    "mfa_deactivate_totp":          (GET, "", NOBODY),  # only what is set up
    "mfa_view_recovery_codes":      (GET, "", NOBODY),
    "mfa_generate_recovery_codes":   (GET, "", PASSWORD_SHOWN),
    "mfa_download_recovery_codes":  (GET, "", NOBODY),
    "mfa_list_webauthn":             (GET, "", PASSWORD_SHOWN),
    "mfa_add_webauthn":              (GET, "", PASSWORD_SHOWN),
    "mfa_edit_webauthn":             (GET, "nothing", NOBODY),  # one's own keys only
    "mfa_remove_webauthn":           (GET, "nothing", NOBODY),
    "workspace:inbox":               (GET, "", OFFICES),
    "workspace:tab":                 (GET, "tab", WITH_REPORTS),
    "workspace:next":                (GET, "next", WITH_REPORTS),
    "workspace:notices":             (GET, "", WITH_REPORTS),
    "workspace:read_notices":       (POST, "", WITH_REPORTS),
    "workspace:follow_notice":       (GET, "number", SEE_IT),
    "workspace:notice_settings":     (GET, "", WITH_REPORTS),
    "workspace:search":              (GET, "", WITH_REPORTS),
    "workspace:saved":               (GET, "", WITH_REPORTS),
    "workspace:save_filter":         (POST, "", WITH_REPORTS),
    "workspace:rename_filter":       (POST, "nothing", NOBODY),  # one's own only
    "workspace:delete_filter":       (POST, "nothing", NOBODY),
    "workspace:bulk":                (POST, "", ADMINS | {"Kiki"}),
    "workspace:answer_templates":    (GET, "", HANDLERS),
    "workspace:add_template":        (GET, "", HANDLERS),
    "workspace:edit_template":       (GET, "template", {"Arif", "Otto"}),
    "workspace:delete_template":     (GET, "template", {"Arif", "Otto"}),
    "workspace:holidays":            (GET, "", {"Vera"}),
    "workspace:withdraw_decree":     (GET, "decree", {"Vera"}),
    "workspace:deadlines":           (GET, "", ADMINS),
    "workspace:drop_deadline":       (POST, "nothing", NOBODY),
    "workspace:deadline":            (GET, "deadline", {"Vera"}),
    "workspace:rung":                (GET, "rung", {"Vera"}),
    "workspace:drop_rung":           (POST, "rung", {"Vera"}),
    "workspace:categories":          (GET, "", {"Vera"}),
    "workspace:add_category":        (GET, "topic", {"Vera"}),
    "workspace:rename_category":     (GET, "topic", {"Vera"}),
    "workspace:close_category":      (GET, "topic", {"Vera"}),
    "workspace:policy":              (GET, "", {"Vera"}),
    "workspace:policy_line":         (GET, "policy_line", {"Vera"}),
    "workspace:wording":             (GET, "wording", {"Vera"}),
    "workspace:wording_versions":    (GET, "wording", {"Vera"}),
    "workspace:wording_version":     (GET, "wording_version", {"Vera"}),
    "workspace:signature":           (GET, "", {"Arif", "Bayu"}),
    "workspace:routing":             (GET, "", ADMINS),
    "workspace:add_rule":            (GET, "own_rules", {"Arif"}),
    "workspace:rehearse_rules":      (GET, "own_rules", {"Arif"}),
    "workspace:change_rule":         (GET, "rule", {"Arif"}),
    "workspace:move_rule":           (POST, "move_rule", {"Arif"}),
    "workspace:end_rule":            (POST, "rule", {"Arif"}),
    "workspace:outreach":            (GET, "", ADMINS | {"Kiki", "Hadi", "Prio"}),
    "workspace:add_outreach":        (GET, "", ADMINS | {"Kiki"}),
    "workspace:outreach_event":      (GET, "outreach", {"Vera", "Kiki", "Arif", "Hadi", "Prio"}),
    "workspace:edit_outreach":       (GET, "outreach", {"Vera", "Arif"}),
    "workspace:outreach_qr":         (GET, "outreach", {"Vera", "Kiki", "Arif", "Hadi", "Prio"}),
    "workspace:outreach_poster":     (GET, "outreach", {"Vera", "Kiki", "Arif", "Hadi", "Prio"}),
    "workspace:drives":              (GET, "", ADMINS | {"Kiki", "Hadi", "Prio"}),
    "workspace:start_drive":         (GET, "", {"Vera"}),
    "workspace:drive":               (GET, "drive", {"Vera", "Kiki", "Arif", "Hadi", "Prio"}),
    "workspace:download_drive":      (GET, "drive", {"Vera", "Kiki", "Arif", "Hadi", "Prio"}),
    "workspace:drive_reports":       (GET, "drive_agency", {"Vera", "Kiki", "Arif", "Hadi", "Prio"}),
    "workspace:download_drive_reports": (GET, "drive_agency", {"Vera", "Kiki", "Arif", "Hadi", "Prio"}),
    "workspace:reprimands":          (GET, "", ADMINS | {"Kiki", "Hadi"}),
    "workspace:draft_reprimands":    (POST, "", {"Vera"}),
    "workspace:reprimand":           (GET, "letter", {"Vera", "Kiki", "Arif", "Hadi"}),
    "workspace:reprimand_letter":    (GET, "letter", {"Vera", "Kiki", "Arif", "Hadi"}),
    "workspace:team":                (GET, "", ADMINS | {"Kiki"}),
    "workspace:agency_team":         (GET, "regency", {"Vera", "Arif", "Kiki"}),
    "workspace:add_member":          (GET, "regency", {"Vera", "Arif", "Kiki"}),
    "workspace:enter_decree":        (GET, "regency", {"Vera", "Kiki"}),
    "workspace:move_members":        (GET, "team_decree", {"Vera", "Arif", "Kiki"}),
    "workspace:member":              (GET, "member", {"Vera", "Arif", "Kiki"}),
    "workspace:change_member":       (GET, "member", {"Vera", "Arif"}),
    "workspace:end_member":          (GET, "member", {"Vera", "Arif"}),
    "workspace:stand_in":            (GET, "member", {"Vera", "Arif"}),
    "workspace:let_in_again":        (GET, "member", {"Vera", "Arif"}),
    "workspace:succeed":             (GET, "member", {"Vera", "Arif"}),
    "workspace:unit_tree":           (GET, "", ADMINS),
    "workspace:unit":                (GET, "unit", {"Vera", "Arif"}),
    "workspace:add_unit":            (GET, "unit", {"Vera", "Arif"}),
    "workspace:change_unit":         (GET, "unit", {"Vera", "Arif"}),
    "workspace:move_unit":           (GET, "unit", {"Vera", "Arif"}),
    "workspace:end_unit":            (GET, "unit", {"Vera", "Arif"}),
    "workspace:succeed_unit":        (GET, "unit", {"Vera", "Arif"}),
    "workspace:evaluations":         (GET, "", JUDGED),
    "workspace:evaluation":          (GET, "evaluation", JUDGED),
    "workspace:evaluation_file":     (GET, "ranking", JUDGED),
    "workspace:count_evaluation":    (POST, "", {"Vera"}),
    "workspace:publish_evaluation":  (GET, "evaluation", {"Vera"}),
    "workspace:agency_result":       (GET, "result", JUDGED - {"Bayu"}),  # a draft is for whom it concerns
    "workspace:agency_result_file":  (GET, "result_file", JUDGED - {"Bayu"}),
    "workspace:cases":               (GET, "cases", JUDGED - {"Bayu"}),
    "workspace:methods":             (GET, "", JUDGED),
    "workspace:announce_method":     (GET, "", {"Vera"}),
    "workspace:dashboards":          (GET, "", DASHBOARDS),
    "workspace:own_dashboard":       (GET, "", {"Arif", "Bayu", "Hadi"}),
    "workspace:agency_dashboard":    (GET, "agency_code", DASHBOARDS - {"Bayu"}),
    "workspace:province_dashboard":  (GET, "", {"Kiki"}),
    "workspace:nation_dashboard":    (GET, "", {"Vera", "Prio", "Yani"}),
    "workspace:hot_spots":           (GET, "", DASHBOARDS - {"Yani"}),
    "workspace:hot_spot":            (GET, "hot_spot", DASHBOARDS - {"Yani", "Bayu"}),
    "workspace:connection":          (GET, "", FOLLOW_AGENCIES),
    "workspace:connection_list":     (GET, "", FOLLOW_AGENCIES),
    "workspace:connection_export":   (GET, "csv", FOLLOW_AGENCIES),
    "workspace:connection_targets":  (GET, "", {"Vera"}),
    "workspace:connection_agency":   (GET, "regency", FOLLOW_AGENCIES - {"Bayu"}),
    "workspace:connection_step":     (GET, "send_decree", {"Vera", "Kiki", "Arif"}),
    "workspace:connection_decree":   (GET, "paper_file", FOLLOW_AGENCIES - {"Bayu"}),
    "workspace:invitation":          (GET, "invitation_link", EVERYBODY),  # until it is renewed below
    "workspace:refuse_decree":       (GET, "paper", {"Vera", "Kiki"}),
    "workspace:accept_decree":       (POST, "paper", {"Vera", "Kiki"}),
    "workspace:send_invitation_again": (POST, "invitation", {"Vera", "Kiki"}),
    "workspace:withdraw_invitation": (POST, "invitation", {"Vera", "Kiki"}),
    "workspace:trainings":           (GET, "", FOLLOW_AGENCIES),
    "workspace:add_training":        (GET, "", {"Vera", "Kiki"}),
    "workspace:training":            (GET, "training", FOLLOW_AGENCIES - {"Bayu"}),
    "workspace:change_training":     (POST, "roll", {"Vera"}),
    "workspace:training_material":   (GET, "material", FOLLOW_AGENCIES - {"Bayu"}),
    "workspace:operations":          (GET, "", {"Mira"}),
    "workspace:try_again":           (POST, "nothing", NOBODY),  # only what failed
    "workspace:imports":             (GET, "", ADMINS),
    "workspace:import_units":        (GET, "own_rules", {"Arif", "Vera"}),
    "workspace:import_template":     (GET, "own_rules", {"Arif", "Vera"}),
    "workspace:confirm_import":      (POST, "own_rules", {"Arif", "Vera"}),
    "workspace:programmes":          (GET, "", {"Vera", "Prio"}),
    "workspace:add_programme":       (GET, "", {"Vera", "Prio"}),
    "workspace:programme":           (GET, "programme", {"Vera", "Prio"}),
    "workspace:end_programme":       (GET, "programme", {"Vera", "Prio"}),
    "workspace:followed":            (GET, "", WITH_REPORTS),
    "workspace:follow":              (POST, "number", SEE_IT),
    "workspace:samples":             (GET, "", {"Vera", "Kiki"}),
    "workspace:draw_sample":         (GET, "", {"Vera", "Kiki"}),
    "workspace:sample":              (GET, "sample", {"Vera", "Kiki"}),
    "workspace:incoming":            (GET, "", {"Vera"}),  # and desk officers of the national desk: test_incoming.py
    "workspace:incoming_aside":      (GET, "", {"Vera"}),
    "workspace:import_mentions":     (GET, "", {"Vera"}),
    "workspace:pause_channel":       (GET, "channel", {"Vera"}),
    "workspace:resume_channel":      (POST, "channel", {"Vera"}),
    "workspace:incoming_handled":    (GET, "", {"Vera"}),
    "workspace:incoming_message":    (GET, "incoming", {"Vera"}),
    "workspace:incoming_file":       (GET, "sent", {"Vera"}),
    "workspace:incoming_report":     (GET, "incoming", {"Vera"}),
    "workspace:incoming_attach":     (GET, "incoming", {"Vera"}),
    "workspace:incoming_answer":     (GET, "incoming", {"Vera"}),
    "workspace:incoming_prank":      (GET, "incoming", {"Vera"}),
    "workspace:incoming_set_aside":  (GET, "incoming", {"Vera"}),
    "workspace:public_answer":       (GET, "mention", {"Vera"}),
    "workspace:incoming_take_back":  (POST, "incoming", {"Vera"}),
    "workspace:counter":             (GET, "", HANDLERS | {"Dewi"}),
    "workspace:counter_offline":     (GET, "", HANDLERS | {"Dewi"}),
    "workspace:counter_worker":      (GET, "", HANDLERS | {"Dewi"}),
    "workspace:counter_taken":       (GET, "number", NOBODY),  # who entered it, at the desk; see test_counter.py
    "workspace:counter_slip":        (GET, "number", NOBODY),
    "workspace:counter_handed_over": (POST, "number", NOBODY),
    "workspace:overseer":            (GET, "", {"Yani"}),
    "workspace:overseer_reports":    (GET, "", {"Yani"}),
    "workspace:packages_to_make":    (GET, "", ADMINS | {"Kiki", "Kusno"}),
    "workspace:package":             (GET, "package", {"Yani"}),
    "workspace:fetch_package":       (POST, "package", {"Yani"}),
    "workspace:acknowledge_package": (GET, "package", {"Yani"}),
    "workspace:conclude_package":    (GET, "package", {"Yani"}),
    "workspace:plans":               (GET, "", READ_PLANS),
    "workspace:start_plan":          (GET, "", {"Arif", "Bayu"}),
    "workspace:plan_register":       (GET, "", {"Vera", "Kiki", "Prio", "Yani"}),
    "workspace:plan_register_file":  (GET, "", {"Vera", "Kiki", "Prio", "Yani"}),
    "workspace:plan_template":       (GET, "", {"Vera"}),
    "workspace:add_plan_template_row": (GET, "", {"Vera"}),
    "workspace:edit_plan_template_row": (GET, "plan_row", {"Vera"}),
    "workspace:remove_plan_template_row": (GET, "plan_row", {"Vera"}),
    "workspace:plan":                (GET, "plan", READ_PLANS - {"Bayu"}),
    "workspace:plan_book":           (GET, "plan", READ_PLANS - {"Bayu"}),
    "workspace:plan_profile":        (GET, "plan", {"Arif"}),
    "workspace:plan_step":           (GET, "plan_step", {"Hadi"}),
    "workspace:add_plan_item":       (GET, "plan_part", {"Arif"}),
    "workspace:plan_item":           (GET, "plan_item", READ_PLANS - {"Bayu"}),
    "workspace:change_plan_item":    (GET, "draft_item", {"Arif"}),
    "workspace:remove_plan_item":    (GET, "draft_item", {"Arif"}),
    "workspace:plan_progress":       (POST, "plan_item", {"Arif", "Otto"}),
    "workspace:add_plan_evidence":   (POST, "plan_item", {"Arif", "Otto"}),
    "workspace:plan_evidence":       (GET, "evidence", READ_PLANS - {"Bayu"}),
    "workspace:withdraw_plan_evidence": (GET, "evidence", {"Arif", "Otto"}),
    "workspace:report":              (GET, "number", SEE_IT),
    "workspace:file":                (GET, "file", SEE_IT),
    "workspace:told":                (GET, "number", SEE_IT),
    "workspace:act":                 (GET, "note", SEE_IT - {"Hadi", "Prio"}),
    "workspace:units":               (GET, "refer", {"Vera", "Arif"}),
}  # fmt: skip

INSTEAD = ("/kerja/masuk/", "/kerja/masuk/pasang/", "/kerja/", "/masuk/", "/lacak/")  # where others are led


def supervise(cast, report, now) -> dict[str, list]:
    """An event that Arif made, a drive that Vera started and a letter that was sent to Kutai Timur."""
    vera, today, agency = cast.user("Vera"), timezone.localdate(now), cast.unit("64.08")
    event = OutreachEvent.objects.create(
        organiser=agency, name="Pasar", code="PASAR-1", date=today, place="Sangatta", audience="market", people=9,
        created_by=cast.user("Arif"), created_at=now,
    )  # fmt: skip
    drive = Drive.objects.create(
        name="Percepatan", basis="SE 490", submitted_from=today, submitted_until=today, due_date=today, target=90,
        started_by=vera, started_at=now,
    )  # fmt: skip
    drive.reports.create(agency=agency, report=report)
    letter = Reprimand.objects.create(
        agency=agency, year=2026, quarter=3, status="sent", drafted_at=now, open_count=1, overdue_count=1,
        secret_count=0, oldest_due_at=now, letter_year=2026, serial=1, letter_date=today, decided_by=vera,
        decided_for=cast.unit("pusat"), decided_at=now, sent_way="post", sent_date=today, sent_by=vera,
    )  # fmt: skip
    return {
        "code": [event.code], "outreach": [event.pk], "drive": [drive.pk], "drive_agency": [drive.pk, agency.pk],
        "letter": [letter.pk],
    }  # fmt: skip


def team_of(cast, now) -> dict[str, list]:
    """Kutai Timur's team: its decree, and Otto in it."""
    regency, unit = cast.unit("64.08"), cast.unit("64.08/pu")
    decree = TeamDecree.objects.create(agency=regency, number="SK 1", decree_date=now.date(), valid_from=now.date())
    otto = Membership.objects.get(user=cast.user("Otto"))
    return {
        "regency": [regency.pk], "team_decree": [decree.pk], "member": [otto.pk], "unit": [unit.pk], "link": ["1-x"],
    }  # fmt: skip


def planned(cast) -> dict[str, list]:
    """Kutai Timur's draft for next year, its registered plan of this one with a photo, and a row of the template."""
    plans = PlanStage(cast)
    draft, held = plans.plan(), plans.plan(PlanState.REGISTERED, year=PLAN_YEAR - 1)
    item = plans.item(held)
    photo = inspect_all([upload(picture())], limits=Limits())[0]
    evidence = progress.show(item.pk, title="Daftar hadir", file=photo, by=cast.user("Arif"), at=MONDAY)
    row = TemplateRow.objects.create(part=Part.ACTIVITY, title="Survei", indicator="Terisi", target="9", due_month=2)
    return {
        "plan": [draft.pk], "plan_step": [draft.pk, "setujui"], "plan_part": [draft.pk, Part.ACTIVITY.value],
        "draft_item": [plans.item(draft).pk], "plan_item": [item.pk], "evidence": [evidence.token],
        "plan_row": [row.pk],
    }  # fmt: skip


def judged(cast, now) -> dict[str, list]:
    """The running half-year as a draft, and Kutai Timur in it."""
    draft = counting.count(counting.draft(HalfYear.now(now), at=now).pk, at=now)
    result = [draft.pk, cast.unit("64.08").pk]
    return {
        "evaluation": [draft.pk], "ranking": [draft.pk, "xlsx"], "result": result, "result_file": [*result, "xlsx"],
        "cases": [*result, "dikembalikan", "semua"],
    }  # fmt: skip


def joining(cast, now) -> dict[str, list]:
    """Kutai Timur's new decree, which waits; two who are invited; a training of the nation that it is part of."""
    vera, regency, day = cast.user("Vera"), cast.unit("64.08"), now.date()
    scan = inspect_all([upload(pdf(), "SK.pdf")], limits=Limits())[0]
    words = Paper(number="SK 2", decree_date=day, valid_from=day, last_day=day + timedelta(days=300), file=scan)
    paper = connection_decrees.send(regency, words, by=cast.user("Arif"), at=now)
    links = [
        invitations.invite(regency, name="Sari", email=email, by=vera, at=now)
        for email in ("a@b.example", "c@b.example")
    ]
    training = trainings.plan(about="Bimtek", place="Jakarta", held_on=day, by=vera, at=now)
    trainings.expect(training, agency=regency, name="Arif", office="", by=vera, at=now)
    material = trainings.hand_out(training, title="Panduan", file=scan, by=vera, at=now)
    token = one_time.look(links[1].secret_id, purpose=invitations.PURPOSE, at=now)
    return {
        "csv": ["csv"], "send_decree": [regency.pk, "sk"], "paper": [paper.pk], "paper_file": [paper.token],
        "invitation": [links[0].pk], "invitation_link": [token], "training": [training.pk],
        "roll": [training.pk, "hadir"], "material": [material.token],
    }  # fmt: skip


def looked_at(cast, now) -> dict[str, list]:
    """A place in Kutai Timur that comes back."""
    regency = cast.unit("64.08")
    spot = HotSpot.objects.create(
        agency=regency, category=cast.road, grid=5, reports=3, came_back=0, first_at=now, last_at=now
    )
    return {"agency_code": [regency.code], "hot_spot": [regency.pk, cast.road.pk, spot.place]}


def watched(cast, report, now) -> dict[str, list]:
    """A programme that KSP keeps, and a sample that Kiki drew in Kutai Timur."""
    programme = Programme.objects.create(code="mbg", name="Makan Bergizi", kind="programme", valid_from=now.date())
    sample = Sample.objects.create(
        agency=cast.unit("64.08"), half_from=now.date().replace(month=1, day=1), seed="a", population=1,
        drawn_by=cast.user("Kiki"), drawn_for=cast.unit("64"), drawn_at=now,
    )  # fmt: skip
    SampledReport.objects.create(sample=sample, report=report, position=1)
    return {"programme": [programme.code], "sample": [sample.pk]}


def followed(cast, report, now) -> dict[str, list]:
    """Somebody without an account who follows Kutai Timur, and the feeds."""
    row = Follow(
        kind="agency", agency=cast.unit("64.08"), recipient=b"x" * 32, way="email", language="id", created_at=now
    )
    row.confirm(now)
    row.save()
    return {
        "followed": ["instansi", "64.08"], "token": [row.token],
        "wrong_key": [report.number, "aaaaaaaaaaaa"],
    }  # fmt: skip


@pytest.fixture
def stage(cast):
    """What the addresses are about: their arguments by name."""
    now = timezone.now()
    files = tuple(inspect_all([upload(picture())], limits=Limits()))
    report = cast.in_progress(at=now, by=cast.rini.acting(command=uuid4()), files=files)
    template = AnswerTemplate.objects.create(
        unit=cast.unit("64.08/pu"), title="Ditinjau", body="Kami tinjau.", created_by=cast.user("Otto"), updated_at=now
    )
    decree = HolidayDecree.objects.create(date=now.date().replace(month=12, day=30), name="Pemilu", decree="Keppres 1")
    wanted = routing_rules.Wanted(cast.unit("64.08/pu"), keyword="jalan")
    rule = routing_rules.add(cast.unit("64.08").pk, wanted, by=cast.user("Arif"), at=now)
    supervised = supervise(cast, report, now)
    of = [report.number]
    cast.arguments = {
        **joining(cast, now),
        **watched(cast, report, now), **looked_at(cast, now),
        **followed(cast, report, now),
        "": [], "number": of, "nothing": [987654321], "tile": [5, 26, 15], "tab": ["terbuka"], "next": ["terbuka", *of],
        "file": [*of, report.attachments.get().token], "errand": [*of, "tarik"], "note": [*of, "catat"],
        "policy_line": ["late", "unit"], "wording": ["late", "unit", "id"],
        "wording_version": ["late", "unit", "id", 1],
        "refer": [*of, "teruskan"], "template": [template.pk], "decree": [decree.pk],
        "deadline": [DeadlineRule.objects.first().pk, "nasional"],
        "channel": ["sms"], "incoming": [left_to_person("lampu mati", at=now).pk],
        "sent": [sent_photo(picture(), at=now).pk],
        "mention": [reported_mention(cast.user("Vera"), at=now).pk],
        "rung": [4, "complaint"], "topic": [Category.objects.first().pk],
        "own_rules": [cast.unit("64.08").pk], "rule": [rule.pk], "move_rule": [rule.pk, "naik"],
        "package": [handed_over(cast).token], **supervised, **team_of(cast, now),
        **judged(cast, now), **planned(cast),
    }  # fmt: skip
    return cast


def browser_of(stage, who: str) -> Client:
    client = Client(headers={"accept-language": "id"})
    if who in OFFICES:
        sign_in(client, stage.user(who))
    elif who == HALFWAY:
        client.force_login(stage.user("Otto"), backend="lapor.accounts.backends.OfficerBackend")
        session = client.session
        access.begin_officer_session(SimpleNamespace(session=session))
        session.save()
    elif who == HOLDER:
        session = client.session
        session["reports"] = stage.arguments["number"]
        session.save()
    elif who != "a stranger":
        client.force_login(stage.user(who), backend="lapor.accounts.backends.CitizenBackend")
    return client


def answers(client: Client, how: str, address: str) -> bool:
    """Whether the view lets this person in: no 403, no 404, not led to an entrance."""
    answer = getattr(client, how)(address)
    assert answer.status_code < 500
    led_away = 300 <= answer.status_code < 400 and answer.url.partition("?")[0] in INSTEAD
    return answer.status_code not in (403, 404) and not led_away


def test_every_address_says_who_it_is_for():
    assert {name for name, _pattern in patterns()} == ROWS.keys()


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_everybody_gets_what_is_for_them_and_nothing_else(stage, who):
    client = browser_of(stage, who)
    got = {
        name: answers(client, how, reverse(name, args=stage.arguments[what])) for name, (how, what, _) in ROWS.items()
    }
    told = {name: who in people for name, (_how, _what, people) in ROWS.items()}
    assert {name for name in ROWS if got[name] and not told[name]} == set(), "gets what is for others"
    assert {name for name in ROWS if told[name] and not got[name]} == set(), "is kept from what is theirs"

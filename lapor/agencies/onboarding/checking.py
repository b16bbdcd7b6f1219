"""What a file would change in an agency, and everything that is wrong with it. Writes nothing."""

from datetime import datetime

from lapor.agencies.models import Unit
from lapor.agencies.onboarding import categories, liaisons, units
from lapor.agencies.onboarding.plan import Plan
from lapor.agencies.onboarding.tables import KINDS, Tables


def check(agency: Unit, tables: Tables, *, at: datetime) -> Plan:
    """The plan of a file for this agency. A constant number of queries, however many rows."""
    plan = Plan(agency, at, troubles=list(tables.troubles))
    units.check(plan, tables)
    liaisons.check(plan, tables)  # may name units that are new in the same file
    categories.check(plan, tables)
    order = [kind.title for kind in KINDS]
    plan.troubles.sort(key=lambda trouble: (order.index(trouble.table), trouble.row))
    return plan

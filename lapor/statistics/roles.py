"""Who reads which dashboard."""

from lapor.agencies.models import Role

NATIONAL = frozenset({Role.NATIONAL_ADMIN, Role.PRIORITY_CONTROLLER, Role.OVERSEER})  # of every agency
PROVINCIAL = frozenset({Role.COORDINATOR})
OWN = frozenset({Role.AGENCY_ADMIN, Role.HEAD_OF_AGENCY})
SPOTS = frozenset({Role.NATIONAL_ADMIN, Role.PRIORITY_CONTROLLER}) | PROVINCIAL | OWN
SIXTY_DAYS = frozenset({Role.OVERSEER, Role.NATIONAL_ADMIN})
READERS = NATIONAL | PROVINCIAL | OWN

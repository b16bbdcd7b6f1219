"""Seeing to it that agencies act: reprimands, clearance drives and outreach events."""

"""LAPOR!: the open implementation of SP4N-LAPOR!, Indonesia's national system for public-service complaints.

One Django project, one PostgreSQL, rooms on four floors; ARCHITECTURE.md has the map.
"""

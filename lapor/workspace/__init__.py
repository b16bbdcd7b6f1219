"""Door for officers: inboxes, the report page with its actions, templates, decrees of holidays.

Owns `SavedFilter`. Rules live in reports; the buttons come from its life-cycle table.
"""

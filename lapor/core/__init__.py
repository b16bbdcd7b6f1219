"""What has no subject: errors for people, encryption, tracking numbers, files, pages of a list.

Owns no tables. Nothing here knows what a report is; if it does, it belongs upstairs.
"""

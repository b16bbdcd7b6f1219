"""Who is told what, by which channel, in which language: a follower of the record.

Owns the policy (`Rule`, `Wording`, `Signature`), the people's `Preference`, and `Notice`: one person told of one event.
Every attempt to carry a notice is a row of the channels' outbox.
"""

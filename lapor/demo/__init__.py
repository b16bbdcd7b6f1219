"""Demo content: people with random passwords and reports that live by the real steps, so that a newcomer sees it work.

Owns no tables; never runs where reports already are. What the product needs to work doesn't belong here.
"""

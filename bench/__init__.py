"""`make bench`: what the service costs, measured on a database as large as a country's, printed as a table.

Stands outside the product: it may know every room, no room knows it. Start with `__main__.py`; what each figure means
is in docs/bench.md. It sends to this machine only, and a bounded number of requests.
"""

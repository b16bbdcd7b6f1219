"""The service desk (loket): letters, visits and calls entered for others, by keyboard alone, also without the network.

Owns no tables; who may enter what and read it again stands in reports/counter.py.
"""

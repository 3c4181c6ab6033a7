"""Bulk actions: shown first, then started, and done one by one by whatever process has the database.

`service.py` is what staff do, `runner.py` works through what was started, and each kind has a module that says
what would become of an order or an account, and does it.
"""

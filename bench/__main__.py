"""The benches that need no folder and no machine to themselves, one after the other: `python -m bench`.

`bench.churn` and `bench.hostile` attack a server and run alone. Those of the desk take a folder that keeps their
databases: `bench.all_orders`, `bench.desk_lists`, `bench.desk_memory` and `bench.find`.
"""

from __future__ import annotations

import subprocess
import sys

BENCHES = (
    "startup",
    "orders",
    "record_table",
    "statement",
    "bank_statement",
    "plan_changes",
    "billing_run",
    "sign_in",
    "ssh",
)

for name in BENCHES:
    print(f"== bench.{name}", flush=True)
    subprocess.run([sys.executable, "-m", f"bench.{name}"], check=True)

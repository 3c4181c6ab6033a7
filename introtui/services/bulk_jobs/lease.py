"""Who works on a job: one process at a time, until its lease runs out or the process is gone.

The lease spares two processes the same work. That nothing is done twice does not rest on it: each item is
looked at again in the transaction that does it.
"""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta
from secrets import token_hex

from introtui.domain.bulk import JobState
from introtui.store.tables import BulkJob

LEASE = timedelta(minutes=1)
RENEWED_AFTER = timedelta(seconds=15)


def new_holder() -> str:
    """Return a name for a worker in this process, by which others on this machine find out that it is gone."""
    return f"{socket.gethostname()} {os.getpid()} {token_hex(4)}"


def is_free(job: BulkJob, holder: str, now: datetime) -> bool:
    """Tell whether a worker may take a job."""
    if job.state not in {JobState.WAITING, JobState.RUNNING}:
        return False
    held = job.lease_until is not None and job.lease_until > now
    return not held or job.lease_holder == holder or _is_gone(job.lease_holder)


def take(job: BulkJob, holder: str, now: datetime) -> None:
    """Take a job, or hold it longer."""
    job.state, job.lease_holder, job.lease_until = JobState.RUNNING, holder, now + LEASE


def leave(job: BulkJob, state: JobState) -> None:
    """Give a job back."""
    job.state, job.lease_holder, job.lease_until = state, "", None


def _is_gone(holder: str) -> bool:
    """Tell whether the process that a name was made in has ended; one of another machine cannot be told."""
    host, _, rest = holder.partition(" ")
    if host != socket.gethostname():
        return False
    try:
        os.kill(int(rest.partition(" ")[0]), 0)
    except ProcessLookupError:
        return True
    except (ValueError, OSError):
        return False
    return False

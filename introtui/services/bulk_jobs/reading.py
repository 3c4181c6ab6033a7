"""Jobs and their results as they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from introtui.domain.bulk import BulkKind, BulkTask, ItemState, ItemView, JobState, JobView, Target
from introtui.domain.errors import NotFound
from introtui.domain.money import Money
from introtui.domain.paging import Page, PageRequest
from introtui.store.keyset import newest_rows
from introtui.store.numbers import row_by_number
from introtui.store.tables import Account, BulkItem, BulkJob

_JOBS: Select[BulkJob, str] = select(BulkJob, Account.login).join(Account, Account.id == BulkJob.by_id)


def job_numbered(session: Session, job_id: int) -> BulkJob:
    """Return a job, or raise `NotFound`."""
    job = row_by_number(session, BulkJob, job_id)
    if job is None:
        raise NotFound(f"There is no bulk job {job_id}.")
    return job


def page_of_jobs(session: Session, request: PageRequest) -> Page[JobView]:
    """Return one page of the jobs, by number."""
    rows = newest_rows(session, _JOBS, request, BulkJob.id.expression)
    return Page.of((_view(row.BulkJob, row.login, ()), (None, row.BulkJob.id)) for row in rows)


def count_jobs(session: Session) -> int:
    """Return how many jobs there are."""
    return session.scalar(select(func.count()).select_from(BulkJob)) or 0


def job_view(session: Session, job_id: int) -> JobView:
    """Return a job with what it booked, or raise `NotFound`."""
    job = job_numbered(session, job_id)
    return _view(job, session.get_one(Account, job.by_id).login, _booked(session, job_id))


def _booked(session: Session, job_id: int) -> tuple[Money, ...]:
    query = (
        select(BulkItem.currency, func.sum(BulkItem.booked_minor))
        .where(BulkItem.job_id == job_id, BulkItem.state == ItemState.DONE, BulkItem.booked_minor.is_not(None))
        .group_by(BulkItem.currency)
        .order_by(BulkItem.currency)
    )
    return tuple(Money(int(total or 0), currency) for currency, total in session.execute(query) if currency)


def _view(job: BulkJob, login: str, booked: tuple[Money, ...]) -> JobView:
    return JobView(
        job_id=job.id,
        task=BulkTask.of_stored(job.kind, job.parameters),
        login=login,
        made_at=job.made_at,
        state=JobState(job.state),
        size=job.size,
        done=job.done,
        refused=job.refused,
        booked=booked,
        ended_at=job.ended_at,
        trouble=job.trouble,
    )


def page_of_items(session: Session, job_id: int, state: ItemState | None, request: PageRequest) -> Page[ItemView]:
    """Return one page of a job's results, in the order in which they are done."""
    kind = BulkKind(job_numbered(session, job_id).kind)
    query = select(BulkItem).where(*_of(job_id, state))
    items = [row.BulkItem for row in newest_rows(session, query, request, BulkItem.position.expression)]
    names = _names(session, kind, [item.target_id for item in items])
    return Page.of((_item_view(item, names), (None, item.position)) for item in items)


def count_items(session: Session, job_id: int, state: ItemState | None) -> int:
    """Return how many results there are."""
    job_numbered(session, job_id)
    return session.scalar(select(func.count()).select_from(BulkItem).where(*_of(job_id, state))) or 0


def _of(job_id: int, state: ItemState | None) -> list[ColumnElement[bool]]:
    return [BulkItem.job_id == job_id, *([] if state is None else [BulkItem.state == state])]


def _names(session: Session, kind: BulkKind, ids: Sequence[int]) -> Mapping[int, str]:
    if kind.target is Target.ORDERS:
        return {number: str(number) for number in ids}
    return dict(session.execute(select(Account.id, Account.login).where(Account.id.in_(ids))).all())


def _item_view(item: BulkItem, names: Mapping[int, str]) -> ItemView:
    has_amount = item.booked_minor is not None and item.currency is not None
    return ItemView(
        position=item.position,
        target=names.get(item.target_id, str(item.target_id)),
        state=ItemState(item.state),
        sentence=item.sentence,
        booked=Money(item.booked_minor or 0, item.currency or "") if has_amount else None,
    )

"""`introtui bulk`: the same thing done to many orders or accounts, without the screen."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from introtui.domain.errors import InvalidValue
from introtui.words.acting import Acting, acting, answer, answer_rows, caller_of, money_record, opened, remark

if TYPE_CHECKING:
    from introtui.domain.all_orders import AllOrdersFilter
    from introtui.domain.bulk import BulkTask, DryRun, ItemView, JobView

PAGE = 500


def list_jobs(options: argparse.Namespace) -> int:
    """Print the jobs, the newest first."""
    from introtui.domain.paging import PageRequest

    request = PageRequest(sort="", descending=True, limit=options.last)
    with acting(options) as by:
        jobs = by.services.bulk.page(by.actor, request).items
    return answer(options, [_record(job) for job in jobs], lambda: (_line(job) for job in jobs))


def show_job(options: argparse.Namespace) -> int:
    """Print a job, and what became of each of its orders or accounts."""
    from introtui.domain.bulk import ItemState

    with acting(options) as by:
        job = by.services.bulk.load(by.actor, options.job)
        results = list(_results(by, options.job, ItemState.REFUSED if options.refused else None))
    record = {**_record(job), "results": [_result_record(each) for each in results]}
    return answer(options, record, lambda: _shown(job, results))


def _results(by: Acting, job_id: int, state: object) -> Iterator[ItemView]:
    from dataclasses import replace

    from introtui.domain.bulk import ItemState
    from introtui.domain.paging import PageRequest

    request, wanted = PageRequest(sort="", limit=PAGE), state if isinstance(state, ItemState) else None
    while True:
        page = by.services.bulk.results(by.actor, job_id, request, wanted)
        yield from page.items
        if len(page.items) < PAGE:
            return
        request = replace(request, after=page.cursors[-1])


def stop_job(options: argparse.Namespace) -> int:
    """Stop a job."""
    with acting(options) as by:
        job = by.services.bulk.stop(by.actor, options.job)
    return answer(options, _record(job), lambda: [_line(job)])


def resume_job(options: argparse.Namespace) -> int:
    """Let a stopped job go on."""
    with acting(options) as by:
        job = by.services.bulk.resume(by.actor, options.job)
    return answer(options, _record(job), lambda: [_line(job)])


def run_jobs(options: argparse.Namespace) -> int:
    """Work through what waits, until there is nothing left; over ssh for whoever may start such jobs."""
    from introtui.domain.permissions import Permission
    from introtui.services.staff import require

    caller = caller_of(options)
    if caller is not None:
        require(caller.actor, Permission.BULK)
    with opened(options) as services:
        worked = services.bulk_runner.run_due()
    return answer(options, {"worked": worked}, lambda: [f"{worked} dealt with."])


def start_job(options: argparse.Namespace) -> int:
    """Show what would be done, and start it unless that is all that was asked for."""
    task = _task(options)
    with acting(options) as by:
        shown = by.services.bulk.check(by.actor, task, _targets(by, options, task))
        if options.dry_run:
            return answer(options, _dry_record(shown), lambda: _dry_lines(shown))
        key, _known = by.services.scripts.key(by.actor, options.key, f"bulk {task.kind} {task.stored()}")
        job = by.services.bulk.start(by.actor, shown, key)
    remark("A program that is open works on it, or: introtui bulk run")
    return answer(options, _record(job), lambda: [*_dry_lines(shown), _line(job)])


def export_list(options: argparse.Namespace) -> int:
    """Print a list of all customers' orders or accounts, as CSV unless JSON is asked for."""
    from introtui.domain.exporting import ExportFormat

    form = ExportFormat.JSON if options.json else ExportFormat.CSV
    with acting(options) as by:
        if options.what == "accounts":
            text = by.services.list_exports.accounts(by.actor, _accounts(by, options), form)
        else:
            text = by.services.list_exports.orders(by.actor, _orders(by, options), form)
    options.csv = not options.json
    return answer_rows(options, lambda _form: text, lambda: ())


def _task(options: argparse.Namespace) -> BulkTask:
    from introtui.domain.bulk import BulkKind, BulkTask
    from introtui.domain.payments import PayBy

    return BulkTask.checked(
        BulkKind(options.kind),
        text=options.text,
        subject=getattr(options, "subject", ""),
        term_months=getattr(options, "term", None),
        pay_by=PayBy(getattr(options, "pay_by", PayBy.BALANCE)),
    )


def _targets(by: Acting, options: argparse.Namespace, task: BulkTask) -> Sequence[int]:
    from introtui.domain.bulk import Target

    if task.kind.target is Target.ORDERS:
        return _orders(by, options)
    if options.accounts is not None:
        return _accounts(by, options)
    return by.services.all_orders.owners(by.actor, _orders(by, options))


def _orders(by: Acting, options: argparse.Namespace) -> Sequence[int]:
    """Return the orders that were named, or those that the filters show."""
    from introtui.domain.all_orders import AllOrdersFilter

    wanted = _filter(options)
    if options.orders:
        return tuple(options.orders)
    if wanted == AllOrdersFilter() and not options.all:
        raise InvalidValue("Name orders, choose some by a filter such as --status, or say --all.")
    return by.services.all_orders.matching(by.actor, wanted)


def _accounts(by: Acting, options: argparse.Namespace) -> Sequence[int]:
    from introtui.domain.accounts import AccountFilter

    words = options.accounts or AccountFilter.ALL.value
    if words not in list(AccountFilter):
        raise InvalidValue(f"Accounts are one of: {', '.join(AccountFilter)}.")
    return by.services.accounts.matching(by.actor, AccountFilter(words))


def _filter(options: argparse.Namespace) -> AllOrdersFilter:
    from introtui.domain.all_orders import AllOrdersFilter
    from introtui.domain.order_views import ExpiryFilter, OrderList
    from introtui.domain.orders import ENDED, OrderStatus

    expiry = {None: ExpiryFilter.ANY, 7: ExpiryFilter.WEEK, 30: ExpiryFilter.MONTH}.get(options.due)
    if expiry is None:
        raise InvalidValue("Orders are listed that end within 7 or 30 days.")
    status, is_overdue = options.status, options.status == "overdue"
    if status is not None and not is_overdue and status not in list(OrderStatus):
        raise InvalidValue(f"A status is overdue, {', '.join(OrderStatus)}.")
    stored = None if status is None or is_overdue else OrderStatus(status)
    return AllOrdersFilter(
        which=OrderList.HISTORY if stored in ENDED else OrderList.ACTIVE,
        status=stored,
        product=options.product,
        currency=options.currency,
        expiry=ExpiryFilter.OVERDUE if is_overdue else expiry,
    )


def _line(job: JobView) -> str:
    done = f"{job.done} done, {job.refused} refused of {job.size}"
    trouble = f"  {job.trouble}" if job.trouble else ""
    return (
        f"{job.job_id:>6}  {job.made_at:%Y-%m-%d %H:%M}  {job.login:<12} {job.progress:<14}"
        f" {done}  {job.task.words}{trouble}"
    )


def _shown(job: JobView, results: Sequence[ItemView]) -> Iterator[str]:
    yield _line(job)
    for total in job.booked:
        yield f"booked {total}, VAT included"
    for each in results:
        yield f"{each.target:>10}  {each.state:<8} {each.sentence}"


def _dry_lines(shown: DryRun) -> Iterator[str]:
    yield f"{shown.task.words}"
    yield f"{shown.allowed} to do, {shown.refused} refused."
    for total in shown.totals:
        yield f"{total.net} and VAT {total.vat}: {total.total}"
    for sentence, number in shown.reasons:
        yield f"{number:>6} refused: {sentence}"


def _dry_record(shown: DryRun) -> dict[str, object]:
    return {
        "kind": shown.task.kind,
        "allowed": shown.allowed,
        "refused": shown.refused,
        "totals": [
            {"net": money_record(each.net), "vat": money_record(each.vat), "total": money_record(each.total)}
            for each in shown.totals
        ],
        "reasons": [{"sentence": sentence, "number": number} for sentence, number in shown.reasons],
    }


def _record(job: JobView) -> dict[str, object]:
    return {
        "job": job.job_id,
        "kind": job.task.kind,
        "text": job.task.text,
        "login": job.login,
        "made_at": job.made_at.isoformat(),
        "state": job.state,
        "size": job.size,
        "done": job.done,
        "refused": job.refused,
        "booked": [money_record(each) for each in job.booked],
        "trouble": job.trouble,
    }


def _result_record(item: ItemView) -> dict[str, object]:
    booked = None if item.booked is None else money_record(item.booked)
    return {"target": item.target, "state": item.state, "sentence": item.sentence, "booked": booked}

"""Who may do what: every use case of every service, and each role that it does not refuse.

`unenrolled` are staff who have yet to turn two-factor authentication on, an admin among them. Whom a line does not
name is refused, and a use case without a line fails the tests. A customer reaches their own things alone, as
`test_foreign_ids.py` proves.
"""

from __future__ import annotations

TABLE = """
account_admin.add                               admin
account_admin.block                             admin
account_admin.give_password                     admin
account_admin.reset_two_factor                  admin
account_admin.unblock                           admin
account_admin.unlock_addresses                  admin
address_lists.keep            customer operator admin
address_lists.save            customer operator admin
address_lists.settle          customer operator admin unenrolled
billing.count_documents       customer operator admin unenrolled
billing.count_history         customer operator admin unenrolled
billing.count_statement       customer operator admin unenrolled
billing.documents             customer operator admin unenrolled
billing.every_movement        customer operator admin unenrolled
billing.history               customer operator admin unenrolled
billing.load                  customer operator admin unenrolled
billing.movement              customer operator admin unenrolled
billing.paying                customer operator admin unenrolled
billing.statement             customer operator admin unenrolled
billing.top_up                customer operator admin unenrolled
billing.totals_by_kind        customer operator admin unenrolled
billing.transfer              customer operator admin unenrolled
code_checks.matches                    operator admin
contacts.call                 customer operator admin
contacts.confirm_email        customer operator admin
contacts.confirm_phone        customer operator admin
contacts.contact_support      customer operator admin
contacts.delivery             customer operator admin unenrolled
contacts.send_email_code      customer operator admin
contacts.send_sms_code        customer operator admin
contacts.waiting              customer operator admin unenrolled
documents.load                customer operator admin unenrolled
documents.pdf                 customer operator admin unenrolled
invoices.every                customer operator admin unenrolled
invoices.numbered             customer operator admin unenrolled
new_orders.confirm            customer operator admin
new_orders.offers             customer operator admin unenrolled
new_orders.quote              customer operator admin unenrolled
notifications.load            customer operator admin unenrolled
notifications.save            customer operator admin
order_changes.confirm         customer operator admin
order_changes.quote_cancel    customer operator admin unenrolled
order_changes.quote_change    customer operator admin unenrolled
orders.count                  customer operator admin unenrolled
orders.every                  customer operator admin unenrolled
orders.load                   customer operator admin unenrolled
orders.page                   customer operator admin unenrolled
orders.plan_offers            customer operator admin unenrolled
orders.rows                   customer operator admin unenrolled
orders.set_auto_renew         customer operator admin
orders.set_comment            customer operator admin
orders.summary                customer operator admin unenrolled
orders.undo_cancel            customer operator admin
orders.undo_change            customer operator admin
outbox.count                  customer operator admin unenrolled
outbox.kept                   customer operator admin unenrolled
outbox.log                    customer operator admin unenrolled
outbox.resend                 customer operator admin
outbox.undelivered                     operator admin
payments.currency_of                   operator admin
payments.pay                  customer operator admin
payments.record                        operator admin
pools.add                              operator admin
pools.every                            operator admin
profile.load                  customer operator admin unenrolled
profile.request_country       customer operator admin
profile.save                  customer operator admin
renewals.confirm              customer operator admin
renewals.quote                customer operator admin unenrolled
scripts.key                   customer operator admin unenrolled
security.change_password      customer operator admin
security.load                 customer operator admin unenrolled
security.personal_words       customer operator admin unenrolled
security.set_security_code    customer operator admin
sessions.begin_unasked        customer operator admin unenrolled
sessions.end                  customer operator admin unenrolled
sessions.end_others           customer operator admin unenrolled
sessions.keep_alive           customer operator admin unenrolled
sessions.leave                customer operator admin unenrolled
sessions.list                 customer operator admin unenrolled
sessions.prove                customer operator admin unenrolled
setup_work.deliver                     operator admin
setup_work.fail                        operator admin
ssh_keys.add                  customer operator admin
ssh_keys.remove               customer operator admin
ssh_keys.rename               customer operator admin
two_factor.begin              customer operator admin unenrolled
two_factor.confirm            customer operator admin unenrolled
two_factor.disable            customer
two_factor.is_on              customer operator admin unenrolled
two_factor.may_disable        customer operator admin unenrolled
two_factor.renew_recovery     customer operator admin unenrolled
vat.adopt                                       admin
vat.differences                        operator admin
vat.set_rate                                    admin
vat.withdraw_rate                               admin
vat_ids.confirm_company                operator admin
vat_ids.verify_vat_id                  operator admin
"""

MAY = {name: frozenset(who) for name, *who in (line.split() for line in TABLE.strip().splitlines())}

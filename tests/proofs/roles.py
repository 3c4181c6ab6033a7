"""Who may do what: every use case of every service, and each role that it does not refuse.

`unenrolled` are staff who have yet to turn two-factor authentication on, an admin among them. Whom a line does not
name is refused, and a use case without a line fails the tests. A customer reaches their own things alone, as
`test_foreign_ids.py` proves.
"""

from __future__ import annotations

TABLE = """
account_admin.add                                                admin
account_admin.block                                              admin
account_admin.end_sessions                                       admin
account_admin.give_password                                      admin
account_admin.reset_two_factor                                   admin
account_admin.unblock                                            admin
account_admin.unlock_addresses                                   admin
account_tickets.count                  read-only support billing admin
account_tickets.load                   read-only support billing admin
account_tickets.page                   read-only support billing admin
accounts.count                         read-only support billing admin
accounts.matching                      read-only support billing admin
accounts.page                          read-only support billing admin
acting.act                                       support billing admin
acting.look                            read-only support billing admin
acting.reader                          read-only support billing admin
all_orders.choices                     read-only support billing admin
all_orders.count                       read-only support billing admin
all_orders.load                        read-only support billing admin
all_orders.matching                    read-only support billing admin
all_orders.owners                      read-only support billing admin
all_orders.page                        read-only support billing admin
address_lists.keep            customer read-only support billing admin
address_lists.save            customer read-only support billing admin
address_lists.settle          customer read-only support billing admin unenrolled
audit.count                            read-only support billing admin
audit.every                                              billing admin
audit.families                         read-only support billing admin
audit.filter                           read-only support billing admin
audit.page                             read-only support billing admin
audit.trail                            read-only support billing admin
billing.count_documents       customer read-only support billing admin unenrolled
billing.count_history         customer read-only support billing admin unenrolled
billing.count_statement       customer read-only support billing admin unenrolled
billing.documents             customer read-only support billing admin unenrolled
billing.every_movement        customer read-only support billing admin unenrolled
billing.history               customer read-only support billing admin unenrolled
billing.load                  customer read-only support billing admin unenrolled
billing.movement              customer read-only support billing admin unenrolled
billing.paying                customer read-only support billing admin unenrolled
billing.statement             customer read-only support billing admin unenrolled
billing.top_up                customer read-only support billing admin unenrolled
billing.totals_by_kind        customer read-only support billing admin unenrolled
billing.transfer              customer read-only support billing admin unenrolled
bulk.check                                               billing admin
bulk.count                                               billing admin
bulk.count_results                                       billing admin
bulk.load                                                billing admin
bulk.page                                                billing admin
bulk.results                                             billing admin
bulk.resume                                              billing admin
bulk.start                                               billing admin
bulk.stop                                                billing admin
catalogue.add_option                                             admin
catalogue.add_plan                                               admin
catalogue.add_product                                            admin
catalogue.empty_products               read-only support billing admin
catalogue.options                      read-only support billing admin
catalogue.plans                        read-only support billing admin
catalogue.put_back                                               admin
catalogue.running                      read-only support billing admin
catalogue.running_with                 read-only support billing admin
catalogue.set_price                                              admin
catalogue.set_specs                                              admin
catalogue.take_price_back                                        admin
catalogue.withdraw                                               admin
code_checks.matches                              support billing admin
contacts.call                 customer read-only support billing admin
contacts.confirm_email        customer read-only support billing admin
contacts.confirm_phone        customer read-only support billing admin
contacts.contact_support      customer read-only support billing admin
contacts.delivery             customer read-only support billing admin unenrolled
contacts.send_email_code      customer read-only support billing admin
contacts.send_sms_code        customer read-only support billing admin
contacts.waiting              customer read-only support billing admin unenrolled
corrections.approve                                      billing admin
corrections.ask                                          billing admin
corrections.count                      read-only support billing admin
corrections.decline                                      billing admin
corrections.page                       read-only support billing admin
corrections.quote                                        billing admin
desk.load                              read-only support billing admin
desk.overview                          read-only support billing admin
documents.load                customer read-only support billing admin unenrolled
documents.pdf                 customer read-only support billing admin unenrolled
finding.find                           read-only support billing admin
finding.further                        read-only support billing admin
invoices.every                customer read-only support billing admin unenrolled
invoices.numbered             customer read-only support billing admin unenrolled
list_exports.accounts                                    billing admin
list_exports.orders                                      billing admin
new_orders.confirm            customer read-only support billing admin
new_orders.offers             customer read-only support billing admin unenrolled
new_orders.quote              customer read-only support billing admin unenrolled
notes.add                                        support billing admin
notes.count                            read-only support billing admin
notes.edit                                       support billing admin
notes.load                             read-only support billing admin
notes.page                             read-only support billing admin
notes.pin                                        support billing admin
notes.pinned                           read-only support billing admin
notifications.load            customer read-only support billing admin unenrolled
notifications.save            customer read-only support billing admin
order_changes.confirm         customer read-only support billing admin
order_changes.quote_cancel    customer read-only support billing admin unenrolled
order_changes.quote_change    customer read-only support billing admin unenrolled
orders.count                  customer read-only support billing admin unenrolled
orders.every                  customer read-only support billing admin unenrolled
orders.load                   customer read-only support billing admin unenrolled
orders.page                   customer read-only support billing admin unenrolled
orders.plan_offers            customer read-only support billing admin unenrolled
orders.rows                   customer read-only support billing admin unenrolled
orders.set_auto_renew         customer read-only support billing admin
orders.set_comment            customer read-only support billing admin
orders.summary                customer read-only support billing admin unenrolled
orders.undo_cancel            customer read-only support billing admin
orders.undo_change            customer read-only support billing admin
outbox.count                  customer read-only support billing admin unenrolled
outbox.kept                   customer read-only support billing admin unenrolled
outbox.log                    customer read-only support billing admin unenrolled
outbox.resend                 customer read-only support billing admin
outbox.undelivered                     read-only support billing admin
payments.currency_of                                     billing admin
payments.pay                  customer read-only support billing admin
payments.quote                                           billing admin
payments.record                                          billing admin
pools.add                                        support billing admin
pools.every                            read-only support billing admin
pools.retire                                     support billing admin
profile.load                  customer read-only support billing admin unenrolled
profile.request_country       customer read-only support billing admin
profile.save                  customer read-only support billing admin
queues.again                           read-only support billing admin
queues.decide                                            billing admin
queues.held                            read-only support billing admin
queues.leave                           read-only support billing admin
queues.look                            read-only support billing admin
queues.take                            read-only support billing admin
queues.undo                                              billing admin
renewals.confirm              customer read-only support billing admin
renewals.quote                customer read-only support billing admin unenrolled
replies.every                          read-only support billing admin
replies.remove                                   support billing admin
replies.save                                     support billing admin
scripts.key                   customer read-only support billing admin unenrolled
security.change_password      customer read-only support billing admin
security.load                 customer read-only support billing admin unenrolled
security.personal_words       customer read-only support billing admin unenrolled
security.set_security_code    customer read-only support billing admin
sessions.begin_unasked        customer read-only support billing admin unenrolled
sessions.end                  customer read-only support billing admin unenrolled
sessions.end_others           customer read-only support billing admin unenrolled
sessions.keep_alive           customer read-only support billing admin unenrolled
sessions.leave                customer read-only support billing admin unenrolled
sessions.list                 customer read-only support billing admin unenrolled
sessions.prove                customer read-only support billing admin unenrolled
setup_work.deliver                               support billing admin
setup_work.fail                                  support billing admin
ssh_keys.add                  customer read-only support billing admin
ssh_keys.remove               customer read-only support billing admin
ssh_keys.rename               customer read-only support billing admin
staff_roles.every                      read-only support billing admin
staff_roles.give                                                 admin
staff_roles.remove                                               admin
staff_roles.save                                                 admin
statements.accept                                        billing admin
statements.configured                                    billing admin
statements.count                       read-only support billing admin
statements.count_payments              read-only support billing admin
statements.ignore                                        billing admin
statements.import_file                                   billing admin
statements.load                        read-only support billing admin
statements.page                        read-only support billing admin
statements.payments                    read-only support billing admin
statements.quote                                         billing admin
statements.review_again                                  billing admin
two_factor.begin              customer read-only support billing admin unenrolled
two_factor.confirm            customer read-only support billing admin unenrolled
two_factor.disable            customer
two_factor.is_on              customer read-only support billing admin unenrolled
two_factor.may_disable        customer read-only support billing admin unenrolled
two_factor.renew_recovery     customer read-only support billing admin unenrolled
vat.adopt                                                        admin
vat.differences                        read-only support billing admin
vat.rehearse                           read-only support billing admin
vat.set_rate                                                     admin
vat.standings                          read-only support billing admin
vat.withdraw_rate                                                admin
vat_ids.confirm_company                                  billing admin
vat_ids.verify_vat_id                                    billing admin
"""

MAY = {name: frozenset(who) for name, *who in (line.split() for line in TABLE.strip().splitlines())}

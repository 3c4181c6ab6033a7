"""The demo's named customers: each shows states the others do not."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from introtui.demo import ADDRESS, WAY
from introtui.domain.account import ProfileFields, ProfileType
from introtui.domain.money import Money
from introtui.services.bulk_values import NewAccount, NewLogin

DEMO_PASSWORD = "only the demo opens with this"  # noqa: S105 - printed for everybody
"""The password of `ivanov` and `bigcorp`, to try changing it; the others have none yet."""

TWO_FACTOR_LOGIN = "bigcorp"
TWO_FACTOR_KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
"""What an authenticator app needs to sign in as `bigcorp`; printed for everybody."""

SEALED_KEY = b64decode("aW50cm90dWkgZGVtKUj8Ci9q9PS5Z/5mj5IMRiXfItAiti+///xkVLwnt7zfL3YbNyl8JAxNdKiE2oZ/")
"""The same as `Vault.seal` makes it with the demo's key: sealed anew it would differ from build to build."""

DEMO_PASSWORD_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$aW50cm90dWkgZGVtbyAuLg$xlJ+wChPBUfJpx/xOvuwwvSzBuJ1xfksFi8ZhPeG73s"  # noqa: S105
)
_CODE_HASH = "$argon2id$v=19$m=19456,t=2,p=1$aW50cm90dWkgZGVtbyAuIQ$rEmOOAzoUgWepmbDJHIBIvZo0l9IJf4xIDcI3+BEkVU"

RESTRICTION = "192.15.3.2\n10.10.1.1\n192.168.0.1-192.168.0.10\n192.0.2.0/24"
"""The help page's own example, and the network the demo's user comes from."""

LONG_NAME = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwaren"


@dataclass(frozen=True, slots=True)
class Member:
    """A named customer: the login, what it is there to show, and the account on a given day."""

    login: str
    about: str
    account: Callable[[date], NewAccount]


def _moment(today: date, days_ago: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(today - timedelta(days=days_ago), time(hour, minute), UTC)


def _person(
    first_name: str, last_name: str, country: str, city: str, street: str, code: str, phone: str = ""
) -> ProfileFields:
    return ProfileFields(
        last_name=last_name,
        first_name=first_name,
        city=city,
        address=street,
        mobile_phone=phone,
        postal_recipient=f"{first_name} {last_name}",
        postal_street=street,
        postal_code=code,
        postal_city=city,
        postal_country=country,
    )


def _company(person: ProfileFields, name: str, vat_id: str) -> ProfileFields:
    return replace(
        person, profile_type=ProfileType.COMPANY, company_name=name, vat_id=vat_id, postal_recipient=name
    )


def _account(
    today: date, login: str, country: str, balance: Money, profile: ProfileFields, *, age: int = 400
) -> NewAccount:
    """Return an account in good order: email confirmed, phone verified when there is one, some logins."""
    return NewAccount(
        login=login,
        created_on=today - timedelta(days=age),
        email=f"{login}@example.com",
        country=country,
        opening_balance=balance,
        profile=profile,
        email_confirmed_at=_moment(today, age, 10),
        phone_verified_at=_moment(today, age, 11) if profile.mobile_phone else None,
        news=True,
        logins=tuple(
            NewLogin(at=_moment(today, days_ago, 8, 55), address=ADDRESS, way=WAY) for days_ago in (9, 4, 1)
        ),
    )


def _ivanov(today: date) -> NewAccount:
    person = _person("Ivan", "Ivanov", "NL", "Rotterdam", "Witte de Withstraat 12", "3012 BP", "+31612345678")
    logins = (
        NewLogin(at=_moment(today, 41, 21, 7), address="198.51.100.77", way="ssh"),
        NewLogin(at=_moment(today, 12, 6, 48), address="2001:db8:4::17", way="ssh"),
        NewLogin(at=_moment(today, 3, 8, 15), address=ADDRESS, way="ssh"),
        NewLogin(at=_moment(today, 1, 17, 32), address=ADDRESS, way=WAY),
    )
    return replace(
        _account(today, "ivanov", "NL", Money(12840, "EUR"), person, age=1500),
        low_balance=Money(2500, "EUR"),
        password_hash=DEMO_PASSWORD_HASH,
        password_changed_at=_moment(today, 200, 14, 2),
        invoices_email="invoices@example.com",
        logins=logins,
    )


def _newco(today: date) -> NewAccount:
    person = _person("Noor", "Bakker", "NL", "Utrecht", "Oudegracht 187", "3511 NE", "+31623456789")
    profile = _company(person, "NewCo B.V.", "NL004495445B01")
    return _account(today, "newco", "NL", Money(5000, "EUR"), profile, age=2)


def _weber(today: date) -> NewAccount:
    person = _person("Käthe", "Weber", "DE", "Köln", "Gänsemarkt 4", "50667", "+4915123456789")
    account = _account(
        today, "weber", "DE", Money(84150, "EUR"), _company(person, "Weber Hosting GmbH", "DE136695976")
    )
    return replace(account, company_verified_at=_moment(today, 390, 15), invoices_email="buchhaltung@example.com")


def _novak(today: date) -> NewAccount:
    person = _person("Špela", "Novak", "SI", "Ljubljana", "Čopova ulica 9", "1000", "+38640123456")
    return _account(today, "novak", "SI", Money(6000, "EUR"), person)


def _mansouri(today: date) -> NewAccount:
    person = _person("فاطمة الزهراء", "المنصوري", "EG", "القاهرة", "شارع النيل 14", "11511", "+201001234567")
    return _account(today, "mansouri", "EG", Money(3120, "EUR"), person)


def _tanaka(today: date) -> NewAccount:
    person = _person("さくら", "田中", "JP", "世田谷区", "三軒茶屋 2-11-22", "154-0024", "+819012345678")
    account = _account(today, "tanaka", "JP", Money(12500, "JPY"), person)
    return replace(account, low_balance=Money(2000, "JPY"))


def _papadopoulos(today: date) -> NewAccount:
    person = _person("Ελένη", "Παπαδοπούλου", "GR", "Θεσσαλονίκη", "Ερμού 45", "546 23", "+306971234567")
    return _account(today, "papadopoulos", "GR", Money(1990, "EUR"), person)


def _wolfe(today: date) -> NewAccount:
    city = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch"
    person = _person("Adolph Blaine Charles David Earl", LONG_NAME, "DE", city, f"{city} Street 1", "LL61 5UJ")
    account = _account(today, "wolfe", "DE", Money(98765432109, "EUR"), person)
    return replace(account, email=f"{LONG_NAME.lower()}@subdomain-of-a-long-name.example.org")


def _alsabah(today: date) -> NewAccount:
    person = _person("نورة", "الصباح", "KW", "مدينة الكويت", "شارع الخليج العربي 3", "13001", "+96550012345")
    account = _account(today, "alsabah", "KW", Money(45250, "KWD"), person)
    return replace(account, low_balance=Money(10000, "KWD"))


def _mallory(today: date) -> NewAccount:
    person = _person("Mallory", "O'Neill", "US", "San Francisco", "Market Street 548", "94104", "+14155550132")
    return _account(today, "mallory", "US", Money(2195, "USD"), person)


def _newcomer(today: date) -> NewAccount:
    person = _person("Anaïs", "Lefèvre", "FR", "Lyon", "rue de la République 20", "69002", "+33612345678")
    return replace(_account(today, "newcomer", "FR", Money(0, "EUR"), person, age=0), logins=(), news=False)


def _drifter(today: date) -> NewAccount:
    person = _person("Jan", "Zwerver", "NL", "Groningen", "Kade 1", "", "+31634567890")
    profile = replace(person, postal_city="", postal_country="")
    account = _account(today, "drifter", "NL", Money(2000, "EUR"), profile, age=30)
    changed_at = _moment(today, 6, 13)
    return replace(account, email_changed_at=changed_at, email_confirmed_at=None, phone_verified_at=None)


def _lowe(today: date) -> NewAccount:
    person = _person("Grace", "Lowe", "IE", "Cork", "Patrick Street 71", "T12 XY00")
    return replace(_account(today, "lowe", "IE", Money(315, "EUR"), person), low_balance=Money(2000, "EUR"))


def _guarded(today: date) -> NewAccount:
    person = _person("Łukasz", "Dąbrowski", "PL", "Gdańsk", "ulica Długa 8", "80-827", "+48601234567")
    account = _account(today, "guarded", "PL", Money(7700, "EUR"), person)
    return replace(account, ip_restriction=RESTRICTION, security_code_hash=_CODE_HASH)


def _bigcorp(today: date) -> NewAccount:
    person = _person("Sören", "Öberg", "SE", "Göteborg", "Storgatan 1", "411 24", "+46701234567")
    account = _account(
        today,
        "bigcorp",
        "SE",
        Money(1250000, "EUR"),
        _company(person, "BigCorp AB", "SE556188840401"),
        age=2600,
    )
    return replace(
        account,
        company_verified_at=_moment(today, 2590, 15),
        password_hash=DEMO_PASSWORD_HASH,
        password_changed_at=_moment(today, 900),
        security_code_hash=_CODE_HASH,
        low_balance=Money(100000, "EUR"),
        invoices_email="ap@example.org",
        support_email="noc@example.org",
        complaints_email="abuse@example.org",
    )


MEMBERS: tuple[Member, ...] = (
    Member("ivanov", "Netherlands, EUR; orders in every state and a long history", _ivanov),
    Member("newco", "a company our staff have not verified yet: payments are blocked", _newco),
    Member("weber", "a verified company with a VAT ID", _weber),
    Member("novak", "Slovenia: VAT is not set, so nothing can be priced", _novak),
    Member("mansouri", "an Arabic name, written from right to left", _mansouri),
    Member("tanaka", "a Japanese name; JPY, which has no decimals", _tanaka),
    Member("papadopoulos", "a Greek name", _papadopoulos),
    Member("wolfe", "very long names and a very large balance", _wolfe),
    Member("alsabah", "KWD, which has three decimals", _alsabah),
    Member("mallory", "an order suspended for a violation", _mallory),
    Member("newcomer", "joined today: no orders, nothing in any list", _newcomer),
    Member("drifter", "a postal address with gaps and an email that is not confirmed", _drifter),
    Member("lowe", "a balance below its own alert", _lowe),
    Member("guarded", "sign-in only from certain addresses; a security code is set", _guarded),
    Member(TWO_FACTOR_LOGIN, "a hundred orders; two-factor authentication is on", _bigcorp),
)
"""Every named customer, in the order of their account ids; `introtui demo --list` shows the first two columns."""

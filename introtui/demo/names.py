"""Names, places and phone numbers the demo's customers are made of, in several scripts; all made up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale:
    """What people of one country are called and where they live.

    `phone` is the start of a mobile number (E.164); any `digits` digits after it make a valid one.
    """

    country: str
    given: tuple[str, ...]
    family: tuple[str, ...]
    cities: tuple[str, ...]
    street: str
    phone: str
    digits: int
    currency: str = "EUR"


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(","))


def _locale(country: str, given: str, family: str, cities: str, street: str, phone: str, digits: int) -> Locale:
    currencies = {"JP": "JPY", "KW": "KWD", "US": "USD"}
    return Locale(
        country=country,
        given=_words(given),
        family=_words(family),
        cities=_words(cities),
        street=street,
        phone=phone,
        digits=digits,
        currency=currencies.get(country, "EUR"),
    )


# Greek, Cyrillic, Arabic and the like are the names people have: letters that look like Latin ones are meant.
# ruff: noqa: RUF001
LOCALES: tuple[Locale, ...] = (
    _locale(
        "NL",
        "Sanne, Daan, Fleur, Bram, Lotte, Sem, Noor, Thijs",
        "de Vries, Jansen, van den Berg, Bakker, Visser, Mulder, IJsselstein, Dijkstra",
        "Rotterdam, Utrecht, 's-Hertogenbosch, Groningen",
        "Kerkstraat",
        "+3161",
        7,
    ),
    _locale(
        "DE",
        "Jürgen, Käthe, Anneliese, Björn, Sören, Ulrike",
        "Müller, Groß, Schäfer, Weiß, Freiherr von und zu Guttenberg, Köhler",
        "Köln, München, Berlin, Frankfurt an der Oder",
        "Gänsemarkt",
        "+491512",
        7,
    ),
    _locale(
        "FR",
        "Élodie, François, Zoé, Théo, Anaïs, Loïc",
        "Lefèvre, Dubois, L'Hôpital, Garçon, Mañé, Bérenger",
        "Lyon, Saint-Étienne, Orléans, Nîmes",
        "rue de la République",
        "+3361",
        7,
    ),
    _locale(
        "GR",
        "Ελένη, Γιώργος, Δημήτρης, Κατερίνα, Νίκος",
        "Παπαδόπουλος, Νικολάου, Γεωργίου, Οικονόμου",
        "Αθήνα, Θεσσαλονίκη, Πάτρα",
        "Ερμού",
        "+30697",
        7,
    ),
    _locale(
        "PL",
        "Łukasz, Małgorzata, Paweł, Żaneta, Stanisław",
        "Wiśniewski, Dąbrowska, Wójcik, Szczęsny",
        "Łódź, Kraków, Gdańsk",
        "ulica Świętokrzyska",
        "+48601",
        6,
    ),
    _locale(
        "CZ",
        "Jiří, Zdeňka, Miroslav, Božena",
        "Štěpánková, Dvořák, Řezníček, Novotná",
        "Praha, Plzeň, České Budějovice",
        "U Balabenky",
        "+420601",
        6,
    ),
    _locale(
        "SE",
        "Åsa, Björn, Märta, Östen",
        "Öberg, Åkesson, Lindström, Sjöberg",
        "Göteborg, Malmö, Växjö",
        "Storgatan",
        "+46701",
        6,
    ),
    _locale(
        "SI",
        "Žiga, Špela, Matjaž, Nuša",
        "Kovač, Žagar, Černe",
        "Ljubljana, Kranj, Škofja Loka",
        "Čopova",
        "+38640",
        6,
    ),
    _locale(
        "UA",
        "Оксана, Тарас, Іван, Ганна",
        "Шевченко, Коваленко, Ющенко",
        "Київ, Львів, Одеса",
        "вулиця Хрещатик",
        "+38067",
        7,
    ),
    _locale(
        "EG",
        "فاطمة, أحمد, ليلى, محمود",
        "المنصوري, عبد الرحمن, حسين",
        "القاهرة, الإسكندرية",
        "شارع النيل",
        "+20100",
        7,
    ),
    _locale(
        "KW",
        "نورة, خالد, عبدالله",
        "الصباح, العنزي, المطيري",
        "مدينة الكويت, حولي",
        "شارع الخليج",
        "+96550",
        6,
    ),
    _locale("IL", "יעל, דוד, נועה", "כהן, לוי, בן־דוד", "תל אביב, חיפה", "רחוב הרצל", "+972542", 6),
    _locale(
        "JP",
        "学, 美咲, 健太, さくら",
        "松本, 藤井, 佐藤, 渡邉",
        "世田谷区, 大阪市, 札幌市",
        "中央通り",
        "+81901",
        7,
    ),
    _locale("KR", "민준, 서연, 지후", "김, 이, 박", "서울, 부산, 인천", "세종대로", "+82102", 7),
    _locale("CN", "伟, 芳, 秀英", "王, 李, 欧阳", "北京, 上海, 成都", "人民路", "+861381", 7),
    _locale("IN", "अर्जुन, प्रिया, लक्ष्मी", "शर्मा, गुप्ता, कृष्णमूर्ति", "दिल्ली, मुंबई", "महात्मा गांधी मार्ग", "+91981", 7),
    _locale("TH", "สมชาย, กัญญา, ณัฐ", "ศรีสุวรรณ, วงศ์ใหญ่", "กรุงเทพ, เชียงใหม่", "ถนนสุขุมวิท", "+66812", 6),
    _locale(
        "GE", "ნინო, გიორგი, თამარ", "ბერიძე, კაპანაძე", "თბილისი, ბათუმი", "რუსთაველის გამზირი", "+995555", 6
    ),
    _locale(
        "US",
        "Ada, Grace, Linus, Ken, Barbara",
        "Smith, O'Neill, Washington-Carver, Nguyen, García",
        "San Francisco, Truth or Consequences, Boise",
        "Market Street",
        "+1415555",
        4,
    ),
    _locale(
        "BR",
        "João, Conceição, Antônio",
        "da Silva, Gonçalves, Araújo",
        "São Paulo, Brasília",
        "Avenida Paulista",
        "+551198",
        7,
    ),
)
"""Every country the demo's unnamed customers come from, in the order they are dealt."""

COMPANY_ENDINGS = ("B.V.", "GmbH", "Ltd", "株式会社", "S.A.", "ΑΕ")
"""What a company's name may end in."""

"""Countries by their ISO 3166-1 alpha-2 codes and English names (data: pycountry)."""

from __future__ import annotations

import functools
import unicodedata
from typing import Final

from introtui.domain.errors import InvalidValue

AS_PUBLISHED: Final = {"CZ": "Czech Republic", "US": "USA"}
"""The countries that the published VAT table calls otherwise than ISO 3166: a country has one name everywhere."""


def check_country(code: str) -> str:
    """Return `code` in upper case; raises `InvalidValue` when ISO 3166-1 has no such alpha-2 code."""
    known = code.strip().upper()
    if not code.isascii() or known not in _names():
        raise InvalidValue("There is no such country; give its two-letter code, such as NL.")
    return known


def country_name(code: str) -> str:
    """Return the everyday English name of a country; raises `InvalidValue` for an unknown code."""
    return _names()[check_country(code)]


def names_of(code: str) -> tuple[str, ...]:
    """Return what a country is called, the shown name first; raises `InvalidValue` for an unknown code."""
    return tuple(dict.fromkeys((country_name(code), _iso_names()[check_country(code)])))


@functools.cache
def all_countries() -> tuple[tuple[str, str], ...]:
    """Return every country as (code, name), sorted by name with accents ignored."""
    return tuple(sorted(_names().items(), key=lambda item: (_sort_key(item[1]), item[0])))


@functools.cache
def _names() -> dict[str, str]:
    return _iso_names() | AS_PUBLISHED


@functools.cache
def _iso_names() -> dict[str, str]:
    # Imported late: it costs 60 ms, and most sessions never ask.
    import pycountry

    return {
        country.alpha_2: str(getattr(country, "common_name", None) or country.name)
        for country in pycountry.countries
    }


def _sort_key(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()

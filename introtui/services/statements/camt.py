"""Reading camt.053, versions 2 and later, as it streams in: one entry in memory at a time, and nothing hostile.

No DTD is accepted, so that there are no entities; nothing is fetched; libxml2's limits on depth and length stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from introtui.domain.statement_files import StatementRefused
from introtui.domain.statements import BankEntry
from introtui.services.statements.camt_entries import entries_of
from introtui.services.statements.elements import Element

_DOCUMENT = re.compile(r"\{(urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(?:0[2-9]|[1-9][0-9]))\}Document")
_CODE = re.compile(r"^.*?\b(camt\.05[0-9])\b.*$")
_DOCTYPE = b"<!DOCTYPE"
HEAD = 64 * 1024
"""Bytes at the beginning of a file in which a DOCTYPE may stand."""
NO_DTD = "It has a DOCTYPE, which no bank statement has; ask where the file is from."


def read_camt(file: BinaryIO) -> Iterator[BankEntry]:
    """Yield the entries of a file; raises `StatementRefused` with the line of the first thing that is wrong."""
    _refuse_doctype(file)
    reader = _Reader()
    parsing = etree.iterparse(
        file,
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for event, element in parsing:
            yield from reader.started(element) if event == "start" else reader.ended(element)
    except etree.XMLSyntaxError as error:
        raise _refused(error, parsing.error_log) from error
    reader.close()


def _refuse_doctype(file: BinaryIO) -> None:
    """Refuse a DOCTYPE before anything in it is parsed, in whichever encoding it may be written."""
    head = file.read(HEAD).replace(b"\0", b"")
    at = head.find(_DOCTYPE)
    if at >= 0:
        raise StatementRefused(head.count(b"\n", 0, at) + 1, NO_DTD)
    file.seek(0)


def _refused(error: etree.XMLSyntaxError, noted: Any) -> StatementRefused:
    """Return what libxml2 says, without the places it adds; some errors it only notes, and then finds nothing."""
    line, said = error.lineno, str(error.msg or error)
    if not line and len(noted):
        line, said = noted[0].line, noted[0].message
    said = re.sub(r",? line \d+.*$", "", said, flags=re.DOTALL).strip()
    return StatementRefused(line, f"It is no whole XML: {said}.")


class _Reader:
    """Follows a document: the account of the statement it is in, and its entries one after the other."""

    def __init__(self) -> None:
        self._space = ""
        self._account = ""
        self._statements = 0
        self._within: list[str] = []

    def started(self, element: Any) -> Iterator[BankEntry]:
        """Check what begins; yields nothing."""
        if not self._within:
            self._begin(element)
        self._within.append(self._name(element))
        yield from ()

    def ended(self, element: Any) -> Iterator[BankEntry]:
        """Yield the entries of an `Ntry` that is whole, and forget it."""
        name, outer = self._within.pop(), self._within[-2:]
        if name == "Acct" and self._within[-1:] == ["Stmt"]:
            found = Element(element, self._space)
            self._account = found.text("Id/IBAN") or found.text("Id/Othr/Id")
        elif name == "Ntry" and outer == ["BkToCstmrStmt", "Stmt"]:
            yield from entries_of(Element(element, self._space), self._account)
            _forget(element)
        elif name == "Stmt":
            self._statements += 1
            self._account = ""
            _forget(element)

    def close(self) -> None:
        """Raise `StatementRefused` where there was no statement."""
        if not self._statements:
            raise StatementRefused(1, "There is no statement in it (BkToCstmrStmt/Stmt).")

    def _begin(self, root: Any) -> None:
        if root.getroottree().docinfo.doctype:
            raise StatementRefused(root.sourceline, NO_DTD)
        found = _DOCUMENT.fullmatch(str(root.tag))
        if found is None:
            raise StatementRefused(root.sourceline, _other_kind(str(root.tag)))
        self._space = found[1]

    def _name(self, element: Any) -> str:
        space, _, name = str(element.tag).rpartition("}")
        return name if space == f"{{{self._space}" else ""


def _other_kind(tag: str) -> str:
    code = _CODE.match(tag[:200])
    found = f"It is {code[1]}" if code and code[1] != "camt.053" else "It is something else"
    return f"{found}: a bank statement is camt.053, version 2 or later; ask the bank for that."


def _forget(element: Any) -> None:
    """Free an element and what stands before it, so that memory stays flat."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]

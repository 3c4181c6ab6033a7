"""Bodies of requests: JSON from the settings, filled in value by value; answers read by a path into their JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from string import Template

from introtui.domain.errors import InvalidValue

Values = Mapping[str, str]
MOST_TEXT = 200
_PATH = re.compile(r"[\w-]+(\.[\w-]+)*")


def read_template(text: str, known: frozenset[str]) -> object:
    """Return a JSON template; raises `InvalidValue` for what is no JSON or names what cannot be filled in."""
    try:
        template: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidValue(f"Write JSON, such as {example(known)}; {error}.") from error
    for leaf in _texts(template):
        pattern = Template(leaf)
        if not pattern.is_valid():
            raise InvalidValue("A text has a $ that names nothing; write $$ for a dollar sign.")
        for name in pattern.get_identifiers():
            if name not in known:
                raise InvalidValue(
                    f"${name} is not known; there are {', '.join(f'${each}' for each in sorted(known))}."
                )
    return template


def example(known: frozenset[str]) -> str:
    """Return a template that uses everything there is."""
    return json.dumps({name: f"${name}" for name in sorted(known)})


def fill(template: object, values: Values) -> object:
    """Return the template with values in place of their names; they are never read as JSON or as a template."""
    if isinstance(template, str):
        return Template(template).substitute(values)
    if isinstance(template, dict):
        return {name: fill(each, values) for name, each in template.items()}
    if isinstance(template, list):
        return [fill(each, values) for each in template]
    return template


def read_path(text: str) -> tuple[str, ...]:
    """Return a path such as `data.0.id` in its parts; raises `InvalidValue`."""
    path = text.strip()
    if path and not _PATH.fullmatch(path):
        raise InvalidValue("Write names and numbers with dots between them, such as data.0.id.")
    return tuple(path.split(".")) if path else ()


def found_at(path: tuple[str, ...], answer: object) -> str | None:
    """Return the text or whole number an answer has at a path, None where it has none."""
    for part in path:
        if isinstance(answer, dict):
            answer = answer.get(part)
        elif isinstance(answer, list) and part.isdecimal() and int(part) < len(answer):
            answer = answer[int(part)]
        else:
            return None
    if isinstance(answer, bool) or not isinstance(answer, str | int):
        return None
    return str(answer)[:MOST_TEXT] or None


def _texts(template: object) -> Iterator[str]:
    if isinstance(template, str):
        yield template
    elif isinstance(template, dict):
        for each in template.values():
            yield from _texts(each)
    elif isinstance(template, list):
        for each in template:
            yield from _texts(each)

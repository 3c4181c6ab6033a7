"""What a company can configure, where each value came from, and nothing read later than at start.

Order of precedence: `INTROTUI_*` variables, then the TOML file, then the defaults below.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from introtui.domain.errors import IntrotuiError


class SettingsError(IntrotuiError):
    """The configuration cannot be read; the sentence names the file or variable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The values in force; `sources` tells for each whether a variable, the file or the default gave it."""

    database_url: str
    brand: str = "introtui"
    support_contact: str = "support@example.com"
    theme: str = "introtui-dark"
    export_folder: str = "."
    sources: Mapping[str, str] = field(default_factory=dict)


def default_database_url() -> str:
    """Return an SQLite file in the user's data folder (XDG)."""
    from platformdirs import user_data_path

    return f"sqlite:///{user_data_path('introtui') / 'introtui.db'}"


def settings_file(environment: Mapping[str, str]) -> Path:
    """Return the TOML file's place: `INTROTUI_CONFIG`, else the user's configuration folder (XDG)."""
    named = environment.get("INTROTUI_CONFIG")
    if named:
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("introtui") / "introtui.toml"


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read file and variables; raises `SettingsError` for an unreadable file or a value that is not known."""
    environment = os.environ if environment is None else environment
    path = settings_file(environment)
    if environment.get("INTROTUI_CONFIG") and not path.exists():
        raise SettingsError(f"INTROTUI_CONFIG names {path}, which does not exist. Create the file, or unset it.")
    in_file = _read(path)
    values: dict[str, str] = {}
    sources: dict[str, str] = {}
    for name in setting_names():
        variable = f"INTROTUI_{name.upper()}"
        if variable in environment:
            values[name], sources[name] = environment[variable], variable
        elif name in in_file:
            values[name], sources[name] = in_file[name], str(path)
        else:
            sources[name] = "default"
    values.setdefault("database_url", default_database_url())
    _check_theme(values, sources["theme"])
    return Settings(**values, sources=sources)


def setting_names() -> tuple[str, ...]:
    """Return the names a file or variable may give."""
    return tuple(known.name for known in fields(Settings) if known.name != "sources")


def _check_theme(values: Mapping[str, str], source: str) -> None:
    if "theme" not in values:
        return
    from introtui.themes import THEMES

    names = [theme.name for theme in THEMES]
    if values["theme"] not in names:
        raise SettingsError(f"{source}: there is no theme {values['theme']!r}; known are {', '.join(names)}.")


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    import tomllib

    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error
    for name, value in content.items():
        if name not in setting_names():
            raise SettingsError(f"{path}: there is no setting {name!r}; known are {', '.join(setting_names())}.")
        if not isinstance(value, str):
            raise SettingsError(f"{path}: {name} must be a text in quotes.")
    return {name: str(value) for name, value in content.items()}

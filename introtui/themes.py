"""The three themes; every colour of the program is one of these names; `quiet` is for labels and hints."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="introtui-dark",
    primary="#7aa2f7",
    secondary="#89ddff",
    accent="#ffb454",
    foreground="#d7dae0",
    background="#101318",
    surface="#161a21",
    panel="#1e242d",
    success="#8fce7e",
    warning="#e5c07b",
    error="#ff7b72",
    dark=True,
    variables={"footer-key-foreground": "#ffb454", "quiet": "#8b95a5"},
)
LIGHT = Theme(
    name="introtui-light",
    primary="#1f4fbf",
    secondary="#00677f",
    accent="#9a4b00",
    foreground="#1b1f24",
    background="#fbfbf9",
    surface="#f2f2ee",
    panel="#e6e6e0",
    success="#1c6b2a",
    warning="#7a5200",
    error="#b3261e",
    dark=False,
    variables={"footer-key-foreground": "#9a4b00", "quiet": "#5b6470"},
)
CONTRAST = Theme(
    name="introtui-contrast",
    primary="#ffffff",
    secondary="#00ffff",
    accent="#ffff00",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    success="#00ff00",
    warning="#ffff00",
    error="#ff8080",
    dark=True,
    text_alpha=1.0,
    variables={
        "footer-key-foreground": "#ffff00",
        "quiet": "#ffffff",
        "text-muted": "#ffffff",
        "text-disabled": "#c0c0c0",
    },
)
THEMES = (DARK, LIGHT, CONTRAST)

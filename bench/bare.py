"""The smallest Textual program: one Label."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Label


class Bare(App[None]):
    def compose(self) -> ComposeResult:
        yield Label("bare label")


if __name__ == "__main__":
    Bare().run()

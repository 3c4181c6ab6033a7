"""Where the program's stylesheet is, and a stylesheet that parses each rule once.

Textual parses everything again at each change of mode or screen, in case the theme's variables changed; for this
program that was five times 20 ms before the first frame.
"""

from __future__ import annotations

from pathlib import Path

from textual.cache import LRUCache
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

SOURCES = 1_000
"""More than there are kinds of widgets: each brings rules of its own, and Textual's cache forgets all but 64."""

_PARSED: dict[frozenset[tuple[str, str]], LRUCache[tuple[object, ...], list[RuleSet]]] = {}
"""What was parsed, for each theme's variables: going back to a theme parses nothing."""


def stylesheet_path() -> Path:
    """Return `styles.tcss`: inside the package when installed as a wheel, else at the root of the checkout."""
    packed = Path(__file__).with_name("styles.tcss")
    return packed if packed.exists() else Path(__file__).parents[1] / "styles.tcss"


class SteadyStylesheet(Stylesheet):
    """A stylesheet that parses again only when its variables really changed, and each rule of a theme once.

    The parts of a widget that have styles of their own, such as the cursor of an input, keep their nodes. Textual
    makes them anew whenever the focus moves, draws the widget again each time, and leaves knots of references.
    """

    def __init__(self, *, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._keep_parsed()

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take variables; the same ones keep what is parsed."""
        if variables == self._variables:
            return
        self._parse_cache = LRUCache(SOURCES)  # the old theme's rules are kept, not cleared
        super().set_variables(variables)
        self._keep_parsed()
        self._require_parse = True
        self._rules_map = None

    def _keep_parsed(self) -> None:
        self._parse_cache = _PARSED.setdefault(frozenset(self._variables.items()), LRUCache(SOURCES))

    def _process_component_classes(self, node: DOMNode) -> None:
        """Style the parts of a widget, and draw it again where that changed one."""
        changed = False
        for component in sorted(node._get_component_classes()):
            part = self._part(node, component)
            before = dict(part.styles.base.get_rules())
            self.apply(part, animate=False)
            changed = changed or before != part.styles.base.get_rules()
        if changed:
            node.refresh()

    def _part(self, node: DOMNode, component: str) -> DOMNode:
        styles = node._component_styles.get(component)
        if styles is not None and styles.node is not None:
            return styles.node
        part = DOMNode(classes=component)
        part._attach(node)
        node._component_styles[component] = part.styles
        return part

    def reparse(self) -> None:
        """Parse what new variables or new sources ask for."""
        if self._require_parse:
            self.parse()

from introtui.screens.base import Section
from introtui.commands import Scope, bindings
class O(Section):
    SCOPE=Scope.ORDERS
    BINDINGS=bindings(Scope.ORDERS)
SECTION=O

"""The operators' desk: the sections that staff have, and the screens that open from them."""

"""A pytest plugin (`-p tests.proofs.unshrunk`): leaves a failure as it was found; shrinking takes minutes."""

from __future__ import annotations

from hypothesis import Phase, settings

settings.register_profile("unshrunk", phases=[Phase.explicit, Phase.reuse, Phase.generate])
settings.load_profile("unshrunk")

"""What every test may use: hypothesis profiles (quick by default, ``fuzz`` for ``make fuzz``); a cache of its own."""

from __future__ import annotations

import os
import tempfile

from hypothesis import HealthCheck, settings

# Derandomized, so that the quick suite says the same thing twice; `make fuzz` looks further, at random.
settings.register_profile(
    "quick",
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("fuzz", max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("quick")

# Audits are kept between the commands of one run of tests, and not in the user's own cache.
_CACHE = tempfile.TemporaryDirectory(prefix="symgrad-tests-")
os.environ["SYMGRAD_CACHE"] = _CACHE.name

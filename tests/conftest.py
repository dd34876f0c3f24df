"""What every test may use: hypothesis profiles (quick by default, ``fuzz`` for ``make fuzz``)."""

from __future__ import annotations

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

"""Timings of symgrad: ``python -m benchmarks`` or ``python benchmarks/run.py`` prints the table."""

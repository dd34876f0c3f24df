"""Documents people use, made of a page of notes: HTML, LaTeX, PDF, Markdown, a notebook; the page to start from.

In reading order: ``prose`` (words), ``displays`` (printed mathematics), ``sources`` (where a value comes from),
``content`` (what stands where), ``words`` and ``verdicts`` (what is said), ``web``, ``texwords``, ``tex``, ``pdf``,
``markdown`` and ``notebook`` (one form each), ``starting``; ``cache`` and ``auditing`` (what is kept between runs).
"""

"""Pictures with matplotlib (the extra ``plot``): what goes in are models, data and fits, what comes out are Figures.

``loss`` draws loss curves, ``paths`` the ways of several optimizers over the contours of one loss (``animation`` the
same, moving), ``surface`` on the loss as a surface (``surface_animation`` the same, moving), ``learning_rates`` what
the learning rate does, ``activations`` every activation with its derivative, ``vanishing`` the gradient on its way back
through the layers; ``save`` writes a picture to a file, by its suffix.
Every number shown was computed by the generated code.  matplotlib is imported when the first picture is drawn.
"""

from symgrad.plot.contours import learning_rates, paths
from symgrad.plot.curves import loss
from symgrad.plot.files import save
from symgrad.plot.film import animation
from symgrad.plot.gradients import activations, vanishing
from symgrad.plot.relief import surface, surface_animation

__all__ = [
    "activations",
    "animation",
    "learning_rates",
    "loss",
    "paths",
    "save",
    "surface",
    "surface_animation",
    "vanishing",
]

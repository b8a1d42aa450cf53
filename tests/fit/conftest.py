"""Random numbers that do not depend on which tests ran before."""

from copy import deepcopy

import numpy as np
import pytest

FIRST = {}


@pytest.fixture(autouse=True)
def same_draws(request):
    """Each test of a module begins with the generator `RNG` as the module left it."""
    rng = getattr(request.module, "RNG", None)
    if isinstance(rng, np.random.Generator):
        rng.bit_generator.state = deepcopy(FIRST.setdefault(request.module.__name__, rng.bit_generator.state))

"""JAX and PyTorch as the engines of ``traced``; each is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any

import numpy as np

from symgrad.dialects import JaxCode, TorchCode
from symgrad.printer import ArrayCode
from symgrad.stepper.state import Values
from symgrad.stepper.traced import CHUNK, Step

Losses = list[float]


class Jax:
    """Compiled by ``jit``; the loop over steps is ``lax.fori_loop``, so that its length is no part of the program."""

    code: type[ArrayCode] = JaxCode

    def __init__(self) -> None:
        import jax

        self.jax = jax

    def here(self) -> AbstractContextManager[Any]:
        """Double precision where it was asked for, without changing JAX's own setting."""
        made: Callable[[bool], AbstractContextManager[Any]] | None = getattr(self.jax, "enable_x64", None)
        if made is None:  # before JAX 0.8; what newer ones have there has no truth value
            from jax import experimental

            made = experimental.enable_x64
        return made(True)

    def put(self, value: Any, dtype: np.dtype) -> Any:
        """On JAX's default device."""
        return self.jax.numpy.array(value, dtype=dtype)

    def get(self, value: Any) -> np.ndarray:
        """Back to NumPy."""
        return np.asarray(value)

    def function(self, run: Callable[..., Any]) -> Callable[..., Any]:
        """Jitted."""
        return self.jax.jit(run)

    def loop(self, step: Step) -> Callable[..., tuple[Losses, Values, dict[str, Values]]]:
        """The compiled loop over as many steps as there are lines, up to ``CHUNK``."""
        jax, jnp = self.jax, self.jax.numpy

        def steps(
            count: Any, params: Values, states: Any, given: Values, sampled: Values, batches: Any, table: Any
        ) -> Any:
            def one(number: Any, carried: Any) -> Any:
                params, states, losses = carried
                data = given
                if batches is not None:
                    data = {**given, **{key: array[batches[number]] for key, array in sampled.items()}}
                loss, params, states = step(params, states, data, list(table[number]))
                return _like(carried, (params, states, losses.at[number].set(loss)))

            return jax.lax.fori_loop(0, count, one, (params, states, jnp.zeros(len(table), table.dtype)))

        run = jax.jit(steps)

        def loop(
            params: Values,
            states: Any,
            data: Values,
            names: Any,
            batches: np.ndarray | None,
            table: np.ndarray,
        ) -> tuple[Losses, Values, dict[str, Values]]:
            count = len(table)
            room = 1 if count == 1 else CHUNK
            sampled = {key: data[key] for key in names} if batches is not None else {}
            rest = {key: value for key, value in data.items() if key not in sampled}
            given = None if batches is None else _padded(batches, room)
            params, states, losses = run(count, params, states, rest, sampled, given, _padded(table, room))
            return np.asarray(losses)[:count].tolist(), params, states

        def _like(old: Any, new: Any) -> Any:
            """In the precision it had before."""
            return jax.tree.map(lambda a, b: jnp.asarray(b, a.dtype).reshape(a.shape), old, new)

        return loop


def _padded(lines: np.ndarray, room: int) -> np.ndarray:
    """As many lines as the compiled loop has room for; those added are not used."""
    return np.concatenate([lines, np.zeros((room - len(lines), *lines.shape[1:]), lines.dtype)])


class Torch:
    """Operations on tensors one after the other, without its autograd."""

    code: type[ArrayCode] = TorchCode

    def __init__(self) -> None:
        import torch

        self.torch = torch

    def here(self) -> AbstractContextManager[Any]:
        """Nothing is recorded for derivatives: ours are derived already."""
        made: AbstractContextManager[Any] = self.torch.no_grad()
        return made

    def put(self, value: Any, dtype: np.dtype) -> Any:
        """On PyTorch's default device."""
        return self.torch.tensor(np.asarray(value), dtype=getattr(self.torch, dtype.name))

    def get(self, value: Any) -> np.ndarray:
        """Back to NumPy."""
        found: np.ndarray = value.cpu().numpy()
        return found

    def function(self, run: Callable[..., Any]) -> Callable[..., Any]:
        """As it is."""
        return run

    def loop(self, step: Step) -> Callable[..., tuple[Losses, Values, dict[str, Values]]]:
        """A Python loop; the losses come back when it is done."""
        torch = self.torch

        def loop(
            params: Values,
            states: Any,
            data: Values,
            names: Any,
            batches: np.ndarray | None,
            table: np.ndarray,
        ) -> tuple[Losses, Values, dict[str, Values]]:
            losses = []
            for number, line in enumerate(table.tolist()):
                here = data
                if batches is not None:
                    index = torch.tensor(batches[number])
                    here = {**data, **{key: data[key][index] for key in names}}
                loss, params, states = step(params, states, here, line)
                losses.append(loss)
            return [float(loss) for loss in losses], params, states

        return loop


@lru_cache(maxsize=1)
def jax_engine() -> Jax:
    """JAX.  Raises ``ImportError`` without it."""
    return Jax()


@lru_cache(maxsize=1)
def torch_engine() -> Torch:
    """PyTorch.  Raises ``ImportError`` without it."""
    return Torch()

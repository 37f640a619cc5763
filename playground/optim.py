"""Optimizers as directions, schedules as factors.

An optimizer turns a gradient into a direction; the engine walks
`params − learning_rate · schedule · direction`, so learning rate, schedule and momentum stay
traced and moving them never recompiles. Parameters may be any pytree.

A new optimizer or schedule is one decorated function here. An optimizer's fact `momentum` says
whether the page's momentum acts on it, its fact `perceptron` that it is Rosenblatt's rule.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import jax
import jax.numpy as jnp
import optax
from jax.typing import ArrayLike

from playground.registry import Registry

WEIGHT_DECAY = 0.01  # AdamW's own decay a step, before the learning rate


class Optimizer(Protocol):
    """Makes the transformation from gradient to direction.

    `momentum` may be traced. `decays` has the shape of the parameters and is 1 where decoupled
    weight decay acts (on weights) and 0 where it does not (on biases); without it, arrays of two
    axes or more count as weights.
    """

    def __call__(
        self, momentum: ArrayLike, *, decays: Any = None
    ) -> optax.GradientTransformation: ...


Schedule = Callable[[jax.Array], jax.Array]  # progress (step / total steps, may pass 1) -> factor

OPTIMIZERS: Registry[Optimizer] = Registry("optimizer")
SCHEDULES: Registry[Schedule] = Registry("schedule")


@OPTIMIZERS.register("sgd", label="SGD", momentum=False, perceptron=False)
def sgd(momentum: ArrayLike, *, decays: Any = None) -> optax.GradientTransformation:
    """Steps straight downhill, by the gradient itself.

    d = g
    Reference: Robbins and Monro, "A stochastic approximation method", 1951.
    """
    return optax.identity()


@OPTIMIZERS.register("momentum", label="Momentum", momentum=True, perceptron=False)
def heavy_ball(momentum: ArrayLike, *, decays: Any = None) -> optax.GradientTransformation:
    """Rolls downhill like a ball that keeps part of its speed.

    v ← g + μ v, d = v, with μ the momentum
    Reference: Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.
    """
    return optax.trace(momentum)


@OPTIMIZERS.register("nesterov", label="Nesterov", momentum=True, perceptron=False)
def nesterov(momentum: ArrayLike, *, decays: Any = None) -> optax.GradientTransformation:
    """Momentum that looks one step ahead, and so brakes in time.

    v ← g + μ v, d = g + μ v
    Reference: Nesterov, 1983; in this form Sutskever, Martens, Dahl and Hinton, 2013.
    """
    return optax.trace(momentum, nesterov=True)


@OPTIMIZERS.register("rmsprop", label="RMSprop", momentum=False, perceptron=False)
def rmsprop(momentum: ArrayLike, *, decays: Any = None) -> optax.GradientTransformation:
    """Gives each weight its own step, smaller where gradients have lately been large.

    s ← 0.9 s + 0.1 g², d = g / √(s + 10⁻⁸)
    Reference: Hinton, "Neural networks for machine learning", lecture 6, 2012.
    """
    return optax.scale_by_rms(decay=0.9, eps=1e-8)


@OPTIMIZERS.register("adagrad", label="Adagrad", momentum=False, perceptron=False)
def adagrad(momentum: ArrayLike, *, decays: Any = None) -> optax.GradientTransformation:
    """Gives each weight its own step, which shrinks with every gradient it has seen.

    s ← s + g² from s = 0.1, d = g / √(s + 10⁻⁷)
    Reference: Duchi, Hazan and Singer, "Adaptive subgradient methods", 2011.
    """
    return optax.scale_by_rss(initial_accumulator_value=0.1, eps=1e-7)


@OPTIMIZERS.register("adam", label="Adam", momentum=False, perceptron=False)
def adam(momentum: ArrayLike, *, decays: Any = None) -> optax.GradientTransformation:
    """Momentum and a step of its own for each weight, together.

    m ← 0.9 m + 0.1 g, s ← 0.999 s + 0.001 g², d = m̂ / (√ŝ + 10⁻⁸), where the hats divide by
    1 − 0.9ᵗ and 1 − 0.999ᵗ at step t
    Reference: Kingma and Ba, 2014, arXiv:1412.6980.
    """
    return optax.scale_by_adam(b1=0.9, b2=0.999, eps=1e-8)


@OPTIMIZERS.register("adamw", label="AdamW", momentum=False, perceptron=False)
def adamw(momentum: ArrayLike, *, decays: Any = None) -> optax.GradientTransformation:
    """Adam that also lets every weight fade a little at each step.

    d = Adam's d + 0.01 w for weights; biases do not fade
    Reference: Loshchilov and Hutter, 2017, arXiv:1711.05101.
    """
    return optax.chain(adam(momentum), _add_decay(decays))


@OPTIMIZERS.register("lion", label="Lion", momentum=False, perceptron=False)
def lion(momentum: ArrayLike, *, decays: Any = None) -> optax.GradientTransformation:
    """Moves every weight by the same amount and lets the gradient choose only the sign.

    d = sign(0.9 m + 0.1 g), m ← 0.99 m + 0.01 g
    Reference: Chen et al., 2023, arXiv:2302.06675.
    """
    return optax.scale_by_lion(b1=0.9, b2=0.99)


@OPTIMIZERS.register("perceptron", label="Perceptron rule", momentum=False, perceptron=True)
def perceptron(momentum: ArrayLike, *, decays: Any = None) -> optax.GradientTransformation:
    """Moves the line only when a point is on the wrong side: the first learning rule of all.

    d = −y x for a mistake, else 0: the gradient of the perceptron criterion, one point at a time
    in its original form.
    Reference: Rosenblatt, "The perceptron", 1958.
    """
    return optax.identity()


def _add_decay(decays: Any) -> optax.GradientTransformation:
    """Add WEIGHT_DECAY · w where `decays` is 1.

    `optax.add_decayed_weights` masks whole leaves; this one masks entries, so that weights and
    biases may lie in one flat vector.
    """

    def start(params: Any) -> optax.EmptyState:
        return optax.EmptyState()

    def update(updates: Any, state: Any, params: Any = None) -> tuple[Any, Any]:
        if params is None:
            raise ValueError("params is None; adamw needs the parameters")
        mask = jax.tree.map(lambda p: float(p.ndim >= 2), params) if decays is None else decays
        faded = jax.tree.map(lambda d, p, on: d + WEIGHT_DECAY * on * p, updates, params, mask)
        return faded, state

    return optax.GradientTransformation(start, update)


@SCHEDULES.register("constant", label="Constant")
def constant(progress: jax.Array) -> jax.Array:
    """The learning rate stays as it is.

    factor = 1
    """
    return jnp.ones_like(progress)


@SCHEDULES.register("step", label="Steps")
def step(progress: jax.Array) -> jax.Array:
    """A tenth of the learning rate after half of the run, a hundredth after three quarters.

    factor = 1, 0.1 from p = 0.5, 0.01 from p = 0.75 on, with p the part of the run that is done
    """
    return jnp.where(progress < 0.5, 1.0, jnp.where(progress < 0.75, 0.1, 0.01))


@SCHEDULES.register("exponential", label="Exponential")
def exponential(progress: jax.Array) -> jax.Array:
    """The learning rate shrinks by the same ratio all along, to a hundredth at the end.

    factor = 0.01^p; it stays at 0.01 afterwards
    """
    return jnp.power(0.01, jnp.minimum(progress, 1.0))


@SCHEDULES.register("cosine", label="Cosine")
def cosine(progress: jax.Array) -> jax.Array:
    """Nearly full speed at first, then slower and slower along a half wave.

    factor = 0.01 + 0.99 (1 + cos πp) / 2; it stays at 0.01 afterwards
    Reference: Loshchilov and Hutter, 2016, arXiv:1608.03983.
    """
    return 0.01 + 0.99 * 0.5 * (1.0 + jnp.cos(jnp.pi * jnp.minimum(progress, 1.0)))


@SCHEDULES.register("warmup", label="Warm-up")
def warmup(progress: jax.Array) -> jax.Array:
    """Starts carefully and reaches the full learning rate after a tenth of the run.

    factor = 0.01 + 0.99 · min(1, p / 0.1)
    Reference: Goyal et al., 2017, arXiv:1706.02677.
    """
    return 0.01 + 0.99 * jnp.minimum(1.0, progress / 0.1)

"""Data sets: points of the plane [−6, 6]² (or of the line) with the answers to be learned.

A generator draws the same points for the same seed whatever the noise: the disturbance is drawn
always and then scaled, so that moving the noise slider moves points and does not replace them.
Points come class by class; `sampling.split` shuffles them.

A new data set is one decorated function here, with the facts
* `kind`: "binary" (y is −1 or +1), "multiclass" (0 … classes − 1), "regression" (a number for
  each point of the plane) or "curve" (a number for each x₁; x₂ is 0);
* `classes`: their number, 1 where the answer is a number;
* `default_points`: how many points show the set well;
* `fixed`: whether the points are fixed, and number, noise and split therefore mean nothing;
* `formula`: where a person may set the function that the points follow, the one it has by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from playground.data.formula import evaluate, usable
from playground.data.shapes import DOMAIN, along_arms, by_class, half, sign, spread
from playground.registry import Registry

Floats = NDArray[np.float64]

CORNER = 3.0  # the four corners lie at (±CORNER, ±CORNER), well inside the plane drawn


class Points(NamedTuple):
    """Positions and answers."""

    x: Floats  # (n, 2)
    y: NDArray[np.float64] | NDArray[np.int64]  # (n,)


class Generator(Protocol):
    """Draws `n` points, disturbed by `noise` in [0, 0.5]."""

    def __call__(self, n: int, *, noise: float, rng: np.random.Generator) -> Points: ...


DATASETS: Registry[Generator] = Registry("dataset")


def _enter(
    name: str,
    *,
    label: str,
    kind: str = "binary",
    classes: int = 2,
    default_points: int = 500,
    fixed: bool = False,
    formula: str = "",
) -> Callable[[Generator], Generator]:
    """Enter a data set with its facts."""
    return DATASETS.register(
        name,
        label=label,
        kind=kind,
        classes=classes if kind in ("binary", "multiclass") else 1,
        default_points=default_points,
        fixed=fixed,
        formula=formula,
    )


@_enter("circle", label="Circle")
def circle(n: int, *, noise: float, rng: np.random.Generator) -> Points:
    """A blue disc inside an orange ring.

    Radius r ~ U(0, 2.5) for the first half of the points, r ~ U(3.5, 5) for the others;
    y = +1 where |x + e| < 2.5, with e ~ U(−5, 5)² · noise: noise turns labels, not positions.
    Reference: TensorFlow Playground, "Circle".
    """
    inner = half(n)
    r = np.concatenate([rng.uniform(0, 2.5, inner), rng.uniform(3.5, 5, n - inner)])
    angle = rng.uniform(0, 2 * np.pi, n)
    x = np.column_stack([r * np.sin(angle), r * np.cos(angle)])
    e = rng.uniform(-5, 5, (n, 2)) * noise
    return Points(x, sign(np.hypot(*(x + e).T) < 2.5))


@_enter("xor", label="Exclusive or")
def xor(n: int, *, noise: float, rng: np.random.Generator) -> Points:
    """Four squares like a chessboard: opposite corners share a colour.

    x ~ U(−5, 5)², each coordinate then moved 0.3 away from 0;
    y = +1 where (x₁ + e₁)(x₂ + e₂) ≥ 0, with e ~ U(−5, 5)² · noise.
    Reference: TensorFlow Playground, "Exclusive or".
    """
    x = rng.uniform(-5, 5, (n, 2))
    x += np.where(x > 0, 0.3, -0.3)
    e = rng.uniform(-5, 5, (n, 2)) * noise
    return Points(x, sign((x + e).prod(axis=1) >= 0))


@_enter("gauss", label="Gaussian")
def gauss(n: int, *, noise: float, rng: np.random.Generator) -> Points:
    """Two round clouds that a straight line can tell apart.

    x ~ N(±(2, 2), σ²I) with σ² = 0.5 + 7 · noise; y is the sign of the centre.
    Reference: TensorFlow Playground, "Gaussian".
    """
    y = sign(np.arange(n) < half(n))
    return Points(2 * y[:, None] + spread(noise) * rng.standard_normal((n, 2)), y)


@_enter("spiral", label="Spiral")
def spiral(n: int, *, noise: float, rng: np.random.Generator) -> Points:
    """Two arms wound around each other: the hardest of the classic sets.

    Of m points an arm, point i has r = 5i/m and t = 1.75 · 2π · i/m (+ π in the second arm);
    x = r (sin t, cos t) + U(−1, 1)² · noise.
    Reference: TensorFlow Playground, "Spiral".
    """
    x, arm = along_arms(n, arms=2, turns=1.75)
    return Points(x + rng.uniform(-1, 1, (n, 2)) * noise, sign(arm == 0))


@_enter("plane", label="Plane", kind="regression", default_points=1200)
def plane(n: int, *, noise: float, rng: np.random.Generator) -> Points:
    """A number that rises evenly from one corner to the opposite one.

    x ~ U(−6, 6)²; y = (x₁ + e₁ + x₂ + e₂) / 10, with e ~ U(−6, 6)² · noise.
    Reference: TensorFlow Playground, "Plane".
    """
    x = rng.uniform(-6, 6, (n, 2))
    e = rng.uniform(-6, 6, (n, 2)) * noise
    return Points(x, (x + e).sum(axis=1) / 10)


# The centres of `multi_gauss`, each with the sign of its bump.
BUMPS = np.array(
    [[-4, 2.5, 1], [0, 2.5, -1], [4, 2.5, 1], [-4, -2.5, -1], [0, -2.5, 1], [4, -2.5, -1]]
)


@_enter("multi_gauss", label="Multi gaussian", kind="regression", default_points=1200)
def multi_gauss(n: int, *, noise: float, rng: np.random.Generator) -> Points:
    """A number with three hills and three hollows.

    x ~ U(−6, 6)²; each of six centres gives sign · clamp(1 − d/2, 0, 1) at distance d from it,
    and y is the one of largest size, taken at x + e with e ~ U(−6, 6)² · noise.
    Reference: TensorFlow Playground, "Multi gaussian".
    """
    x = rng.uniform(-6, 6, (n, 2))
    e = rng.uniform(-6, 6, (n, 2)) * noise
    d = np.linalg.norm((x + e)[:, None, :] - BUMPS[None, :, :2], axis=2)
    height = np.clip(1 - d / 2, 0, 1)
    top = height.argmax(axis=1)
    return Points(x, BUMPS[top, 2] * height[np.arange(n), top])


CORNERS = CORNER * np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
HIGH = CORNERS > 0


@_enter("and_corners", label="AND", default_points=4, fixed=True)
def and_corners(n: int, *, noise: float, rng: np.random.Generator) -> Points:
    """Four points: blue only where both X₁ and X₂ are high.

    The corners (±3, ±3) of a square, high being +3; y = +1 at (+3, +3), else −1.
    Always these four, without noise, and tested on what was trained on.
    Reference: McCulloch and Pitts, "A logical calculus of the ideas immanent in nervous
    activity", 1943.
    """
    return _corners(HIGH[:, 0] & HIGH[:, 1])


@_enter("or_corners", label="OR", default_points=4, fixed=True)
def or_corners(n: int, *, noise: float, rng: np.random.Generator) -> Points:
    """Four points: blue where X₁ or X₂ is high, or both.

    The corners (±3, ±3) of a square, high being +3; y = −1 at (−3, −3), else +1.
    Always these four, without noise, and tested on what was trained on.
    Reference: McCulloch and Pitts, 1943.
    """
    return _corners(HIGH[:, 0] | HIGH[:, 1])


@_enter("xor_corners", label="XOR", default_points=4, fixed=True)
def xor_corners(n: int, *, noise: float, rng: np.random.Generator) -> Points:
    """Four points: blue where exactly one of X₁ and X₂ is high, which no straight line can do.

    The corners (±3, ±3) of a square, high being +3; y = +1 at (−3, +3) and (+3, −3), else −1.
    Always these four, without noise, and tested on what was trained on.
    Reference: Minsky and Papert, "Perceptrons", 1969.
    """
    return _corners(HIGH[:, 0] ^ HIGH[:, 1])


@_enter("moons", label="Two moons")
def moons(n: int, *, noise: float, rng: np.random.Generator) -> Points:
    """Two half circles that reach into each other.

    With t ~ U(0, π): 3 (cos t − ½, sin t − ¼) for blue, 3 (½ − cos t, ¼ − sin t) for orange;
    positions move by N(0, σ²) with σ = 3 · noise, the radius of a moon being 3.
    """
    upper = np.arange(n) < half(n)
    t = rng.uniform(0, np.pi, n)
    x = 3 * np.column_stack([np.cos(t) - 0.5, np.sin(t) - 0.25])
    x[~upper] *= -1
    return Points(x + 3 * noise * rng.standard_normal((n, 2)), sign(upper))


@_enter("blobs", label="Three blobs", kind="multiclass", classes=3, default_points=600)
def blobs(n: int, *, noise: float, rng: np.random.Generator) -> Points:
    """Three round clouds, one for each of three classes.

    x ~ N(c, σ²I) around three centres c at distance 3 from the middle, σ² = 0.5 + 7 · noise.
    """
    y = by_class(n, 3)
    angle = np.pi / 2 + y * 2 * np.pi / 3
    centre = 3 * np.column_stack([np.cos(angle), np.sin(angle)])
    return Points(centre + spread(noise) * rng.standard_normal((n, 2)), y)


@_enter("spiral3", label="Three-arm spiral", kind="multiclass", classes=3, default_points=600)
def spiral3(n: int, *, noise: float, rng: np.random.Generator) -> Points:
    """Three arms wound around each other, one for each of three classes.

    Of m points an arm, point i has r = 5i/m and t = 1.25 · 2π · i/m + k · 2π/3 in arm k;
    x = r (sin t, cos t) + U(−1, 1)² · noise. Fewer turns than two arms have leave the same gap.
    """
    x, arm = along_arms(n, arms=3, turns=1.25)
    return Points(x + rng.uniform(-1, 1, (n, 2)) * noise, arm)


@_enter("checkerboard", label="Checkerboard", default_points=1000)
def checkerboard(n: int, *, noise: float, rng: np.random.Generator) -> Points:
    """Sixteen squares whose colours alternate.

    A 4 × 4 board of squares of side 2.5 over [−5, 5]²: y = +1 where column + row is even.
    Points are uniform in the squares of their class and move by N(0, σ²) with σ = noise.
    """
    y = sign(np.arange(n) < half(n))
    column = rng.integers(0, 4, n)
    row = 2 * rng.integers(0, 2, n) + np.where(y > 0, column % 2, 1 - column % 2)
    x = (np.column_stack([column, row]) + rng.uniform(0, 1, (n, 2))) * 2.5 - 5
    return Points(x + noise * rng.standard_normal((n, 2)), y)


WAVES = "0.6*sin(x)+0.4*sin(2*x)"


@_enter("curve", label="Curve", kind="curve", default_points=200, formula=WAVES)
def curve(n: int, *, noise: float, rng: np.random.Generator, formula: str = WAVES) -> Points:
    """A wavy line: one number to predict from X₁ alone.

    x₁ ~ U(−6, 6) where |f(x₁)| < 6, x₂ = 0; y = f(x₁) + N(0, σ²) with σ = noise. By itself
    f(x) = 0.6 sin x + 0.4 sin 2x.
    """
    x1, e = rng.uniform(-6, 6, n), noise * rng.standard_normal(n)
    x1 = usable(formula, x1, reach=DOMAIN, lots=rng.random(n))
    return Points(np.column_stack([x1, np.zeros(n)]), evaluate(formula, x1) + e)


@_enter("above", label="Above or below f(x)", formula="2*sin(x)")
def above(n: int, *, noise: float, rng: np.random.Generator, formula: str = "2*sin(x)") -> Points:
    """Blue above a curve whose formula you may type, orange below.

    x ~ U(−6, 6)² where f(x₁) has a value; y = +1 where x₂ + e > f(x₁), with e ~ U(−5, 5) · noise.
    """
    x, e = rng.uniform(-6, 6, (n, 2)), rng.uniform(-5, 5, n) * noise
    x[:, 0] = usable(formula, x[:, 0], reach=np.inf, lots=rng.random(n))
    return Points(x, sign(x[:, 1] + e > evaluate(formula, x[:, 0])))


@_enter("own", label="Own points", default_points=40)
def own(n: int, *, noise: float, rng: np.random.Generator) -> Points:
    """Points that you draw yourself or bring along in a table.

    Until there are any, two strokes of a pen to begin with: blue along x₂ = 1 + x₁² / 8, orange
    along x₂ = −1 − x₁² / 8, with x₁ ~ U(−4, 4) and N(0, σ²) with σ = 0.2 + noise added to both.
    """
    y = sign(np.arange(n) < half(n))
    x1 = rng.uniform(-4, 4, n)
    strokes = np.column_stack([x1, y * (1 + x1**2 / 8)])
    return Points(strokes + (0.2 + noise) * rng.standard_normal((n, 2)), y)


def _corners(positive: NDArray[np.bool_]) -> Points:
    return Points(CORNERS.copy(), sign(positive))

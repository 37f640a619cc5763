"""Sketches: what NumPy reads off a network is what its compiled program will."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.extend import core

from playground.model.activations import ACTIVATIONS
from playground.train import sketch
from playground.train.programs import Program, sketch_probe
from playground.train.sketch import sketched
from playground.train.training import plan
from tests.train.compiled import CASES, fresh


@pytest.mark.parametrize("case", CASES)
def test_a_sketch_shows_what_the_probe_shows(case):
    training = fresh(CASES[case])
    training.advance(3)
    exact = training.snapshot()
    drawn = sketch_probe(plan(CASES[case]).seen)
    training.program = Program(training.structure, drawn, None, 0.0, sketched=True)
    near = training.snapshot()
    for name, one, other in zip(exact._fields, near, exact, strict=True):
        assert (one.dtype, one.shape) == (other.dtype, other.shape), name
        if one.dtype == np.uint8:
            apart = np.abs(one.astype(int) - other.astype(int))
            assert not apart.size or apart.max() <= 1, name
        else:
            np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6, err_msg=name)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_is_carried_out_by_numpy_itself(name, monkeypatch):
    sums = np.array([-np.inf, -300, -3, -0.5, -0.0, 0, 1e-8, 0.7, 20, 300, np.inf], np.float32)
    function = ACTIVATIONS[name].value
    drawn = sketched(function, [jax.ShapeDtypeStruct(sums.shape, sums.dtype)])
    monkeypatch.setattr(core.Primitive, "bind", None)  # JAX is not to help
    found = drawn(sums)
    monkeypatch.undo()
    np.testing.assert_allclose(found, function(jnp.asarray(sums)), rtol=2e-6, atol=1e-6)


@jax.custom_vjp
def double(x):
    return 2 * x


double.defvjp(lambda x: (double(x), None), lambda _, g: (2 * g,))


def odd(x):
    def half(x):
        return jax.checkpoint(double)(x) / 4

    rows = jax.lax.cond(x[0, 0] > 0, half, jnp.negative, x)
    batched = jnp.einsum("bij,bjk->bik", rows[None], x[None])[0]
    return {"cumulated": jnp.cumsum(batched), "pair": (jax.lax.top_k(x[0], 2), x.astype(bool))}


def test_what_numpy_is_not_taught_jax_does():
    x = np.arange(9, dtype=np.float32).reshape(3, 3) - 4
    drawn = sketched(odd, [jax.ShapeDtypeStruct(x.shape, x.dtype)])
    for sign in (1, -1):
        jax.tree.map(np.testing.assert_allclose, drawn(sign * x), odd(jnp.asarray(sign * x)))


def test_a_number_of_the_program_keeps_its_type():
    x = np.ones(3, np.float32)
    drawn = sketched(lambda x: 0.1 * x + 2, [jax.ShapeDtypeStruct(x.shape, x.dtype)])
    assert drawn(x).dtype == np.float32


def test_the_table_names_operations_as_jax_does():
    known = {name.removesuffix("_p") for name in dir(core.primitives)}
    known |= {"add_any", "squeeze", "stop_gradient", "copy"}
    assert set(sketch._OPERATIONS) <= known, set(sketch._OPERATIONS) - known

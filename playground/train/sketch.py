"""Sketch: the first reading of a network, by NumPy, while its program is still being compiled.

JAX writes a traced function down as a list of elementary operations (a jaxpr). Here each of them is
carried out as it stands: nothing is compiled, so that a network nobody has had before is seen at
once, and what it answers is worked out by the same formulas as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray
from scipy import special

Array = NDArray[Any]

# A function within the function, and which of the parameters holds its operations.
_CALLS = {
    "closed_call": "call_jaxpr",
    "custom_jvp_call": "call_jaxpr",
    "custom_vjp_call": "call_jaxpr",
    "jit": "jaxpr",
}
# By the name of the operation, with the parameters that JAX gives it; what is not among them, or
# answers NotImplemented, JAX does itself, one small kernel each, which takes some time to compile.
_OPERATIONS: dict[str, Callable[..., Any]] = {
    "abs": np.abs,
    "add": np.add,
    "add_any": np.add,
    "and": np.bitwise_and,
    "ceil": np.ceil,
    "copy": np.asarray,
    "cos": np.cos,
    "cosh": np.cosh,
    "div": np.divide,
    "eq": np.equal,
    "erf": special.erf,
    "erfc": special.erfc,
    "exp": np.exp,
    "expm1": np.expm1,
    "floor": np.floor,
    "ge": np.greater_equal,
    "gt": np.greater,
    "is_finite": np.isfinite,
    "le": np.less_equal,
    "log": np.log,
    "log1p": np.log1p,
    "logistic": special.expit,
    "lt": np.less,
    "max": np.maximum,
    "min": np.minimum,
    "mul": np.multiply,
    "ne": np.not_equal,
    "neg": np.negative,
    "not": np.invert,
    "or": np.bitwise_or,
    "sign": np.sign,
    "sin": np.sin,
    "sinh": np.sinh,
    "sqrt": np.sqrt,
    "square": np.square,
    "stop_gradient": np.asarray,
    "sub": np.subtract,
    "tan": np.tan,
    "tanh": np.tanh,
}


def _operation(function: Callable[..., Any]) -> Callable[..., Any]:
    """Enter a function under its own name, without the underscore."""
    _OPERATIONS[function.__name__[1:]] = function
    return function


@_operation
def _argmax(x: Array, *, axes: Sequence[int], index_dtype: Any) -> Any:
    return np.argmax(x, axis=axes[0]).astype(index_dtype)


@_operation
def _broadcast_in_dim(
    x: Array, *, shape: Sequence[int], broadcast_dimensions: Sequence[int], **_: Any
) -> Any:
    spread = [1] * len(shape)
    for size, axis in zip(np.shape(x), broadcast_dimensions, strict=True):
        spread[axis] = size
    return np.broadcast_to(np.reshape(x, spread), shape)


@_operation
def _concatenate(*parts: Array, dimension: int) -> Any:
    return np.concatenate(parts, axis=dimension)


@_operation
def _convert_element_type(x: Array, *, new_dtype: Any, **_: Any) -> Any:
    return np.asarray(x).astype(new_dtype)


@_operation
def _dot_general(a: Array, b: Array, *, dimension_numbers: Any, **_: Any) -> Any:
    contracted, (batch, _) = dimension_numbers
    return NotImplemented if len(batch) else np.tensordot(a, b, contracted)


@_operation
def _dynamic_slice(x: Array, *starts: Array, slice_sizes: Sequence[int]) -> Any:
    rooms = zip(starts, x.shape, slice_sizes, strict=True)
    begins = [min(max(int(start), 0), room - size) for start, room, size in rooms]
    return x[tuple(slice(b, b + size) for b, size in zip(begins, slice_sizes, strict=True))]


@_operation
def _reduce_max(x: Array, *, axes: Sequence[int], **_: Any) -> Any:
    return np.max(x, axis=tuple(axes))


@_operation
def _reduce_sum(x: Array, *, axes: Sequence[int], **_: Any) -> Any:
    return np.sum(x, axis=tuple(axes), dtype=x.dtype)


@_operation
def _reshape(x: Array, *, new_sizes: Sequence[int], dimensions: Any, **_: Any) -> Any:
    return NotImplemented if dimensions is not None else np.reshape(x, new_sizes)


@_operation
def _round(x: Array, *, rounding_method: int) -> Any:
    return np.round(x) if int(rounding_method) == 1 else NotImplemented  # 1: to the even one


@_operation
def _select_n(which: Array, *cases: Array) -> Any:
    return np.where(which, cases[1], cases[0]) if len(cases) == 2 else NotImplemented


@_operation
def _slice(x: Array, *, start_indices: Any, limit_indices: Any, strides: Any) -> Any:
    steps = strides or [None] * len(start_indices)
    return x[tuple(map(slice, start_indices, limit_indices, steps))]


@_operation
def _squeeze(x: Array, *, dimensions: Sequence[int]) -> Any:
    return np.squeeze(x, axis=tuple(dimensions))


@_operation
def _transpose(x: Array, *, permutation: Sequence[int]) -> Any:
    return np.transpose(x, permutation)


def sketched(function: Callable[..., Any], shapes: Sequence[Any]) -> Callable[..., Any]:
    """The function, traced for arguments of these shapes; calling it gives NumPy arrays.

    `shapes` holds one tree of `jax.ShapeDtypeStruct` for each argument.
    """
    traced, answer = jax.make_jaxpr(function, return_shape=True)(*shapes)
    return partial(_call, traced, jax.tree.structure(answer))


def _call(traced: Any, answer: Any, *args: Any) -> Any:
    flat = [np.asarray(leaf) for leaf in jax.tree.leaves(args)]
    with np.errstate(all="ignore"):  # a network that has diverged is read like any other
        return jax.tree.unflatten(answer, _carry_out(traced, flat))


def _carry_out(closed: Any, args: Sequence[Any]) -> list[Any]:
    """What the operations of a jaxpr make of these arguments."""
    jaxpr = closed.jaxpr
    values: dict[Any, Any] = dict(zip(jaxpr.constvars, closed.consts, strict=True))
    values.update(zip(jaxpr.invars, args, strict=True))

    def read(atom: Any) -> Any:
        if hasattr(atom, "val"):  # a number written into the program
            return np.asarray(atom.val, atom.aval.dtype)
        return values[atom]

    for step in jaxpr.eqns:
        found = _do(step.primitive, step.params, [read(atom) for atom in step.invars])
        values.update(zip(step.outvars, found, strict=True))
    return [read(atom) for atom in jaxpr.outvars]


def _do(primitive: Any, params: dict[str, Any], args: Sequence[Any]) -> Sequence[Any]:
    if primitive.name in _CALLS:
        return _carry_out(params[_CALLS[primitive.name]], args)
    operation = _OPERATIONS.get(primitive.name)
    found = NotImplemented
    if isinstance(operation, np.ufunc):
        found = operation(*args)  # its parameters say how exact it has to be, or where to run
    elif operation is not None:
        found = operation(*args, **params)
    if found is not NotImplemented:
        return [found]
    left = primitive.bind(*args, **params)
    return [np.asarray(part) for part in (left if primitive.multiple_results else [left])]

"""Files that the page saves and opens: the experiment as JSON, trained weights as `.npz`.

What is opened comes from anywhere. Its size is bounded before and after it is unpacked, nothing in
it is ever executed, and what is wrong with it is said in one sentence.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from itertools import pairwise
from typing import Any, NamedTuple, NoReturn

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from playground.model.mlp import layer_sizes
from playground.spec import Experiment, from_json, to_json

__all__ = [
    "MAX_FILE_BYTES",
    "BadFile",
    "Brought",
    "Layers",
    "Weights",
    "read_file",
    "sizes_of",
    "write_experiment",
    "write_weights",
]

MAX_FILE_BYTES = 2_000_000  # sixteen layers of 128 neurons are 1 MB
MAX_UNPACKED_BYTES = 4_000_000
MAX_TEXT_CHARS = 1_000_000
_MAX_HEADER_CHARS = 1_000  # of one array
_EXPERIMENT = "experiment"
_EPOCH = "epoch"
_MAX_EPOCH = 1_000_000
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others unpack without a bound
_ENCRYPTED = 1  # a flag
_UNREAD = "The file is encrypted, or packed in a way that is not read here."

Layers = list[tuple[NDArray[Any], NDArray[Any]]]  # (w (fan_in, fan_out), b (fan_out,)) of each


class BadFile(ValueError):
    """A file that cannot be opened; its message is one sentence."""


class Weights(NamedTuple):
    """The weights of a network, and how far they have come."""

    layers: Layers  # float32
    epoch: int  # since the experiment's own first weights; 0 where nobody knows


class Brought(NamedTuple):
    """What a file holds."""

    experiment: Experiment
    weights: Weights | None  # None where the file has none


def sizes_of(experiment: Experiment) -> tuple[int, ...]:
    """Units of every layer, inputs and outputs included."""
    outputs = experiment.classes if experiment.kind == "multiclass" else 1
    return layer_sizes(len(experiment.inputs), experiment.hidden, outputs)


def write_experiment(experiment: Experiment) -> str:
    """The experiment as JSON text that a person can read and change."""
    return json.dumps(to_json(experiment), ensure_ascii=False, indent=2) + "\n"


def write_weights(experiment: Experiment, layers: Layers, *, epoch: int = 0) -> bytes:
    """An `.npz`: w1, b1, w2, b2, … as float32, and the experiment as JSON text.

    With an `epoch` it says how far these weights have come from the experiment's own first ones.
    """
    arrays: dict[str, NDArray[Any]] = {_EXPERIMENT: np.array(write_experiment(experiment))}
    if epoch:
        arrays[_EPOCH] = np.array(float(epoch))
    for number, (w, b) in enumerate(layers, 1):
        arrays |= {f"w{number}": np.asarray(w, np.float32), f"b{number}": np.asarray(b, np.float32)}
    file = io.BytesIO()
    # To the type checker one of the names might be savez's own `allow_pickle`.
    np.savez(file, **arrays)  # type: ignore[arg-type]
    return file.getvalue()


def read_file(data: bytes) -> Brought:
    """Read an experiment or weights; raises BadFile, or InvalidExperiment for what cannot be."""
    if len(data) > MAX_FILE_BYTES:
        raise BadFile(f"The file has {len(data)} bytes; at most {MAX_FILE_BYTES}.")
    if data.startswith(b"PK"):
        return _read_weights(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile("This is neither an experiment (JSON) nor weights (.npz).") from None
    return Brought(_read_experiment(text), None)


def _read_experiment(text: str) -> Experiment:
    if len(text) > MAX_TEXT_CHARS:
        raise BadFile(f"The experiment has {len(text)} characters; at most {MAX_TEXT_CHARS}.")
    try:
        found = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_unique)
    except RecursionError:
        raise BadFile("The experiment is nested too deeply.") from None
    except ValueError as error:
        raise BadFile(f"The experiment is no JSON: {error}.") from None
    # A preset's file and what `train --json` prints hold an experiment among other things.
    inner = found.get(_EXPERIMENT) if isinstance(found, dict) else None
    return from_json(inner if isinstance(inner, dict) else found)


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not finite")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for key, _ in pairs if [k for k, _ in pairs].count(key) > 1)
        raise ValueError(f"{twice[:40]!r} occurs twice")
    return found


def _read_weights(data: bytes) -> Brought:
    members = _unpack(data)
    if _EXPERIMENT not in members:
        raise BadFile("The file has no array 'experiment': it was not saved here.")
    text = _array(_EXPERIMENT, members.pop(_EXPERIMENT))
    if text.dtype.kind != "U" or text.shape != ():
        raise BadFile("experiment must be one text.")
    try:
        experiment = _read_experiment(str(text))
    except ValueError as error:  # also a text of characters that are none
        raise BadFile(f"In the file's experiment: {error}") from None
    epoch = _epoch(members.pop(_EPOCH)) if _EPOCH in members else 0
    sizes = sizes_of(experiment)
    layers = []
    for number, (a, b) in enumerate(pairwise(sizes), 1):
        parts = [(f"w{number}", (a, b)), (f"b{number}", (b,))]
        w, bias = (_weights(name, members.pop(name, None), shape) for name, shape in parts)
        layers.append((w, bias))
    if members:
        raise BadFile(f"The file has an array {min(members)[:40]!r} that no layer has.")
    return Brought(experiment, Weights(layers, epoch))


def _epoch(member: bytes) -> int:
    found = _array(_EPOCH, member)
    if found.dtype.kind != "f" or found.shape != () or not 0 <= float(found) <= _MAX_EPOCH:
        raise BadFile(f"epoch must be one number in 0 … {_MAX_EPOCH}.")
    return int(found)


def _unpack(data: bytes) -> dict[str, bytes]:
    """The members by name; what they claim to be is checked before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            names = [info.filename.removesuffix(".npy") for info in infos]
            if len(infos) > 2 * 17 + 2 or len(set(names)) != len(names):
                raise BadFile("The file has too many arrays, or two of one name.")
            if any(i.compress_type not in _PACKED or i.flag_bits & _ENCRYPTED for i in infos):
                raise BadFile(_UNREAD)
            if sum(info.file_size for info in infos) > MAX_UNPACKED_BYTES:
                raise BadFile(f"Unpacked the file has more than {MAX_UNPACKED_BYTES} bytes.")
            # A member that is longer than it claims fails its checksum; no more of it is unpacked.
            return {name: archive.read(info) for name, info in zip(names, infos, strict=True)}
    except NotImplementedError:  # zipfile's word for a later version of the format
        raise BadFile(_UNREAD) from None
    except (zipfile.BadZipFile, EOFError, OSError, zlib.error):
        raise BadFile("The file is no whole .npz: it may have been cut off.") from None


def _array(name: str, member: bytes) -> NDArray[Any]:
    """A member as an array, never with pickled objects, and of no more than its own bytes."""
    file = io.BytesIO(member)
    try:
        if npy.read_magic(file) != (1, 0):
            raise ValueError("of another version")
        shape, fortran, dtype = npy.read_array_header_1_0(file, max_header_size=_MAX_HEADER_CHARS)
        if dtype.hasobject or dtype.kind not in "fU":
            raise ValueError(f"of {dtype}")
        body = member[file.tell() :]
        flat = np.frombuffer(body, dtype)
        found: NDArray[Any] = flat.reshape(shape, order="F" if fortran else "C")
    except (ValueError, TypeError, SyntaxError, OverflowError, RecursionError, MemoryError):
        raise BadFile(f"{name[:40]} is no array of numbers as NumPy writes them.") from None
    return found


def _weights(name: str, member: bytes | None, shape: tuple[int, ...]) -> NDArray[Any]:
    if member is None:
        raise BadFile(f"The file has no array {name!r}, which its experiment needs.")
    found = _array(name, member)
    if found.dtype.kind != "f":
        raise BadFile(f"{name} is of {found.dtype}; it must be of float32 or float64.")
    if found.shape != shape:
        raise BadFile(f"{name} has shape {found.shape}; its experiment needs {shape}.")
    with np.errstate(over="ignore"):
        rounded = found.astype(np.float32)
    if not np.isfinite(rounded).all():
        raise BadFile(f"{name} has numbers that are not finite.")
    return rounded

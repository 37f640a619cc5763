"""Files that are saved and opened: what was written is read, and nothing else."""

import io
import json
import zipfile

import numpy as np
import pytest

from playground.export import files
from playground.export.files import BadFile, read_file, sizes_of, write_experiment, write_weights
from playground.fields import InvalidExperiment
from playground.spec import Experiment, to_json
from playground.train.problem import first_weights

EXPERIMENTS = [
    Experiment(hidden=(3,)),
    Experiment(dataset="blobs", hidden=(), standardize=False),
    Experiment(dataset="own", own_points="2fQPoAAAfQBu4H0BlrgAQ", hidden=(4, 2)),
]
SMALL = EXPERIMENTS[0]


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_what_was_saved_is_opened(experiment):
    assert read_file(write_experiment(experiment).encode()) == (experiment, None)
    layers = [(np.float32(w), np.float32(b)) for w, b in first_weights(experiment)]
    found = read_file(write_weights(experiment, layers))
    assert (found.experiment, found.weights.epoch) == (experiment, 0)
    assert read_file(write_weights(experiment, layers, epoch=200)).weights.epoch == 200
    for ours, theirs in zip(layers, found.weights.layers, strict=True):
        for one, other in zip(ours, theirs, strict=True):
            assert one.dtype == other.dtype and np.array_equal(one, other), "bit for bit"


def test_numpy_reads_the_weights():
    data = write_weights(SMALL, first_weights(SMALL))
    with np.load(io.BytesIO(data)) as found:
        assert json.loads(found["experiment"].item()) == to_json(SMALL)
        assert [found[name].shape for name in ("w1", "b1", "w2", "b2")] == [
            (2, 3), (3,), (3, 1), (1,)
        ]  # fmt: skip


def arrays(**changes):
    """The arrays of a good file, some of them changed; None leaves one out."""
    found = {"experiment": np.array(write_experiment(SMALL))}
    for i, (w, b) in enumerate(first_weights(SMALL), 1):
        found |= {f"w{i}": w, f"b{i}": b}
    return {name: part for name, part in (found | changes).items() if part is not None}


def saved(**changes):
    file = io.BytesIO()
    np.savez(file, **arrays(**changes))
    return file.getvalue()


def packed(members, how=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as archive:
        for name, body in members:
            archive.writestr(name, body)
    return file.getvalue()


def member(shape, dtype, body):
    file = io.BytesIO()
    header = {"descr": dtype, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, header)
    return file.getvalue() + body


def lying(shape, dtype="<f4", body=b""):
    """A good file but for the first weights, which claim what they are not."""
    rest = [(f"{n}.npy", zipfile.ZipFile(io.BytesIO(saved())).read(f"{n}.npy")) for n in arrays()]
    return packed([m for m in rest if m[0] != "w1.npy"] + [("w1.npy", member(shape, dtype, body))])


def later_version():
    """A good file that says it needs version 9.9 of the format."""
    data = bytearray(saved())
    data[data.index(b"PK\x01\x02") + 6] = 99
    return bytes(data)


def test_float64_and_columns_first_are_read_as_well():
    w = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    found = read_file(saved(w1=w))
    assert np.array_equal(found.weights.layers[0][0], w)
    assert found.weights.layers[0][0].dtype == np.float32


@pytest.mark.parametrize(
    ("data", "says"),
    {
        "shape": (saved(w1=np.zeros((3, 2))), r"w1 has shape \(3, 2\).*needs \(2, 3\)"),
        "missing": (saved(b2=None), "no array 'b2'"),
        "more": (saved(w3=np.zeros(2)), "an array 'w3' that no layer has"),
        "no experiment": (saved(experiment=None), "no array 'experiment'"),
        "not finite": (saved(b1=np.array([0, np.nan, 1])), "b1 has numbers that are not finite"),
        "beyond float32": (saved(b1=np.full(3, 1e300)), "b1 has numbers that are not finite"),
        "whole numbers": (saved(b1=np.zeros(3, int)), "b1 is no array of numbers"),
        "text": (saved(b1=np.array(["1", "2", "3"])), "must be of float32 or float64"),
        "objects": (saved(b1=np.array([{}, [], 1], object)), "b1 is no array of numbers"),
        "experiment of numbers": (saved(experiment=np.zeros(())), "must be one text"),
        "epochs": (saved(epoch=np.array([1.0, 2.0])), "epoch must be one number"),
        "epoch below": (saved(epoch=np.array(-1.0)), "epoch must be one number"),
        "epoch unknown": (saved(epoch=np.array(np.nan)), "epoch must be one number"),
        "bad experiment": (saved(experiment=np.array('{"hidden": [0]}')), "1 to 128 neurons"),
        "shape lies": (lying((2, 10**12)), "w1 is no array of numbers"),
        "shape lies below": (lying((2, -3)), "w1 (is no|has shape)"),
        "type lies": (lying((2, 3), "<f4", b"1234567"), "w1 is no array of numbers"),
        "no header": (packed([("experiment.npy", b"\x93NUMPY\x01\x00\xff\xff{")]), "no array of"),
        "bomb": (packed([("w1.npy", bytes(5_000_000))]), "Unpacked the file has more than"),
        "bombs": (packed([(f"w{i}.npy", b"") for i in range(40)]), "too many arrays"),
        "packed otherwise": (packed([("w1.npy", b"")], zipfile.ZIP_BZIP2), "a way that is not"),
        "packed later": (later_version(), "a way that is not"),
        "cut off": (saved()[:-40], "no whole .npz"),
        "changed": (saved().replace(b"descr", b"descs", 1), "no whole .npz"),
        "too large": (b"PK" + bytes(files.MAX_FILE_BYTES), "bytes; at most"),
        "picture": (b"\x89PNG\r\n\x1a\n", "neither an experiment"),
        "nothing": (b"", "is no JSON"),
        "not finite number": (b'{"noise": NaN}', "NaN is not finite"),
        "twice": (b'{"noise": 0, "noise": 0.1}', "'noise' occurs twice"),
        "deep": (b"[" * 30_000, "nested too deeply|no JSON"),
        "long": (b'{"noise": ' + b" " * 1_000_000 + b"0}", "characters; at most"),
    }.values(),
)  # fmt: skip
def test_other_files_are_refused_in_a_sentence(data, says):
    with pytest.raises(BadFile, match=says):
        read_file(data)


def test_a_member_longer_than_it_claims_is_not_unpacked_further():
    data = bytearray(packed([("w1.npy", bytes(3_900_000))]))
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.find(signature) + place
        data[at : at + 4] = (100).to_bytes(4, "little")
    with pytest.raises(BadFile, match="no whole"):
        read_file(bytes(data))


@pytest.mark.parametrize("text", ['{"version": 2}', '{"nois": 0}', "[]", '{"learning_rate": 1e9}'])
def test_an_experiment_that_cannot_be_is_named(text):
    with pytest.raises(InvalidExperiment):
        read_file(text.encode())


def test_sizes():
    assert sizes_of(Experiment(dataset="blobs", hidden=(5,))) == (2, 5, 3)

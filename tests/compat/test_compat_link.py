"""Links of TensorFlow Playground: opened as it opens them; what makes no sense is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.compat import names
from playground.compat.link import DEFAULT_SEED, MAX_LINK_CHARS, View, from_link, is_link
from playground.fields import InvalidExperiment
from playground.hiding import HIDEABLE
from playground.links import from_query, to_query
from playground.live.intents import experiment_at
from playground.spec import DEFAULT, Experiment, from_json, repair, to_json
from playground.train.problem import first_weights, prepare
from tests.compat.golden import START

PLAIN = Experiment(
    tfplayground="0.59704",
    standardize=False,
    hidden=(4, 2),
    initializer="playground",
    loss="half_squared",
    shuffle=False,
    pace="60e",
    epochs=0,
)
WILD = {  # links found in lessons and issues, and what they mean beside PLAIN
    "activation=relu&dataset=gauss&networkShape=1&seed=0.97800": {
        "activation": "relu", "dataset": "gauss", "hidden": (1,), "tfplayground": "0.97800",
    },
    "activation=relu&dataset=xor&networkShape=1&seed=0.77646": {
        "activation": "relu", "dataset": "xor", "hidden": (1,), "tfplayground": "0.77646",
    },
    "dataset=spiral&networkShape=8&seed=0.14370&xTimesY=true&xSquared=true&ySquared=true": {
        "dataset": "spiral", "hidden": (8,), "tfplayground": "0.14370",
        "inputs": ("x1", "x2", "x1_squared", "x2_squared", "x1x2"),
    },
    "networkShape=&problem=regression&noise=25&seed=0.27079&showTestData_hide=false"
    "&activation_hide=true&noise_hide=false&discretize_hide=true&dataset_hide=true"
    "&batchSize_hide=true&percTrainData_hide=true&numHiddenLayers_hide=true&problem_hide=true": {
        "hidden": (), "dataset": "plane", "points": 1200, "noise": 0.25, "tfplayground": "0.27079",
    },
    "activation=sigmoid&regularization=L1&regularizationRate=0.01&networkShape=3,3,2,2,2"
    "&seed=0.35097&xTimesY=true&xSquared=true&ySquared=true": {
        "activation": "sigmoid", "penalty": "l1", "penalty_rate": 0.01, "hidden": (3, 3, 2, 2, 2),
        "tfplayground": "0.35097",
        "inputs": ("x1", "x2", "x1_squared", "x2_squared", "x1x2"),
    },
    "regularization=L2&batchSize=30&dataset=spiral&learningRate=0.3&regularizationRate=10&noise=15"
    "&networkShape=8,8&percTrainData=90": {
        "penalty": "l2", "batch_size": 30, "dataset": "spiral", "learning_rate": 0.3,
        "penalty_rate": 10.0, "noise": 0.15, "hidden": (8, 8), "train_share": 0.9,
        "tfplayground": DEFAULT_SEED,
    },
    "batchSize=1&dataset=spiral&learningRate=1&noise=50&networkShape=8&problem=regression": {
        "batch_size": 1, "dataset": "plane", "points": 1200, "learning_rate": 1.0, "noise": 0.5,
        "hidden": (8,), "tfplayground": DEFAULT_SEED,
    },
    "noise=2000&networkShape=8,8,8,8,8,8,8,8,8,8": {
        "noise": 0.5, "hidden": (8,) * 10, "tfplayground": DEFAULT_SEED,
    },
    "activation=linear&learningRate=0.001&networkShape=&percTrainData=30&problem=regression"
    "&seed=0.08033": {
        "activation": "linear", "learning_rate": 0.001, "hidden": (), "train_share": 0.3,
        "dataset": "plane", "points": 1200, "tfplayground": "0.08033",
    },
    "activation=tanh&batchSize=10&dataset=circle&regDataset=reg-plane&learningRate=0.03"
    "&regularizationRate=0&noise=0&networkShape=4,2&seed=0.59704&showTestData=false"
    "&discretize=false&percTrainData=50&x=true&y=true&xTimesY=false&xSquared=false"
    "&ySquared=false&cosX=false&sinX=false&cosY=false&sinY=false&collectStats=false"
    "&problem=classification&initZero=false&hideText=false": {},
}  # fmt: skip


@pytest.mark.parametrize(("link", "fields"), WILD.items())
def test_links_in_the_wild_open(link, fields):
    imported = from_link(START + link)
    assert imported.experiment == PLAIN.change(**fields)
    assert from_link(f"#{link}") == from_link(link) == imported
    assert is_link(START + link) and is_link(f"#{link}") and is_link(link)
    assert prepare(imported.experiment).train.size == imported.experiment.training_points
    assert len(first_weights(imported.experiment)) == len(imported.experiment.hidden) + 1


def test_views_are_told_apart_from_the_run():
    link = next(link for link in WILD if "activation_hide=true" in link)
    found = from_link(link).view
    assert set(found.hidden) == {
        "activation", "discretize", "dataset", "batchSize", "percTrainData", "numHiddenLayers",
        "problem",
    }  # fmt: skip
    assert set(found.hide) == {
        "activation", "discretize", "dataset", "batch_size", "train_share", "hidden", "problem"
    }  # fmt: skip
    everything = "&".join(f"{control}_hide=true" for control in names.CONTROLS)
    assert set(from_link(f"#seed=1&hideText=true&{everything}").view.hide) == {
        "show_test", "discretize", "play", "step", "reset", "new_weights", "learning_rate",
        "activation", "penalty", "penalty_rate", "problem", "dataset", "train_share", "noise",
        "batch_size", "hidden", "text",
    }  # fmt: skip
    assert from_link("#seed=1&numNodes2_hide=true").view.hide == ("hidden",)
    assert from_link("#seed=1&noise_hide=false").view.hide is None
    shown = from_link("#discretize=true&showTestData=true&hideText=true&seed=1")
    assert shown.view == View(discretize=True, show_test_data=True, hide_text=True)
    assert (shown.experiment.discretize, shown.experiment.show_test) == (True, True)
    assert all(name in HIDEABLE for ours in names.CONTROLS.values() for name in ours)


LIKE_THE_ORIGINAL = [  # (link, field, its value, whether a note says so)
    ("noise=-5", "noise", 0.0, True),
    ("noise=60", "noise", 0.6, False),
    ("noise=80", "noise", 0.8, False),
    ("noise=80.5", "noise", 0.5, True),
    ("percTrainData=29", "training_points", 145, False),
    ("percTrainData=100", "training_points", 500, False),
    ("percTrainData=150", "training_points", 500, True),
    ("percTrainData=0", "training_points", 0, True),
    ("percTrainData=-10", "training_points", 450, True),
    ("percTrainData=-200", "training_points", 0, True),
    ("percTrainData=33.3", "training_points", 166, False),
    ("batchSize=-10", "batch_size", 10, False),
    ("batchSize=2.5", "batch_size", 5, False),
    ("batchSize=250", "batch_size", 250, False),
    ("batchSize=251", "learning_rate", 0.0, True),
    ("batchSize=0", "learning_rate", 0.0, True),
    ("learningRate=0", "learning_rate", 0.0, False),
    ("learningRate=1000", "learning_rate", 1000.0, False),
    ("learningRate=-.5", "learning_rate", -0.5, False),
    ("learningRate=1e-8", "learning_rate", 1e-8, False),
    ("regularizationRate=100", "penalty_rate", 100.0, False),
    ("x=false&y=false&sinX=yes", "inputs", ("sin_x1",), False),
    ("x=False", "inputs", ("x1", "x2"), False),
    ("x_hide=true", "inputs", ("x2",), False),
    ("x_hide=false", "inputs", ("x1", "x2"), False),
    ("cosX=true", "inputs", ("x1", "x2"), True),
    ("initZero=true", "initializer", "zeros", False),
    ("regularization=none", "penalty", "none", False),
    ("activation=", "activation", "tanh", False),
    ("networkShape=4%2C2", "hidden", (4, 2), False),
    ("networkShape= 4, 3", "hidden", (4, 3), False),
    ("tutorial=intro", "hidden", (4, 2), True),
    ("playButton_hide=true", "hidden", (4, 2), False),
    ("numNodes1_hide=true", "hidden", (4, 2), True),
    ("noise=10&noise=20", "noise", 0.2, True),
    ("colour=red", "noise", 0.0, True),
    ("seed=hello.", "tfplayground", "hello.", True),
]


@pytest.mark.parametrize(("link", "field", "value", "noted"), LIKE_THE_ORIGINAL)
def test_values_mean_what_the_original_makes_of_them(link, field, value, noted):
    found = from_link(f"#seed=0.59704&{link}")
    assert getattr(found.experiment, field) == value
    assert bool(found.notes) == noted
    assert all(note.endswith(".") for note in found.notes)


BROKEN = [  # (link, the key it names, part of the message)
    ("activation=rellu", "activation", "known: relu, tanh, sigmoid, linear"),
    ("activation=RELU", "activation", "activation is 'RELU'; known"),
    ("regularization=l1", "regularization", "known: none, L1, L2"),
    ("dataset=moons", "dataset", "known: circle, xor, gauss, spiral"),
    ("dataset=reg-plane", "dataset", "known: circle"),
    ("regDataset=plane", "regDataset", "known: reg-plane, reg-gauss"),
    ("problem=clustering", "problem", "known: classification, regression"),
    ("dataset=circle%00", "dataset", "known: circle"),
    ("batchSize=ten", "batchSize", "batchSize is 'ten'; it must be a number"),
    ("batchSize=NaN", "batchSize", "it must be a number"),
    ("batchSize=1e400", "batchSize", "it must be a number in"),
    ("batchSize=10;20", "batchSize", "it must be a number"),
    ("batchSize=" + "1" * 41, "batchSize", "it must be a number"),
    ("batchSize=0x10", "batchSize", "it must be a number"),
    ("learningRate=0,03", "learningRate", "it must be a number"),
    ("learningRate=1_0", "learningRate", "it must be a number"),
    ("learningRate=٣", "learningRate", "it must be a number"),
    ("learningRate=1e7", "learningRate", "in [-1e+06, 1e+06]"),
    ("learningRate=Infinity", "learningRate", "it must be a number"),
    ("regularizationRate=--1", "regularizationRate", "it must be a number"),
    ("noise=nan", "noise", "it must be a number"),
    ("noise=5%", "noise", "it must be a number"),
    ("percTrainData=half", "percTrainData", "it must be a number"),
    ("networkShape=0", "networkShape", "widths from 1 to 128, joined by commas"),
    ("networkShape=4,,2", "networkShape", "widths from 1 to 128"),
    ("networkShape=4;2", "networkShape", "widths from 1 to 128"),
    ("networkShape=-3", "networkShape", "widths from 1 to 128"),
    ("networkShape=2.5", "networkShape", "widths from 1 to 128"),
    ("networkShape=129", "networkShape", "widths from 1 to 128"),
    ("networkShape=[4,2]", "networkShape", "widths from 1 to 128"),
    ("networkShape=" + ",".join("1" * 17), "networkShape", "at most 16 hidden layers"),
    ("networkShape=" + "9" * 300, "networkShape", "widths from 1 to 128"),
    ("networkShape", "networkShape", "networkShape has no value"),
    ("seed=" + "1" * 65, "seed", "at most 64 ASCII characters"),
    ("seed=a b", "seed", "at most 64 ASCII characters"),
    ("seed=ü", "seed", "at most 64 ASCII characters"),
    ("seed=a#b", "seed", "none of them a space, &, #"),
    ("x=false&y=false", "x", "one input must be true: x, y"),
    ("x_hide=true&y_hide=true", "x", "one input must be true"),
    ("a=1&" * 151, "link", "151 parts; at most 150"),
    ("noise=1&" + "z" * MAX_LINK_CHARS, "link", "at most 4000 are allowed"),
]


@pytest.mark.parametrize(("link", "key", "part"), BROKEN, ids=lambda value: str(value)[:30])
def test_broken_links_name_key_value_and_what_is_allowed(link, key, part):
    with pytest.raises(InvalidExperiment) as caught:
        from_link(START + link)
    message = str(caught.value)
    assert caught.value.field == key
    assert part in message
    assert message.startswith(key)
    assert len(message) < 300


@pytest.mark.parametrize(
    "text",
    ["", "?", "v=1", "?v=1&noise=0.2", "v=1&noise=0.2&seed=3", "?v=1#top", "preset=xor", "xor.json",
     "https://host.example/?v=1&lr=0.1#a=b", "http://[bad", "noise=0.2", "x" * 100_000],
)  # fmt: skip
def test_our_own_links_are_not_taken_for_theirs(text):
    assert not is_link(text)


@pytest.mark.parametrize(
    "text",
    [START, "https://playground.tensorflow.org", "playground.tensorflow.org/#seed=1",
     "http://localhost:8501/?v=1#activation=relu", "#dataset=xor", "dataset=xor&noise=5",
     " https://playground.tensorflow.org/#noise=5 ", "https://host.example/#noise_hide=true"],
)  # fmt: skip
def test_theirs_are_recognised(text):
    assert is_link(text)
    assert from_link(text).experiment.tfplayground


def test_a_link_without_a_seed_gets_one_and_says_so():
    first, again, other = (from_link(START, token=token) for token in ("a", "a", "b"))
    assert first == again != other
    assert first.experiment.tfplayground in first.notes[0]
    assert from_link(START).experiment.tfplayground == DEFAULT_SEED
    assert float(first.experiment.tfplayground) < 1


def test_the_page_opens_a_pasted_address():
    link = "?v=1&noise=0.2#activation=relu&seed=0.1&noise=99"
    experiment, preset, notes = experiment_at(link)
    assert (experiment, preset) == (from_link(link).experiment, None)
    assert notes == ["noise is 99; TensorFlow Playground makes it 50."]
    experiment, _, notes = experiment_at(START + "activation=rellu")
    assert experiment == DEFAULT
    assert "activation is 'rellu'; known: relu" in notes[0]


KEYS = st.sampled_from([*names.KEYS, *(f"{name}_hide" for name in names.CONTROLS)])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(KEYS, st.text(max_size=30)), max_size=8))
def test_any_text_is_read_or_refused(pairs):
    text = START + "&".join(f"{key}={value}" for key, value in pairs)
    try:
        imported = from_link(text)
    except InvalidExperiment as error:
        assert str(error)
        return
    assert from_json(to_json(imported.experiment)) == imported.experiment
    assert from_query(to_query(imported.experiment)) == imported.experiment


def test_an_import_keeps_its_bounds_and_others_keep_theirs():
    wide = PLAIN.change(noise=0.8, hidden=(2,) * 16, learning_rate=-2.0, train_share=1.0)
    assert from_query(to_query(wide)) == from_json(to_json(wide)) == wide
    for field in ("noise", "hidden", "learning_rate", "train_share"):
        with pytest.raises(InvalidExperiment) as caught:
            DEFAULT.change(**{field: getattr(wide, field)})
        assert caught.value.field == field
    with pytest.raises(InvalidExperiment, match=r"noise is 0.9; it must lie in \[0, 0.8\]"):
        PLAIN.change(noise=0.9)


def test_what_that_program_does_not_have_ends_the_import():
    wide = to_json(PLAIN.change(noise=0.8, hidden=(2,) * 16, train_share=1.0, learning_rate=0.0))
    del wide["version"]
    experiment, notes = repair(wide | {"dataset": "moons"})
    assert experiment.tfplayground == ""
    assert (experiment.noise, experiment.hidden) == (0.5, (2,) * 8)
    assert (experiment.train_share, experiment.learning_rate) == (0.9, 1e-6)
    assert notes == [
        "TensorFlow Playground seed set to none: tfplayground is '0.59704'; "
        "that program has no data set 'moons'."
    ]
    experiment, notes = repair(wide | {"dataset": "plane", "points": 500})
    assert (experiment.tfplayground, experiment.points) == ("0.59704", 1200)
    assert len(notes) == 1


@pytest.mark.parametrize("seed", [1, None, "a b", "a&b", "a#b", "a=b", "ü", "x" * 65, "a\n", ["a"]])
def test_seeds_are_short_plain_texts(seed):
    with pytest.raises(InvalidExperiment, match="at most 64 ASCII characters") as caught:
        Experiment(tfplayground=seed)
    assert caught.value.field == "tfplayground"

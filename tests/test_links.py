"""Links: short, canonical, back to the same experiment; hostile ones are refused in words."""

from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.fields import FIELDS, InvalidExperiment
from playground.links import MAX_QUERY_CHARS, from_query, to_query, values_of
from playground.spec import DEFAULT, Experiment, repair
from tests.strategies import VALUES

GOLDEN = {  # links as they were written once; they must mean the same for ever
    "v=1": {},
    "v=1&data=xor&noise=0.15&net=8&act=relu&lr=0.1": {
        "dataset": "xor", "noise": 0.15, "hidden": (8,), "activation": "relu", "learning_rate": 0.1,
    },
    "v=1&share=0.3&n=200&dseed=7&in=x1-x1x2&std=0&net=none": {
        "train_share": 0.3, "points": 200, "data_seed": 7, "inputs": ("x1", "x1x2"),
        "standardize": False, "hidden": (),
    },
    "v=1&init=he&scale=2&seed=3&reg=l2&rate=0.01&batch=1&loss=hinge&opt=momentum&mom=0.5": {
        "initializer": "he", "init_scale": 2.0, "weight_seed": 3, "penalty": "l2",
        "penalty_rate": 0.01, "batch_size": 1, "loss": "hinge", "optimizer": "momentum",
        "momentum": 0.5,
    },
    "v=1&sched=cosine&shuf=0&drop=0.2&clip=1&pace=3s&epochs=0&test=1&disc=1": {
        "schedule": "cosine", "shuffle": False, "dropout": 0.2, "clip": 1.0, "pace": "3s",
        "epochs": 0, "show_test": True, "discretize": True,
    },
    "v=1&stop=plateau-0.01-50": {"stop": "plateau-0.01-50"},
    "v=1&net=8-4-4&acts=same-relu": {"hidden": (8, 4, 4), "activations": ("same", "relu")},
    "v=1&data=above&f=x%5E2%2F4-2%2Asin%28x%29": {
        "dataset": "above", "formula": "x^2/4-2*sin(x)",
    },
    "v=1&data=moons&bal=0.2&flip=0.15": {
        "dataset": "moons", "balance": 0.2, "label_noise": 0.15,
    },
    "v=1&tfp=0.59704": {"tfplayground": "0.59704"},
    "v=1&data=own&pts=3fQPoAnEH0CAAfQB": {
        "dataset": "own", "own_points": "3fQPoAnEH0CAAfQB",
    },
    "v=1&data=xor&net=none&vs=net.8-4~act.relu~lr.0.1": {
        "dataset": "xor", "hidden": (), "versus": "net.8-4~act.relu~lr.0.1",
    },
}  # fmt: skip


@pytest.mark.parametrize(("link", "fields"), GOLDEN.items())
def test_old_links_keep_their_meaning(link, fields):
    assert from_query(link) == Experiment(**fields)
    assert to_query(Experiment(**fields)) == link


def test_golden_links_use_every_key():
    used = {part.partition("=")[0] for link in GOLDEN for part in link.split("&")}
    assert used == {"v", *(field.key for field in FIELDS.values())}


@settings(max_examples=80, deadline=None)
@given(VALUES)
def test_link_and_back_is_the_identity(values):
    experiment, _ = repair(values)
    query = to_query(experiment)
    assert from_query(query) == experiment
    assert from_query(f"https://host.example/base/?{query}#top") == experiment
    assert to_query(from_query(query)) == query
    assert len(query) <= MAX_QUERY_CHARS
    assert query.isascii()
    differing = sum(getattr(experiment, n) != getattr(DEFAULT, n) for n in FIELDS)
    assert query.count("&") == differing, "only what differs from the defaults"


@pytest.mark.parametrize(
    "link", ["", "?", "v=1", "?v=1", "?embed=true&v=1", "embed=1&text=large", "preset=xor"]
)
def test_foreign_keys_and_empty_links(link):
    assert from_query(link) == DEFAULT


def test_order_and_escapes_do_not_matter():
    assert from_query("lr=0.1&v=1&net=8%2D4") == from_query("v=1&lr=1e-1")
    assert from_query("in=x2-x1") == DEFAULT


HOSTILE = [  # (link, the field it names, part of the message)
    ("v=2", "v", "v is '2'; known: 1"),
    ("v=", "v", "known: 1"),
    ("v=1&colour=red", "colour", "unknown key 'colour'; known: v, data"),
    ("learning_rate=0.1", "learning_rate", "unknown key"),
    ("lr=0.1&lr=0.2", "learning_rate", "lr appears twice"),
    ("lr=0.03&lr=0.03", "learning_rate", "lr appears twice"),
    ("lr=nan", "learning_rate", "learning_rate is nan; it must lie in [1e-06, 100]"),
    ("lr=inf", "learning_rate", "it must lie in"),
    ("lr=-inf", "learning_rate", "it must lie in"),
    ("lr=1e400", "learning_rate", "it must lie in"),
    ("lr=1_0", "learning_rate", "learning_rate is '1_0'; a link writes a number"),
    ("lr=0x1", "learning_rate", "a link writes a number"),
    ("lr=", "learning_rate", "a link writes a number"),
    ("lr=True", "learning_rate", "a link writes a number"),
    ("lr=" + "1" * 41, "learning_rate", "a link writes a number"),
    ("lr=" + quote("٣"), "learning_rate", "a link writes a number"),
    ("n=" + quote("１２"), "points", "a link writes a whole number"),
    ("n=" + quote("²"), "points", "a link writes a whole number"),
    ("n=1e2", "points", "a link writes a whole number"),
    ("n=10.0", "points", "a link writes a whole number"),
    ("n=--5", "points", "a link writes a whole number"),
    ("n=-5", "points", "points is -5; it must lie in [4, 5000]"),
    ("n=5001", "points", "it must lie in [4, 5000]"),
    ("n=" + "9" * 1900, "points", "a link writes a whole number"),
    ("std=true", "standardize", "a link writes 1 or 0"),
    ("std=2", "standardize", "a link writes 1 or 0"),
    ("data=nope", "dataset", "dataset is 'nope'; known: circle"),
    ("data=", "dataset", "known: circle"),
    ("data=circle%00", "dataset", "known: circle"),
    ("in=", "inputs", "known: x1"),
    ("in=none", "inputs", "known: x1"),
    ("in=x1-x1", "inputs", "each input may appear once"),
    ("in=" + "-".join(["x1"] * 500), "inputs", "each input may appear once"),
    ("net=", "hidden", "widths joined by '-'"),
    ("net=0", "hidden", "1 to 128 neurons"),
    ("net=129", "hidden", "1 to 128 neurons"),
    ("net=-8", "hidden", "widths joined by '-'"),
    ("net=8--4", "hidden", "widths joined by '-'"),
    ("net=[[[8]]]", "hidden", "widths joined by '-'"),
    ("net=" + "-".join("8" * 9), "hidden", "at most 8 hidden layers"),
    ("net=" + "-".join("8" * 900), "hidden", "at most 8 hidden layers"),
    ("stop=loss-1", "stop", "stop is 'loss-1'; it must be a rule and its numbers"),
    ("stop=accuracy-2", "stop", "2 must lie in [0, 1]"),
    ("acts=", "activations", "activations is ''; known: same, linear"),
    ("acts=tanh--relu", "activations", "known: same"),
    ("acts=same-rellu", "activations", "activations is 'rellu'; known: same, linear"),
    ("acts=" + "-".join(["relu"] * 900), "activations", "at most 8 names"),
    ("acts=relu-same-relu", "activations", "activations names 3 layers; there are 2"),
    ("net=none&acts=relu", "activations", "activations names 1 layers; there are 0"),
    ("pace=2s", "pace", "known: 1s"),
    ("loss=huber", "loss", "for circle it must be one of"),
    ("vs=net", "hidden", "widths joined by '-'"),
    ("vs=foo.3", "versus", "vs: unknown key 'foo'; known: in, std, net"),
    ("vs=seed.3", "versus", "unknown key 'seed'"),  # shared, as are the data
    ("vs=net.8~net.4", "versus", "vs: net appears twice"),
    ("vs=net.8~", "versus", "unknown key ''"),
    ("vs=lr.1e9", "learning_rate", "it must lie in [1e-06, 100]"),
    ("vs=lr.nan", "learning_rate", "it must lie in"),
    ("vs=vs.same", "versus", "unknown key 'vs'"),
    ("vs=batch.251", "batch_size", "there are only 250 training points"),
    ("vs=" + "net.8~" * 101, "versus", "at most 600 characters"),
    ("batch=5000", "batch_size", "there are only 250 training points"),
    ("x" * (MAX_QUERY_CHARS + 1), "link", "5001 characters; at most 5000"),
]


@pytest.mark.parametrize(("link", "field", "part"), HOSTILE, ids=lambda v: str(v)[:24])
def test_hostile_links_are_refused(link, field, part):
    with pytest.raises(InvalidExperiment) as caught:
        from_query(link)
    assert caught.value.field == field
    assert part in str(caught.value)
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize("link", ["&".join(["a=1"] * 61), "&".join(["lr=0.1"] * 200), "&" * 61])
def test_links_with_very_many_parts_are_refused_as_experiments(link):
    with pytest.raises(InvalidExperiment):
        from_query(link + "&colour=red")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.sampled_from([f.key for f in FIELDS.values()]))
def test_any_text_is_read_or_refused(text, key):
    for link in (text, f"{key}={quote(text)}"):
        try:
            values = values_of(link)
        except InvalidExperiment:
            continue
        assert isinstance(repair(values)[0], Experiment)

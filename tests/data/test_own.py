"""Own points: one text for each set of points, and a split that keeps still."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.data import own
from playground.data.own import MAX_CLASSES, MAX_POINTS, MAX_TITLE, decode, encode, lacking, split

CODES = st.integers(0, 8000)


@st.composite
def texts(draw, most=60):
    """Points as they can be drawn, written."""
    classes = draw(st.integers(2, MAX_CLASSES))
    row = st.tuples(CODES, CODES, st.integers(0, classes - 1))
    rows = np.array(draw(st.lists(row, max_size=most)), dtype=np.int64).reshape(-1, 3)
    return encode((rows[:, :2] - 4000) * 15 / 10_000, rows[:, 2], classes=classes)


# Read by the page's twin as well: tests/web/own.test.mjs has the same.
VECTORS = {
    "2": ([], [], 2),
    "2fQPoAAAfQBu4H0BlrgAQ": ([(0, 0), (-6, 6), (3, -3), (1.2345, -5.9985)], [0, 1, 1, 0], 2),
    "afQPoAAAfQJu4H0ElrgAR": ([(0, 0), (-6, 6), (3, -3), (1.2345, -5.9985)], [0, 9, 4, 1], 10),
}


def test_further_columns_are_written_as_on_the_page():
    text = "2~a b~c/µ~fQPoAfQAAAAfQB-gXP"  # tests/web/own.test.mjs has the same
    found = decode(text)
    assert found.columns == ("a b", "c/µ")
    assert found.x.tolist() == [[0, 0, 0, -6], [-6, 6, 6, -1.539]]
    assert encode(found.x, found.label, classes=2, columns=found.columns) == text


@pytest.mark.parametrize("text", VECTORS)
def test_texts_keep_their_meaning(text):
    x, label, classes = VECTORS[text]
    found = decode(text)
    assert found.x.reshape(-1, 2).tolist() == [list(map(float, place)) for place in x]
    assert found.label.tolist() == label
    assert found.classes == classes
    assert encode(found.x, found.label, classes=classes) == text


@settings(max_examples=100, deadline=None)
@given(texts())
def test_text_and_back_is_the_identity(text):
    found = decode(text)
    assert encode(found.x, found.label, classes=found.classes) == text
    assert len(text) == 1 + 5 * len(found.label)
    assert (np.abs(found.x) <= 6).all()
    assert all(float(f"{value:.4f}") == value for value in found.x.ravel())


@settings(max_examples=60, deadline=None)
@given(texts(), st.data())
def test_further_columns_are_kept(text, data):
    plain = decode(text)
    titles = st.text(min_size=1, max_size=MAX_TITLE).filter(
        lambda title: title.isprintable() and title.strip() == title and "~" not in title
    )
    columns = tuple(data.draw(st.lists(titles, min_size=1, max_size=7, unique=True)))
    codes = st.lists(st.integers(0, 4000), min_size=len(columns), max_size=len(columns))
    more = np.array([data.draw(codes) for _ in plain.label]).reshape(-1, len(columns))
    x = np.hstack([plain.x, (more - 2000) * 3 / 1000])
    written = encode(x, plain.label, classes=plain.classes, columns=columns)
    found = decode(written)
    assert found.columns == columns
    assert np.array_equal(found.x, x)
    assert np.array_equal(found.label, plain.label)
    assert split(written, train_share=0.5, seed=3)[0].tolist() == (
        split(text, train_share=0.5, seed=3)[0].tolist()
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=1, max_size=30))
def test_any_place_is_moved_to_the_nearest_there_is(places):
    x = np.array(places)
    found = decode(encode(x, np.zeros(len(x), np.int64), classes=2))
    assert np.abs(found.x - np.clip(x, -6, 6)).max() <= 0.00075 + 1e-12


def test_the_longest_text_fits_a_message_of_the_socket():
    rng = np.random.default_rng(0)
    text = encode(rng.uniform(-6, 6, (MAX_POINTS, 2)), rng.integers(0, 10, MAX_POINTS), classes=10)
    assert len(text) == 10_001 < own.MAX_CHARS
    assert len(decode(text).label) == MAX_POINTS


@pytest.mark.parametrize(
    ("x", "label", "classes"),
    [
        (np.zeros((2001, 2)), np.zeros(2001, int), 2),
        (np.zeros((1, 2)), np.zeros(1, int), 1),
        (np.zeros((1, 2)), np.zeros(1, int), 11),
        (np.zeros((1, 2)), np.array([2]), 2),
        (np.zeros((1, 2)), np.array([-1]), 2),
        (np.full((1, 2), np.nan), np.zeros(1, int), 2),
        (np.full((1, 2), np.inf), np.zeros(1, int), 2),
    ],
)
def test_what_no_text_can_hold_is_refused(x, label, classes):
    with pytest.raises(ValueError):
        encode(x, label, classes=classes)


MALFORMED = [
    *("", "0", "1", "b", "A", "-", " ", "2 ", " 2", "2\n", "\n2", "2\x00", "2=", "2===="),
    *("2fQPo", "2fQPoA=", "2fQPo+", "2fQPo/", "2fQPo ", "2fQPoé", "2fQPo\u0391", "2fQ PoA", "22"),
    *("afQPoAfQPo", "2____P", "2_____", "2fQPoC", "2fQPoP", "9fQPoJ", "3fQPoAfQPoD"),
    "2" + "fQPoA" * 2001,
    "2" + "A" * 1_000_000,
    "٢fQPoA",
    *("2~", "2~~", "2~a", "~a~", "22~a~", "2~a~fQPoA", "2~a~fQPoA-h", "2~a~~fQPoAfQ", "2~a~a~"),
    *("2~ a~", "2~a\n~", "2~a\u2028~", "2~\u200e~", f"2~{'a' * 25}~", "2" + "~a~b~c~d~e~f~g~h~"),
    "2~a~" + "fQPoAfQ" * 2001,
]


@pytest.mark.parametrize("text", MALFORMED, ids=lambda text: repr(text)[:20])
def test_other_texts_are_refused(text):
    with pytest.raises(ValueError, match="must"):
        decode(text)


@settings(max_examples=200, deadline=None)
@given(st.text("23a-_AfQPo~", max_size=24))
def test_a_text_is_refused_or_the_only_one_of_its_points(text):
    try:
        found = decode(text)
    except ValueError:
        return
    written = encode(found.x, found.label, classes=found.classes, columns=found.columns)
    assert written == text


@settings(max_examples=80, deadline=None)
@given(texts(), st.sampled_from([0.1, 0.5, 0.8, 0.9]), st.integers(0, 99))
def test_every_point_trains_or_tests_and_classes_keep_their_share(text, share, seed):
    label = decode(text).label
    train, test = split(text, train_share=share, seed=seed)
    assert sorted([*train, *test]) == list(range(len(label)))
    if len(label) > 1:
        assert len(train) and len(test)
        whole = len(train) / len(label)
        for one in np.unique(label):
            assert abs((label[train] == one).sum() - whole * (label == one).sum()) < 1 + 1e-9


@settings(max_examples=60, deadline=None)
@given(texts(), st.tuples(CODES, CODES), st.integers(0, 9))
def test_one_more_point_moves_hardly_another(text, place, seed):
    found = decode(text)
    where = (np.array(place) - 4000) * 15 / 10_000
    more = encode(
        np.vstack([found.x.reshape(-1, 2), where]), np.append(found.label, 0), classes=found.classes
    )
    before, _ = split(text, train_share=0.5, seed=seed)
    after, _ = split(more, train_share=0.5, seed=seed)
    moved = set(before) ^ (set(after) - {len(found.label)})
    assert len(moved) <= found.classes, "at most one of each class changes sides"


def test_another_seed_deals_anew():
    text = encode(np.zeros((40, 2)), np.arange(40) % 2, classes=2)
    one, same, other = (split(text, train_share=0.5, seed=s)[0].tolist() for s in (1, 1, 2))
    assert one == same
    assert one != other


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [([], "There are no points"), ([0], "one class"), ([1, 1, 1], "one class"), ([0, 1], "")],
)
def test_what_there_is_to_learn(labels, sentence):
    text = encode(np.zeros((len(labels), 2)), np.array(labels, np.int64), classes=2)
    said = lacking(text)
    assert bool(said) == bool(sentence)
    assert sentence in said

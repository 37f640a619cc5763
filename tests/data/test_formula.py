"""Formulas: what they mean, and what is refused, with its place."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.data.formula import MAX_CHARS, FormulaError, canonical, evaluate, usable
from playground.fields import InvalidExperiment
from playground.links import from_query, to_query
from playground.spec import Experiment

X = np.linspace(-5, 5, 41)
MEANINGS = {
    "x": X,
    "2*sin(x)": 2 * np.sin(X),
    "-x^2/4+1": -(X**2) / 4 + 1,
    "2^-x^2/8": 2.0 ** -(X**2) / 8,
    "2^3^2/512": np.ones(41),
    "1-2-3+x": X - 4,
    "8/4/2*x": X,
    "abs(-x)*.5": np.abs(X) / 2,
    "exp(-x*x)+cos(pi*x)-tan(x/9)": np.exp(-X * X) + np.cos(np.pi * X) - np.tan(X / 9),
    "log(e^x)": X,
    "--x": X,
    "(((x)))": X,
    "3.": np.full(41, 3.0),
}


@pytest.mark.parametrize(("text", "values"), MEANINGS.items())
def test_meaning(text, values):
    np.testing.assert_allclose(evaluate(text, X), values, atol=1e-12)
    assert canonical(text) == text


def test_one_text_for_one_formula():
    assert canonical("  2 * SIN( X )**2 ") == "2*sin(x)^2"
    assert Experiment(dataset="above", formula="X + 1") == Experiment(
        dataset="above", formula="x+1"
    )
    query = to_query(Experiment(dataset="above", formula="x + 1"))
    assert query == "v=1&data=above&f=x%2B1"
    assert from_query(query).formula == "x+1"


def test_where_it_has_no_value():
    values = evaluate("sqrt(x)+1/x+log(x)", np.array([-1.0, 0.0, 1.0]))
    assert np.isnan(values).tolist() == [True, True, False]
    assert np.isnan(evaluate("exp(exp(x^2))", np.array([6.0]))).all()
    moved = usable("sqrt(x)", X, reach=2.0, lots=np.linspace(0, 0.999, 41))
    assert np.array_equal(moved[(X >= 0) & (X < 4)], X[(X >= 0) & (X < 4)])
    assert ((moved >= 0) & (moved < 4)).all()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("y", "character 1: 'y' is unknown; allowed: numbers, x, pi, e,"),
        ("2x", "character 2: + - * / or ^ must stand before 'x'"),
        ("2 (x)", "character 3: + - * / or ^ must stand before '('"),
        ("x+", "character 3: a number, x or ( must stand here"),
        ("x * / 2", "character 5: a number, x or ( must stand before '/'"),
        ("+x", "character 1: a number, x or ( must stand before '+'"),
        ("sin x", "character 5: ( must follow sin"),
        ("sin", "character 4: ( must follow sin"),
        ("sin(x", "character 4: this ( is not closed"),
        ("(x", "character 1: this ( is not closed"),
        ("x)", "character 2: + - * / or ^ must stand before ')'"),
        ("()", "character 2: a number, x or ( must stand before ')'"),
        ("x  = 2", "character 4: '=' is unknown"),
        ("1.2.3", "must stand before '.3'"),
        ("1e3", "must stand before 'e'"),
        ("x\n", r"character 2: '\n' is unknown"),
        ("İ", "character 1: 'İ' is unknown"),
        ("x²", "character 2: '²' is unknown"),
        (" ", "character 1: a number, x or ( must stand here"),
        ("__import__('os')", "character 1: '_' is unknown"),
        ("x.real", "character 2: '.' is unknown"),
        ("exec(x)", "character 1: 'exec' is unknown"),
        ("9^9^9^9", "must lie between -6 and 6"),
        ("x^2+7", "must lie between -6 and 6"),
        ("sqrt(-1-x^2)", "must lie between -6 and 6"),
        ("(" * 21 + "x" + ")" * 21, "character 21: at most 20"),
        ("-" * 30 + "x", "character 21: at most 20"),
        ("x" + "+1" * 40, f"it has 81 characters; at most {MAX_CHARS}"),
        ("1" * 100_000, "it has 100000 characters"),
    ],
)
def test_refusals_name_the_place(text, message):
    with pytest.raises(FormulaError, match=re.escape(message)):
        canonical(text)
    with pytest.raises(InvalidExperiment) as caught:
        Experiment(formula=text)
    assert caught.value.field == "formula"
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("value", [None, 3, ["x"], True])
def test_a_formula_is_a_text(value):
    with pytest.raises(InvalidExperiment, match="it must be a formula of x"):
        Experiment(formula=value)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="x2.+-*/^() esincopx", max_size=30) | st.text(max_size=90))
def test_any_text_is_read_or_refused(text):
    try:
        one = canonical(text)
    except FormulaError:
        return
    assert canonical(one) == one
    assert np.array_equal(evaluate(one, X), evaluate(text, X), equal_nan=True)

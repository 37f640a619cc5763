"""What hypothesis draws: any value of a field, and any experiment."""

from hypothesis import strategies as st

from playground.fields import FIELDS, MAX_LAYERS, MAX_WIDTH, SETTINGS
from playground.spec import repair


def one_value(field):
    """Any value that is valid by itself."""
    if field.kind == "float":
        return st.floats(field.low, field.high)
    if field.kind == "int":
        return st.integers(int(field.low), int(field.high))
    if field.kind == "bool":
        return st.booleans()
    if field.kind == "choice":
        return st.sampled_from(tuple(field.choices))
    if field.kind == "inputs":
        return st.lists(st.sampled_from(tuple(field.choices)), min_size=1, unique=True).map(tuple)
    if field.kind == "formula":
        return st.sampled_from(("", "x", "2*sin(x)", "x^2/4-2", "log(x)"))
    if field.kind == "rule":
        return st.sampled_from(("", "test_loss-0.1", "accuracy-0.95", "plateau-0.01-50"))
    if field.kind == "names":
        names = st.lists(st.sampled_from(tuple(field.choices)), max_size=MAX_LAYERS)
        return st.just(()) | names.map(tuple)
    return st.lists(st.integers(1, MAX_WIDTH), max_size=MAX_LAYERS).map(tuple)


SET = (*SETTINGS.values(), FIELDS["activations"], FIELDS["stop"])
VALUES = st.fixed_dictionaries({field.name: one_value(field) for field in SET})
EXPERIMENTS = VALUES.map(lambda values: repair(values)[0])

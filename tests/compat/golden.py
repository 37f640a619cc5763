"""What the original program gave under Node for some of its links: points, weights, losses.

Losses are rounded to four decimals, `None` where there was no figure.
"""

from dataclasses import dataclass

START = "https://playground.tensorflow.org/#"


@dataclass(frozen=True, kw_only=True)
class Golden:
    name: str
    link: str
    seed: str
    dataset: str
    sizes: tuple[int, ...]
    points: tuple[tuple[float, float, float | None], ...]  # the first that train: x1, x2, answer
    losses: dict[int, tuple[float, float]]  # epoch -> train, test
    noise: float = 0.0
    positives: int | None = None
    weights: tuple[float, float] | None = None  # into the first neuron


GOLDEN = (
    Golden(
        name="circle",
        link="activation=tanh&batchSize=10&dataset=circle&networkShape=4,2&seed=0.59704",
        seed="0.59704",
        dataset="circle",
        sizes=(2, 4, 2, 1),
        points=((0.240145, 0.460359, 1), (-4.203729, -0.079791, -1)),
        weights=(0.013961, 0.433026),
        positives=250,
        losses={
            0: (0.4994, 0.5012),
            1: (0.4976, 0.4981),
            10: (0.4863, 0.4842),
            100: (0.0104, 0.0116),
        },
    ),
    Golden(
        name="xor",
        link="activation=tanh&batchSize=10&dataset=xor&networkShape=4,2&seed=0.59704",
        seed="0.59704",
        dataset="xor",
        sizes=(2, 4, 2, 1),
        points=((-3.223079, -4.534759, 1), (-0.603426, 2.769794, -1)),
        losses={
            0: (0.5005, 0.5023),
            1: (0.4952, 0.5002),
            10: (0.4824, 0.4975),
            100: (0.0417, 0.0518),
        },
    ),
    Golden(
        name="gauss",
        link="activation=relu&batchSize=10&dataset=gauss&networkShape=1&seed=0.97800",
        seed="0.97800",
        dataset="gauss",
        sizes=(2, 1, 1),
        points=((-3.302483, -1.925639, -1), (-1.018200, -0.439575, -1)),
        weights=(0.141265, 0.044233),
        losses={
            0: (0.4678, 0.4545),
            1: (0.3266, 0.3166),
            10: (0.0247, 0.0221),
            100: (0.0017, 0.0013),
        },
    ),
    Golden(
        name="spiral",
        link="dataset=spiral&networkShape=8&seed=0.14370&xTimesY=true&xSquared=true&ySquared=true",
        seed="0.14370",
        dataset="spiral",
        sizes=(5, 8, 1),
        points=((-2.123514, 0.983001, 1), (-0.826557, 0.447664, -1)),
        losses={
            0: (0.5367, 0.5933),
            1: (0.4999, 0.5197),
            10: (0.4286, 0.4966),
            100: (0.1660, 0.2899),
        },
    ),
    Golden(
        name="plane",
        link="activation=linear&learningRate=0.001&problem=regression&regDataset=reg-plane"
        "&networkShape=&seed=0.35097",
        seed="0.35097",
        dataset="plane",
        sizes=(2, 1),
        points=((5.263986, 2.578835, 0.784282),),
        weights=(0.308705, -0.205844),
        losses={0: (0.8764, 0.8224), 1: (0.1921, 0.1798), 10: (0.0015, 0.0015), 100: (0.0, 0.0)},
    ),
    Golden(
        name="multi_gauss",
        link="problem=regression&regDataset=reg-gauss&networkShape=4,2&seed=0.59704",
        seed="0.59704",
        dataset="multi_gauss",
        sizes=(2, 4, 2, 1),
        points=((-0.067609, 2.497958, -0.966180),),
        losses={0: (0.0587, 0.0502), 1: (0.0490, 0.0410), 10: (0.0362, 0.0300)},
    ),
    Golden(
        name="noisy circle",
        link="dataset=circle&noise=25&networkShape=4,2&seed=0.59704",
        seed="0.59704",
        dataset="circle",
        sizes=(2, 4, 2, 1),
        noise=0.25,
        points=((0.240145, 0.460359, None), (-4.203729, -0.079791, None)),
        positives=220,
        losses={0: (0.5093, 0.5071), 1: (0.4900, 0.4954), 10: (0.4783, 0.4877)},
    ),
)

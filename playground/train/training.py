"""Training: a batch of networks in motion. NumPy in, NumPy out; JAX stays inside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import jax
import numpy as np
from numpy.typing import NDArray

from playground.spec import Experiment
from playground.train import byhand, engine
from playground.train.byhand import Held, Layers, Place, Unit
from playground.train.checkpoints import Checkpoints
from playground.train.engine import TrainState
from playground.train.packing import pack, pad, trim, unpack
from playground.train.probe import Snapshot, View, unpack_snapshot, view_of
from playground.train.problem import (
    Structure,
    data_of,
    first_weights,
    hyper_of,
    prepare,
    structure_of,
)
from playground.train.programs import Program, Programs, choose_device, devices


class Record(NamedTuple):
    """Losses at the end of one epoch (epoch 0: before the first step)."""

    epoch: int
    values: NDArray[Any]  # (lanes, 4): train loss, test loss, train score, test score


def plan(
    experiment: Experiment, *, lanes: int = 1, device: str = "auto", precision: str = "float32"
) -> Structure:
    """The structure of the program that will train this experiment, its device chosen by rule."""
    shape = structure_of(experiment, device="cpu", lanes=lanes, precision=precision)
    if device == "auto":
        device = choose_device(lanes=lanes, batch=shape.batch, parameters=shape.parameters)
    return structure_of(experiment, device=device, lanes=lanes, precision=precision)


class Training:
    """One network a lane, at one moment. `experiments` may differ in seeds and in nothing else.

    One that is `rewindable` keeps a few of its states, so that `go_back` can return to any step.
    """

    def __init__(
        self, experiments: Sequence[Experiment], *, program: Program, rewindable: bool = False
    ) -> None:
        first, structure = experiments[0], program.structure
        self.program = program
        self.structure = structure
        self.problem = prepare(first)  # kept: a room full of runs would outgrow prepare's cache
        self.steps_per_epoch = first.steps_per_epoch
        self._device = devices()[structure.device]
        weights = [first_weights(e) for e in experiments]
        state = engine.start(structure, weights, seeds=[e.weight_seed for e in experiments])
        self._state = self._placed(state)
        self._data = jax.device_put(data_of(experiments, structure), self._device)
        self._experiments = list(experiments)
        self._views: dict[int, View] = {}
        # What is held, and what the units that are switched off had to say before.
        self._by_hand: tuple[Held, dict[Unit, NDArray[Any]]] = (Held(), {})
        self._past: Checkpoints | None = None
        self._rewindable = rewindable
        self._rates: tuple[float, ...] = ()
        self.set_hyper(first)
        self._begin_past()

    def _placed(self, state: TrainState) -> TrainState:
        """A state with its arrays on the device; where it stands, and who is alive, stay here."""
        arrays = (state.params, state.slots, state.seed, state.trains)
        params, slots, seed, trains = jax.device_put(arrays, self._device)
        return state._replace(params=params, slots=slots, seed=seed, trains=trains)

    def _begin_past(self) -> None:
        """From here on it can go back, and no further: other points lead elsewhere."""
        if self._rewindable:
            size = sum(leaf.nbytes for leaf in jax.tree.leaves(self._state[:2]))
            self._past = Checkpoints(state_bytes=size, spacing=self.steps_per_epoch)
            self._leave_mark()

    def set_hyper(self, experiment: Experiment) -> None:
        """Take over the live settings: rates, momentum, dropout. Never recompiles."""
        hyper = hyper_of(experiment, precision=self.structure.precision)
        rates = tuple(map(float, hyper))
        if rates == self._rates:
            return
        self._rates = rates
        self._hyper = jax.device_put(hyper, self._device)
        self._leave_mark()

    def _leave_mark(self) -> None:
        """Something was changed from outside: from here on the past does not lead by itself."""
        if self._past is not None:
            self._past.interrupt(self.step, (self._state, self._by_hand), self._hyper)

    def set_points(self, experiment: Experiment) -> None:
        """Go on with other points, which the program must have room for. Never recompiles.

        Weights, the optimizer's memory and the epoch stay as they are.
        """
        self.problem = prepare(experiment)
        self.steps_per_epoch = experiment.steps_per_epoch
        self._data = jax.device_put(data_of([experiment], self.structure), self._device)
        self._experiments = [experiment]
        self._views.clear()
        self._begin_past()

    def start_from(self, layers: Layers, epoch: int = 0) -> None:
        """Begin with these weights instead of drawn ones, there; before the first step."""
        dtype = self.structure.precision
        cast = [(w.astype(dtype), b.astype(dtype)) for w, b in layers]
        params = self._with_layers(self._state.params, cast)
        self._state = self._state._replace(params=params, epoch=np.int32(epoch))
        self._begin_past()

    def go_on_from(self, other: Training) -> None:
        """Take over how far the same network came with a program for another number of points."""
        self._state, self._by_hand = self._placed(other._state), other._by_hand
        self._begin_past()

    @property
    def epoch(self) -> int:
        """Whole epochs done."""
        return int(self._state.epoch)

    @property
    def step(self) -> int:
        """Steps done since the start."""
        return int(self._state.epoch * self.steps_per_epoch + self._state.position)

    @property
    def alive(self) -> NDArray[np.bool_]:
        """Which lanes are finite still: (lanes,)."""
        return np.asarray(self._state.alive)

    def advance(self, n_steps: int, *, every: int = 1) -> list[Record]:
        """Train `n_steps` steps; returns the losses at each epoch divisible by `every`.

        Ends early where every lane has diverged. Blocks until done, without holding the GIL.
        """
        if self.program.advance is None:
            raise RuntimeError("the program that trains this network is not compiled yet")
        records: list[Record] = []
        while n_steps > 0 and self.alive.any():
            params, slots, report, values = self.program.advance(*self._order(n_steps, every))
            report, rows = np.asarray(report), 4 + self.structure.lanes
            done, epoch, position, count = report[:4].tolist()
            self._state = TrainState(
                params, slots, epoch, position, report[4:rows] > 0, *self._state[5:]
            )
            if count:
                epochs, values = report[rows : rows + count].tolist(), np.asarray(values)
                records += [Record(*found) for found in zip(epochs, values, strict=False)]
            n_steps -= done
        if self._past is not None and self._past.is_due(self.step):
            self._past.keep(self.step, (self._state, self._by_hand), self._hyper)
        return records

    def _order(self, n_steps: int, every: int) -> tuple[Any, ...]:
        """The compiled loop's arguments."""
        params, slots, epoch, position, alive, seed, trains = self._state
        orders = np.array([min(n_steps, 2**30), every, epoch, position, *alive], np.int32)
        return params, slots, seed, trains, self._hyper, self._data, orders

    def go_back(self, step: int, *, at_most: int) -> None:
        """Return to an earlier step, to the state it had, bit for bit; live settings stay, and what
        was held then is held.

        From the nearest kept state it trains forward, `at_most` steps; where that is not enough,
        or what was changed on the way has been forgotten, it stops at a step before.
        """
        if self._past is None:
            raise RuntimeError("this training keeps no states to go back to")
        kept, rates = self._past.nearest(step), self._hyper
        (self._state, self._by_hand), self._hyper = kept.state, kept.hyper
        ahead = int(min(step, kept.exact_to)) - kept.step
        if ahead <= at_most:
            self.advance(ahead, every=2**30)
        self._hyper = rates
        self._leave_mark()

    def snapshot(self, lane: int = 0) -> Snapshot:
        """What the page shows of one lane, as NumPy arrays."""
        return self._read(lane, self._view_of(lane))

    def _read(self, lane: int, view: View) -> Snapshot:
        if self.program.probe is None:
            raise RuntimeError("the program that reads this network is not compiled")
        found = self.program.probe(self._state.params, self._data, view, np.int32(lane))
        return unpack_snapshot(self.structure, np.asarray(found.codes), np.asarray(found.numbers))

    def _view_of(self, lane: int) -> View:
        """The plane as this lane's inputs see it: its points set how they are standardized."""
        if lane not in self._views:
            view = view_of(prepare(self._experiments[lane]), self.structure)
            self._views[lane] = jax.device_put(view, self._device)
        return self._views[lane]

    def measure(self) -> NDArray[Any]:
        """Train loss, test loss, train score and test score of every lane: (lanes, 4)."""
        view = self._view_of(0)  # losses do not depend on where the plane is looked at
        return np.stack([self._read(lane, view).losses for lane in range(self.structure.lanes)])

    def weights(self, lane: int = 0) -> list[tuple[NDArray[Any], NDArray[Any]]]:
        """Weights (fan_in, fan_out) and biases (fan_out,) of every layer of one lane."""
        return self._layers(self._state.params, lane)

    # By hand: in one network alone, the one that the page shows. None of this compiles anything.

    def value(self, place: Place) -> float:
        """The number that stands at a weight or a bias."""
        return byhand.value_at(self.weights(), place)

    def put(self, place: Place, value: float) -> None:
        """Set one weight or bias, in a network at rest or between two steps."""
        layers = byhand.copied(self.weights())
        byhand.put_at(layers, place, value)
        slots = self._state.slots
        if self.structure.penalty == "l1_dead":  # what is set by hand lives again
            dead = byhand.copied(self._layers(slots[1], 0))
            byhand.put_at(dead, place, False)
            slots = (slots[0], self._with_layers(slots[1], dead))
        params = self._with_layers(self._state.params, layers)
        self._state = self._state._replace(params=params, slots=slots)
        self._leave_mark()

    def put_all(self, layers: Layers) -> None:
        """Set all weights and biases, likewise."""
        params = self._with_layers(self._state.params, layers)
        self._state = self._state._replace(params=params)
        self._leave_mark()

    @property
    def held(self) -> Held:
        """What does not train."""
        return self._by_hand[0]

    def hold(self, held: Held) -> None:
        """Hold what is frozen, silence what is switched off, and let go of all else."""
        if self._state.trains is None:
            raise ValueError(f"{self.structure.lanes} networks train together; one alone can hold")
        layers = byhand.copied(self.weights())
        self._by_hand = (held, byhand.silence(layers, self._by_hand[1], held.off))
        trains = byhand.free(layers, held)
        self._state = self._state._replace(
            params=self._with_layers(self._state.params, layers),
            trains=self._with_layers(self._state.trains, trains),
        )
        self._leave_mark()

    def _layers(self, leaves: Any, lane: int) -> Layers:
        own = jax.tree.map(lambda leaf: np.asarray(leaf)[lane], leaves)
        return trim(self.structure, unpack(self.structure.bucket, own))

    def _with_layers(self, leaves: Any, layers: Layers) -> Any:
        """The first lane's leaves replaced, on the device."""
        bucket = self.structure.bucket
        new = jax.tree.map(
            lambda leaf, own: np.concatenate([own[None], np.asarray(leaf)[1:]]),
            leaves,
            pack(bucket, pad(bucket, layers)),
        )
        return jax.device_put(new, self._device)


def train(
    experiment: Experiment,
    *,
    epochs: int,
    seeds: Sequence[int] | None = None,
    device: str = "auto",
    precision: str = "float32",
    programs: Programs | None = None,
) -> Training:
    """Train one network a seed for some epochs; each seed draws its own points and weights.

    Raises ValueError where there is nothing to learn.
    """
    if experiment.lacks:
        raise ValueError(experiment.lacks)
    experiments = [experiment]
    if seeds is not None:
        experiments = [experiment.change(data_seed=s, weight_seed=s) for s in seeds]
    structure = plan(experiment, lanes=len(experiments), device=device, precision=precision)
    programs = Programs() if programs is None else programs
    training = Training(experiments, program=programs.get(structure))
    training.advance(epochs * training.steps_per_epoch, every=max(epochs, 1))
    return training

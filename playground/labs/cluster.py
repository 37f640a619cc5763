"""A sweep on a Dask cluster: more machines than this one, an optional extra (docs/scaling.md).

A worker is a process that can import the playground. Which of them trains a block does not matter,
for it is trained alike everywhere; so the blocks of a worker that is lost go to others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from typing import Any

from playground.labs.cells import run_block
from playground.labs.sweep import Sweep, blocks_of, costs_of
from playground.labs.tables import Table

__all__ = ["NoCluster", "map_blocks", "train_on"]

_ANSWER_S = 10  # for the scheduler to answer


class NoCluster(ValueError):
    """The cluster cannot do it; the message is one line."""


def train_on(sweep: Sweep, address: str) -> Iterator[tuple[float, Table]]:
    """As `sweeping.train`, by a cluster's workers: the share done and the table, block by block.

    Raises NoCluster.
    """
    blocks = list(blocks_of(sweep))
    seconds = [cost.train_s + cost.compile_s for cost in costs_of(sweep)]
    table = Table(sweep)
    done = 0.0
    work = [(block.experiments, sweep.marks, sweep.seeds) for block in blocks]
    for place, result in map_blocks(run_block, work, address):
        table.add(blocks[place], result)
        done += seconds[place]
        yield min(done / sum(seconds), 1.0), table


def map_blocks(
    work: Callable[..., Any], blocks: Sequence[tuple[Any, ...]], address: str
) -> Iterator[tuple[int, Any]]:
    """`(i, work(*blocks[i]))` of every block, in the order in which the workers finish them.

    `address` is the scheduler's, such as tcp://10.0.0.1:8786; `work` is a function of a module
    that the workers can import. What has been yielded is safe from the loss of any worker; where
    all are lost it waits for one to come. Raises NoCluster where Dask, the scheduler, workers or
    the playground on them are missing, or a block ends every worker that takes it; and whatever
    `work` raises.
    """
    if not address.startswith(("tcp://", "tls://")):
        raise NoCluster(f"cluster is {address[:60]!r}; it must begin with tcp:// or tls://")
    try:
        from distributed import Client, KilledWorker, as_completed
    except ImportError:
        raise NoCluster("a cluster needs Dask: pip install -r requirements-cluster.txt") from None
    try:
        client = Client(address, timeout=_ANSWER_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise NoCluster(f"no scheduler answers at {address[:60]}: {error}") from None
    with client:
        # A worker that cannot read what it is to do ends, so each is asked beforehand.
        found = client.run(find_spec, "playground")
        if not found:
            raise NoCluster(f"the cluster at {address[:60]} has no workers yet")
        if None in found.values():
            raise NoCluster("some workers know no playground: start them in the project's folder")
        places = {client.submit(work, *block, pure=False): i for i, block in enumerate(blocks)}
        finished = as_completed(list(places), loop=client.loop, with_results=True)
        try:
            for future, result in finished:
                yield places.pop(future), result
        except KilledWorker as error:
            raise NoCluster(f"a block ended every worker that took it: {error}") from None

"""The processor's cores, over which JAX is to share a batch of networks."""

from __future__ import annotations

import os
from collections.abc import MutableMapping

__all__ = ["share_cores"]


def share_cores(environment: MutableMapping[str, str] = os.environ) -> None:
    """Let each core that this process may use be a device of JAX, which reads this when loaded."""
    if hasattr(os, "sched_getaffinity"):
        count = len(os.sched_getaffinity(0))
    else:
        count = os.cpu_count() or 1
    environment.setdefault("JAX_NUM_CPU_DEVICES", str(count))

"""Programs compiled in a process of their own, and kept on disk for the next start.

Tracing a network takes Python half a second and more, in which nobody else in the same process
gets to run. So a helper process traces and compiles, and hands over machine code, which is loaded
in some hundredths of a second; other networks' frames do not stop meanwhile.

What is kept holds machine code and pickled tree definitions: it is written for and read from the
owner's own cache folder alone.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import platform
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import jax
from jax.experimental import serialize_executable

from playground.spec import DEFAULT
from playground.train.problem import Structure
from playground.train.programs import Compiled, compile_part, devices
from playground.train.training import plan

__all__ = ["CompileError", "CompiledApart", "default_folder", "freeze", "keep_batches", "thaw"]

ROOT = Path(__file__).resolve().parents[2]
TRACED = ("model", "train", "optim.py", "registry.py")  # our code that a program is made from
KEPT_BYTES = 256 * 2**20
LOOKED_AFTER = 50  # programs written: are there too many bytes?
NICENESS = 10  # of the helper: who trains comes first where there are not cores enough


class CompileError(RuntimeError):
    """The helper process could not compile; its message says why."""


def default_folder() -> Path:
    """Where programs are kept: `nn-playground` in the user's cache folder."""
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(caches) / "nn-playground"


def keep_batches(folder: Path) -> None:
    """Let JAX keep the programs of batches in this folder, made for its owner alone.

    A batch's programs are for several devices, which `freeze` is not.
    """
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _forget_oldest(folder)
    jax.config.update("jax_compilation_cache_dir", str(folder))  # type: ignore[no-untyped-call]
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.3)  # type: ignore[no-untyped-call]


def freeze(compiled: Any) -> bytes:
    """A compiled program as bytes, for `thaw` on the same machine and versions."""
    return pickle.dumps(serialize_executable.serialize(compiled))


def thaw(data: bytes, device: str) -> Compiled:
    """The program again, on the device of this kind. Never call it with foreign bytes."""
    target = devices()[device]
    code, in_tree, out_tree = pickle.loads(data)
    loaded: Compiled = serialize_executable.deserialize_and_load(
        code, in_tree, out_tree, backend=target.client, execution_devices=[target]
    )
    return loaded


class CompiledApart:
    """Makes programs: from disk, else by the helper process; for a GPU in this process.

    It is a `make` of `Programs`, and may be called by several threads.
    """

    def __init__(self, folder: Path) -> None:
        """`folder` is made for its owner alone; where that fails, nothing is kept."""
        self._folder = folder
        self._helper: _Helper | None = None
        self._making: dict[tuple[str, Structure], Future[bytes]] = {}
        self._starting = Lock()
        self._written = 0
        self._salt = _circumstances()
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _forget_oldest(folder)

    def __call__(self, part: str, structure: Structure) -> Compiled:
        """The program, loaded. Raises CompileError."""
        if structure.device != "cpu" or part == "sketch":  # of which nothing is compiled
            return compile_part(part, structure)
        path = self._folder / self._name(part, structure)
        with suppress(Exception):  # not there, cut off, or of another time: it is made anew
            found = thaw(path.read_bytes(), structure.device)
            with suppress(OSError):  # a folder that is only read
                os.utime(path)  # what is in use is not forgotten first
            return found
        data = self.compile(part, structure)
        self._write(path, data)
        return thaw(data, structure.device)

    def keep(self, part: str, structure: Structure) -> None:
        """Have the program on disk, for who may want it soon; not loaded. Raises CompileError."""
        path = self._folder / self._name(part, structure)
        if structure.device == "cpu" and self._folder.is_dir() and not path.exists():
            self._write(path, self.compile(part, structure))

    def _write(self, path: Path, data: bytes) -> None:
        with suppress(OSError):
            new = path.with_suffix(".new")
            new.write_bytes(data)
            new.replace(path)
            self._written += 1
            if self._written % LOOKED_AFTER == 0:
                _forget_oldest(self._folder)

    def warm(self) -> None:
        """Start the helper and let it compile something: its first program takes longest."""
        if self._helper is None:
            self.compile("advance", plan(DEFAULT))

    def compile(self, part: str, structure: Structure) -> bytes:
        """Let the helper compile, whatever is on disk; once for all who ask meanwhile. Raises
        CompileError.
        """
        with self._starting:
            first = (part, structure) not in self._making
            made = self._making.setdefault((part, structure), Future())
        if first:
            try:
                made.set_result(self._compile(part, structure))
            except Exception as error:  # whoever waits for it hears it, too
                made.set_exception(error)
            finally:
                with self._starting:
                    del self._making[part, structure]
        return made.result()

    def _compile(self, part: str, structure: Structure) -> bytes:
        for attempt in (1, 2):
            with self._starting:
                helper = self._helper = self._helper or _Helper()
            try:
                found = helper.ask(part, structure)
                break
            except EOFError as error:  # it may have been killed for its memory: one more try
                self._forget(helper)
                if attempt == 2:
                    raise CompileError("the process that compiles ended") from error
        if isinstance(found, str):
            raise CompileError(found)
        return bytes(found)

    def close(self) -> None:
        """End the helper."""
        if self._helper is not None:
            self._helper.close()
            self._forget(self._helper)

    def _forget(self, helper: _Helper) -> None:
        with self._starting:
            if self._helper is helper:
                self._helper = None

    def _name(self, part: str, structure: Structure) -> str:
        key = f"{self._salt} {part} {structure}"
        return hashlib.sha256(key.encode()).hexdigest()[:32]


def _circumstances() -> str:
    """All that a program depends on beside its structure: versions, processor, our own code."""
    digest = hashlib.sha256()
    versions = (version("jax"), version("jaxlib"), platform.python_version())
    digest.update(repr((versions, platform.node(), platform.machine(), _processor())).encode())
    package = ROOT / "playground"
    for part in TRACED:
        for path in sorted([package / part] if "." in part else (package / part).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _processor() -> str:
    """What the processor can do, where the system tells it in the Linux way."""
    with suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        return "".join(sorted({x for x in lines if x.startswith(("flags", "Features", "model"))}))
    return platform.processor()


def _forget_oldest(folder: Path) -> None:
    own = (path for path in folder.iterdir() if path.is_file())
    files = sorted(own, key=lambda path: path.stat().st_mtime)
    total = sum(path.stat().st_size for path in files)
    while files and total > KEPT_BYTES:
        oldest = files.pop(0)
        total -= oldest.stat().st_size
        oldest.unlink()


# The helper process. Both of its ends are ours, so what passes between them is pickled.


class _Helper:
    """The process and what it was asked for; it compiles three programs side by side."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "playground.train.stored"]
        only_cpu = os.environ | {"JAX_PLATFORMS": "cpu"}  # it must not take a GPU's memory
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=ROOT, env=only_cpu, stdin=pipe, stdout=pipe)
        self._asking = Lock()
        self._asked: dict[int, Future[bytes | str]] = {}
        self._count = 0
        self._listener = Thread(target=self._listen, name="compiled", daemon=True)
        self._listener.start()

    def ask(self, part: str, structure: Structure) -> bytes | str:
        """The program, or why there is none. Raises EOFError when the process has ended."""
        answer: Future[bytes | str] = Future()
        with self._asking:
            self._count += 1
            self._asked[self._count] = answer
            try:
                assert self.process.stdin is not None
                pickle.dump((self._count, part, structure), self.process.stdin)
                self.process.stdin.flush()
            except (OSError, ValueError) as error:
                raise EOFError from error
        return answer.result()

    def _listen(self) -> None:
        with suppress(OSError), self.process:
            assert self.process.stdout is not None
            with suppress(EOFError, pickle.UnpicklingError):
                while True:
                    number, answer = pickle.load(self.process.stdout)
                    self._asked.pop(number).set_result(answer)
        with self._asking:
            for waiting in self._asked.values():
                waiting.set_exception(EOFError())
            self._asked.clear()

    def close(self) -> None:
        """End the process."""
        with suppress(OSError, ValueError):
            assert self.process.stdin is not None
            self.process.stdin.close()
        self._listener.join()


def _help() -> None:
    """Compile what is asked for until the input ends."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else is printed
    telling = Lock()

    def work(number: int, part: str, structure: Structure) -> None:
        try:
            answer: bytes | str = freeze(compile_part(part, structure))
        except Exception as error:  # the rim: it is told, and the next is compiled
            answer = f"{type(error).__name__}: {error}"[:200]
        with telling:
            pickle.dump((number, answer), output)
            output.flush()

    with ThreadPoolExecutor(max_workers=3) as pool:
        while True:
            try:
                pool.submit(work, *pickle.load(sys.stdin.buffer))
            except EOFError:
                return


if __name__ == "__main__":
    _help()

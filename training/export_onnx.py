"""Make the int8 ONNX encoder that the server runs from a sentence-transformers folder: export_onnx.py SOURCE TARGET."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic  # type: ignore[import-untyped]
from sentence_transformers import SentenceTransformer

from assistant.weights import sha256


class _TokenVectors(torch.nn.Module):
    """The transformer alone; pooling and normalising are done in numpy by the encoder adapter."""

    def __init__(self, transformer: torch.nn.Module) -> None:
        super().__init__()
        self.transformer = transformer

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        vectors: torch.Tensor = self.transformer(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return vectors


def export(source: Path, target: Path, *, name: str) -> None:
    """Write model.int8.onnx, tokenizer.json and manifest.json into `target`.

    `source` holds a mean-pooled sentence-transformers model; `name` is what its vectors are called, to which the
    first eight digits of the weights' SHA-256 are added.
    """
    target.mkdir(parents=True, exist_ok=True)
    model = SentenceTransformer(str(source), device="cpu", local_files_only=True, model_kwargs={"dtype": "float32"})
    transformer = model.transformers_model
    assert transformer is not None, "only models that are a transformer can be exported"
    transformer.train(mode=False)
    # Two inputs of their own: the exporter takes one tensor given twice for one input.
    words, mask = torch.randint(5, 1000, (2, 16)), torch.ones((2, 16), dtype=torch.int64)
    shape = {0: torch.export.Dim("texts"), 1: torch.export.Dim("tokens")}
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "model.onnx"
        torch.onnx.export(
            _TokenVectors(transformer),
            (words, mask),
            str(full),
            input_names=["input_ids", "attention_mask"],
            output_names=["token_vectors"],
            dynamic_shapes=(shape, shape),
            dynamo=True,
            verbose=False,
        )
        _strip_traces(full)
        # Seven-bit weights: with eight, processors without VNNI saturate and give other vectors.
        quantize_dynamic(
            full, target / "model.int8.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )
    tokenizer = model.tokenizer.backend_tokenizer
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(target / "tokenizer.json"))
    weights = sha256(source / "model.safetensors")
    manifest = {
        "name": f"{name}@{weights[:8]}",
        "max_tokens": model.max_seq_length,
        "weights_sha256": weights,
        "files": {file: sha256(target / file) for file in ("model.int8.onnx", "tokenizer.json")},
    }
    (target / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _strip_traces(path: Path) -> None:
    """Drop the notes that the exporter leaves on each node: source paths of the machine that it ran on."""
    graph = onnx.load(path)
    for part in (graph, graph.graph, *graph.graph.node, *graph.graph.value_info, *graph.graph.initializer):
        del part.metadata_props[:]
        part.doc_string = ""
    onnx.save(graph, path)


def main() -> None:
    """Read the command line and export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="sentence-transformers folder with model.safetensors")
    parser.add_argument("target", type=Path, help="folder to write into")
    parser.add_argument("--name", help="what the model is called; the name of the source folder when left out")
    arguments = parser.parse_args()
    export(arguments.source, arguments.target, name=arguments.name or arguments.source.resolve().name)


if __name__ == "__main__":
    main()

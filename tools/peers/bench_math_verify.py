#!/usr/bin/env python3
"""Math-Verify on labelled pairs: verifications a second on one thread, latencies, and how often it
is right.

References are parsed once, outside of the times, as \\boxed{reference}; a verification is parse()
of the response and verify(), with the library's own settings (its 5 s alarm included). A pair whose
"pred_form" is "bare" is put into a box first: the library reads no bare LaTeX.
"""

import argparse
import importlib.metadata
import json
import logging
import platform
import time

import peer_common as peer


def read_pairs(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def boxed(text):
    return "\\boxed{%s}" % text


def percentile(ordered, share):
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def score(pairs, accepted):
    """Counts over the pairs with an undisputed label."""
    labelled = [(pair["expect"], got) for pair, got in zip(pairs, accepted)
                if pair.get("expect") is not None and not pair.get("disputed")]
    return {"labelled": len(labelled),
            "false_accepts": sum(got and not expect for expect, got in labelled),
            "false_rejects": sum(expect and not got for expect, got in labelled)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", required=True, help="JSONL with gold and prediction")
    options = parser.parse_args()
    import math_verify

    logging.disable(logging.CRITICAL)
    pairs = read_pairs(options.pairs)
    golds = {gold: math_verify.parse(boxed(gold)) for gold in {pair["gold"] for pair in pairs}}
    seconds, accepted = [], []
    for pair in pairs:
        bare = pair.get("pred_form") == "bare"
        prediction = boxed(pair["prediction"]) if bare else pair["prediction"]
        gold = golds[pair["gold"]]
        start = time.perf_counter()
        got = math_verify.verify(gold, math_verify.parse(prediction))
        seconds.append(time.perf_counter() - start)
        accepted.append(bool(got))
    ordered = sorted(seconds)
    versions = {name: importlib.metadata.version(name)
                for name in ("math-verify", "latex2sympy2_extended", "sympy")}
    peer.emit("Math-Verify", "verifications", len(pairs) / sum(seconds), "1/s",
              p50=percentile(ordered, 0.5), p90=percentile(ordered, 0.9),
              p99=percentile(ordered, 0.99), max=ordered[-1], versions=versions,
              python=platform.python_version(), **score(pairs, accepted))


if __name__ == "__main__":
    main()

"""What the peers' benchmarks share: arguments, timing, the model's files, and the output format.

Output: one JSON object a line on standard output, everything else on standard error. Each line is
  {"peer": "transformers", "figure": "decode_16", "value": 180.2, "unit": "tokens/s", ...}
with further keys for the settings. //tools/bench:peers reads it.
"""

import argparse
import json
import os
import sys
import time

# Libraries print to standard output as they like; ours is for the figures alone.
_figures = sys.stdout
sys.stdout = sys.stderr


def parse_arguments(description, figures):
    """The arguments of every script."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--gguf", help="model as a .gguf file")
    parser.add_argument("--model", help="model as a Hugging Face folder (instead of --gguf)")
    parser.add_argument("--threads", type=int, default=0, help="0: all cores")
    parser.add_argument("--figures", default="", help="only these, comma-separated: %s" % figures)
    parser.add_argument("--quick", action="store_true", help="each figure once, smaller")
    return parser


def set_threads(options):
    """To be called before torch is loaded: it reads the environment when it is."""
    options.threads = options.threads or len(os.sched_getaffinity(0))
    os.environ["OMP_NUM_THREADS"] = str(options.threads)
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_VERBOSITY"] = "error"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"


def wants(options, figure):
    """Whether --figures asks for `figure`: by its name or its family's ("decode" for "decode_16")."""
    names = [name for name in options.figures.split(",") if name]
    return not names or any((figure + "_").startswith(name + "_") for name in names)


def emit(peer, figure, value, unit, **settings):
    line = {"peer": peer, "figure": figure, "value": value, "unit": unit, **settings}
    print(json.dumps(line), file=_figures, flush=True)


def note(text):
    print(text, file=sys.stderr, flush=True)


def seconds_of(body):
    start = time.perf_counter()
    body()
    return time.perf_counter() - start


def best_seconds(body, runs):
    """The least of `runs` timings after one run that is not counted."""
    body()
    return min(seconds_of(body) for _ in range(runs))


def peak_memory_bytes():
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def hugging_face_folder(options):
    """The model as a Hugging Face folder with its tokenizer. A .gguf is turned into one, once, and
    kept inside the environment."""
    if options.model:
        return options.model
    if not options.gguf:
        sys.exit("give --gguf=FILE or --model=FOLDER")
    name = os.path.basename(options.gguf)
    folder = os.path.join(sys.prefix, "models", "%s-%d" % (name, os.path.getsize(options.gguf)))
    if not os.path.exists(os.path.join(folder, "complete")):
        convert_gguf(os.path.dirname(options.gguf) or ".", name, folder)
    return folder


def convert_gguf(directory, name, folder):
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    note("turning %s into a Hugging Face folder" % name)
    model = AutoModelForCausalLM.from_pretrained(directory, gguf_file=name, dtype=torch.float32)
    config = model.config
    if hasattr(config, "quantization_config"):
        del config.quantization_config
    plain = AutoModelForCausalLM.from_config(config)  # without the marks of a quantised model
    plain.load_state_dict(model.state_dict())
    plain.save_pretrained(folder)
    AutoTokenizer.from_pretrained(directory, gguf_file=name).save_pretrained(folder)
    with open(os.path.join(folder, "complete"), "w"):
        pass

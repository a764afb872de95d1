#!/usr/bin/env python3
"""llama.cpp on a quantised GGUF: prefill and decode, in tokens per second.

  prefill_512     one prompt of 512 tokens, logits for its last position only
  decode_N        N sequences of 32 + 32 tokens: one llama_decode a step with one token of each
                  sequence, then one draw from each row of logits by llama.cpp's own sampler

The batches go through the low-level binding (llama_batch, llama_decode), so nothing of the Python
class Llama is in the times. A context has room for what is measured and no more.
"""

import random
import time

import peer_common as peer

PROMPT_TOKENS = 32


class Runner:
    """One context with a batch that is filled anew for each call of llama_decode."""

    def __init__(self, lib, model, sequences, tokens_per_sequence, batch_tokens, threads):
        params = lib.llama_context_default_params()
        params.n_ctx = sequences * tokens_per_sequence
        params.n_batch = params.n_ubatch = batch_tokens
        params.n_seq_max = sequences
        params.n_threads = params.n_threads_batch = threads
        self.lib = lib
        self.context = lib.llama_init_from_model(model, params)
        if not self.context:
            raise SystemExit("llama.cpp made no context for %d sequences" % sequences)
        self.batch = lib.llama_batch_init(batch_tokens, 0, 1)
        chain = lib.llama_sampler_chain_default_params()
        self.sampler = lib.llama_sampler_chain_init(chain)
        lib.llama_sampler_chain_add(self.sampler, lib.llama_sampler_init_dist(1))

    def close(self):
        self.lib.llama_sampler_free(self.sampler)
        self.lib.llama_batch_free(self.batch)
        self.lib.llama_free(self.context)

    def clear(self):
        self.lib.llama_memory_clear(self.lib.llama_get_memory(self.context), True)

    def decode(self, entries):
        """entries: (token, position, sequence, wants logits)."""
        batch = self.batch
        batch.n_tokens = len(entries)
        for i, (token, position, sequence, logits) in enumerate(entries):
            batch.token[i] = token
            batch.pos[i] = position
            batch.n_seq_id[i] = 1
            batch.seq_id[i][0] = sequence
            batch.logits[i] = logits
        status = self.lib.llama_decode(self.context, batch)
        if status != 0:
            raise SystemExit("llama_decode failed with status %d" % status)
        self.lib.llama_synchronize(self.context)

    def sample(self, index):
        return self.lib.llama_sampler_sample(self.sampler, self.context, index)


def measure_prefill(lib, model, vocabulary, options):
    runner = Runner(lib, model, 1, 512, 512, options.threads)
    draw = random.Random(0)
    entries = [(draw.randrange(vocabulary), t, 0, t == 511) for t in range(512)]

    def prefill():
        runner.clear()
        runner.decode(entries)

    seconds = peer.best_seconds(prefill, 1 if options.quick else 3)
    runner.close()
    peer.emit("llama.cpp", "prefill_512", 512 / seconds, "tokens/s", weights="Q4_1",
              threads=options.threads)


def measure_decode(lib, model, vocabulary, rows, options):
    new_tokens = 8 if options.quick else 32
    runner = Runner(lib, model, rows, PROMPT_TOKENS + new_tokens, max(512, rows), options.threads)
    best = min(decode_seconds(runner, vocabulary, rows, new_tokens)
               for _ in range(1 if options.quick else 3))
    runner.close()
    peer.emit("llama.cpp", "decode_%d" % rows, rows * (new_tokens - 1) / best, "tokens/s",
              weights="Q4_1", prompt_tokens=PROMPT_TOKENS, new_tokens=new_tokens,
              threads=options.threads)


def decode_seconds(runner, vocabulary, rows, new_tokens):
    """Time of the steps after the prompts; the first token of each sequence is not counted."""
    draw = random.Random(0)
    runner.clear()
    current = [0] * rows
    per_call = 512 // PROMPT_TOKENS
    for first in range(0, rows, per_call):
        sequences = range(first, min(rows, first + per_call))
        runner.decode([(draw.randrange(vocabulary), t, s, t == PROMPT_TOKENS - 1)
                       for s in sequences for t in range(PROMPT_TOKENS)])
        for i, s in enumerate(sequences):
            current[s] = runner.sample((i + 1) * PROMPT_TOKENS - 1)
    start = time.perf_counter()
    for t in range(PROMPT_TOKENS, PROMPT_TOKENS + new_tokens - 1):
        runner.decode([(current[s], t, s, True) for s in range(rows)])
        current = [runner.sample(s) for s in range(rows)]
    return time.perf_counter() - start


def main():
    parser = peer.parse_arguments(__doc__, "prefill, decode")
    options = parser.parse_args()
    peer.set_threads(options)
    if not options.gguf:
        parser.error("llama.cpp needs --gguf=FILE")
    import llama_cpp as lib

    silent = lib.llama_log_callback(lambda level, text, data: None)  # must outlive the calls
    lib.llama_log_set(silent, None)
    lib.llama_backend_init()
    features = lib.llama_print_system_info().decode()
    peer.note("llama.cpp: " + features)
    model = lib.llama_model_load_from_file(options.gguf.encode(),
                                           lib.llama_model_default_params())
    if not model:
        raise SystemExit("llama.cpp cannot load " + options.gguf)
    vocabulary = lib.llama_vocab_n_tokens(lib.llama_model_get_vocab(model))
    if peer.wants(options, "prefill_512"):
        measure_prefill(lib, model, vocabulary, options)
    for rows in (1, 16, 64):
        if peer.wants(options, "decode_%d" % rows):
            measure_decode(lib, model, vocabulary, rows, options)
    peer.emit("llama.cpp", "peak_memory", peer.peak_memory_bytes(), "bytes",
              threads=options.threads, amx="AMX_INT8 = 1" in features, features=features)


if __name__ == "__main__":
    main()

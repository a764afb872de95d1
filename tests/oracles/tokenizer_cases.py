"""Strings that tell tokenizers apart: languages, code, spaces, emoji, control characters, digits.

Everything comes from a seed. Only characters of Unicode 14 are used (Python 3.11 and PCRE2 10.42 have
that version): for newer ones the reference may know a category that PCRE2 does not.
"""

import random
import unicodedata

WORDS = """the of and to in is that for it as was with be by on not he his but at are this have
from or had an they which one you were all her she there would their we him been has when who will
more no if out so said what up its about into than them can only other new some could time these two
may then do first any my now such like our over man me even most made after also did many before
must through back years where much your way well down should because each just those people how too
little state good very make world still own see men work long get here between both life being under
never day same another know while last might us great old year off come since against go came right
used take three equation derivative probability triangle integer polynomial theorem""".split()

CONTRACTIONS = """it's don't we're they've I'm you'll he'd IT'S DON'T WE'RE THEY'VE I'M YOU'LL HE'D
o'clock 'tis rock'n'roll 's 't 're 've 'm 'll 'd 'S 'ſ Ke'll l'd'm it''s ' '' '''""".split()

TEXTS = {
    "latin": "Überraschung naïve café Łódź señor çok güzel İstanbul ıßẞ Straße ǅ ŉ ﬁne ﬂow ﬆ",
    "greek": "Η γρήγορη αλεπού Ὀδυσσεύς ὦ ἄνδρες μῆνιν ἄειδε θεά ΑΒΓ αβγ ΐΰ Ώ ώ ι",
    "cyrillic": "Съешь ещё этих мягких французских булок ёЁ Ґґ Її Ўў ЉЊ ҁҊ ԱԲ աբ",
    "hebrew": "שלום עולם שָׁלוֹם וְהָאָרֶץ",
    "arabic": "مرحبا بالعالم السَّلَامُ عَلَيْكُمْ ١٢٣٤٥ ۶۷۸",
    "indic": "नमस्ते दुनिया क्षत्रिय १२३ தமிழ் తెలుగు বাংলা ৪৫৬",
    "thai": "สวัสดีชาวโลก ๑๒๓ ທຸກຄົນ",
    "chinese": "你好，世界！深度求索。一二三、四五六；「引號」『書名』《標題》龥鿿㐀𠀀𪚥",
    "japanese": "こんにちは世界 カタカナ ひらがな ー ｶﾀｶﾅ 、。・ゞヽ",
    "korean": "안녕하세요 세계 ㄱㄴㄷ 힣 한글 (NFD)",
    "ethiopic": "ሰላም ልዑል Ꭰ Ꮿ ꭰ Ა ა ⴀ Ⲁⲁ Ꙁꙁ 𐐀𐐨 𞤀𞤢",
    "combining": "é ñ ü ộ q̣̇ Å Å Ω K ﷺ",
    "emoji": "😀 👍🏽 👨‍👩‍👧‍👦 🏳️‍🌈 🇩🇪🇫🇷 ❤️ ☺ ✈️ 1️⃣ 🧑🏾‍🚀",
    "symbols": "∀x∈ℝ: ⌈x⌉ = −⌊−x⌋, ∑ ∫ √2 ≈ 1.41 → ∞ ½ ⅔ ² ³ ⁴ Ⅻ ↂ ① ㊿ № ™ © € £ ¥ ₿ § ¶ † ‡ … – — ‘’ “” «»",
    "spaces": "a\u00a0b\u1680c\u2003d\u2009e\u200ae\u202ff\u205fg\u3000h\u180ei\u200bj\ufeffk\u2028l\u2029m\u0085n",
    "fullwidth": "ＡＢＣ ａｂｃ １２３ ！＂＃ ～ 。「」",
}

CODE = [
    "def f(x):\n    return x**2 + 3*x - 1  # squared\n",
    "for (int i = 0; i < n; ++i) {\n\tif (a[i] != b[i]) return false;\n}\n",
    "#include <vector>\n\nint main() { std::vector<int> v{1, 2, 3}; return v.size(); }\r\n",
    "SELECT name, COUNT(*) FROM users WHERE id >= 1000 GROUP BY name;\n",
    '{"id": 17, "tags": ["a", "b"], "ok": true, "x": -1.5e-3}',
    "<html>\n  <body class=\"x\">&nbsp;</body>\n</html>\n",
    "\\frac{\\sqrt{3}}{2} \\cdot \\left( \\int_0^1 x^{2}\\,dx \\right) = \\boxed{42}",
    "$\\mathbb{Z}/n\\mathbb{Z}$ and \\[ \\sum_{k=1}^{\\infty} \\frac{1}{k^2} = \\frac{\\pi^2}{6} \\]",
    "git commit -m 'fix: off-by-one' && ./run.sh --threads=8 > out.log 2>&1\n",
    "<think>\nLet x = 2.\n</think>\n<answer>4</answer>",
    "\t\t\tif x:\n\t\t\t\tpass\n    \t  mixed\n",
    "0x1F 0b1010 1_000_000 3.14159 1e-10 .5 5. 1,234,567.89 007 12:30:45 2024-01-31 v1.2.3",
]

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<repo_name>", "<empty_output>"]


def assigned(code):
    return unicodedata.category(chr(code)) not in ("Cn", "Cs")


def random_character(rng):
    ranges = [(0x20, 0x7E)] * 3 + [(0xA0, 0x24F), (0x250, 0x5FF), (0x600, 0x1FFF), (0x2000, 0x2BFF),
                                   (0x3000, 0x30FF), (0x3400, 0x9FFF), (0xA000, 0xABFF),
                                   (0xAC00, 0xD7A3), (0xE000, 0xFFFF), (0x10000, 0x1FFFF),
                                   (0x20000, 0x2FFFF), (0xE0000, 0x10FFFF)]
    while True:
        low, high = rng.choice(ranges)
        code = rng.randint(low, high)
        if assigned(code):
            return chr(code)


def sentence(rng):
    words = []
    for _ in range(rng.randint(1, 12)):
        word = rng.choice(CONTRACTIONS) if rng.random() < 0.1 else rng.choice(WORDS)
        shape = rng.random()
        words.append(word.upper() if shape < 0.08 else word.title() if shape < 0.2 else word)
    glue = [" ", " ", " ", " ", "  ", "\n", ", ", ". ", "; ", " - ", "-", "/", "...", "?! ", "\t"]
    return "".join(w + rng.choice(glue) for w in words)


def numbers(rng):
    parts = []
    for _ in range(rng.randint(1, 5)):
        digits = "".join(rng.choice("0123456789") for _ in range(rng.randint(1, 12)))
        parts.append(rng.choice(["", " ", "-", "+", "$", "x", "(", " ="]) + digits +
                     rng.choice(["", " ", ".", ",", "%", "th", "\n", ")", "٣", "²", "½"]))
    return "".join(parts)


def white_space(rng):
    alphabet = " " * 8 + "\n" * 3 + "\t\t\r\v\f\u00a0\u2003\u3000\u0085\u2028"
    parts = []
    for _ in range(rng.randint(1, 5)):
        parts.append("".join(rng.choice(alphabet) for _ in range(rng.randint(1, 9))))
        parts.append(rng.choice(["", "x", "word", "1", ".", "\r\n", "’s", "'s", "的", "é"]))
    return "".join(parts)


def foreign(rng):
    text = rng.choice(list(TEXTS.values()))
    begin = rng.randint(0, len(text) - 1)
    piece = text[begin:begin + rng.randint(1, 30)]
    form = rng.choice([None, None, "NFC", "NFD", "NFKC"])
    return unicodedata.normalize(form, piece) if form else piece


def control(rng):
    return "".join(rng.choice(["a", " ", "Z9", chr(rng.randint(0, 31)), chr(rng.randint(127, 159)),
                               "\u200d", "\ufe0f", "\u00ad", "\u202e"])
                   for _ in range(rng.randint(1, 10)))


def noise(rng):
    return "".join(random_character(rng) for _ in range(rng.randint(1, 16)))


def runs(rng):
    return "".join(rng.choice(["a", "ab", " ", "=", "-", "1", "\n", "é", "the", "哈", ".", "A", "'"])
                   * rng.choice([1, 2, 3, 5, 8, 16, 33, 70]) for _ in range(rng.randint(1, 3)))


def code(rng):
    text = rng.choice(CODE)
    begin = rng.choice([0, 0, rng.randint(0, len(text) - 1)])
    return text[begin:begin + rng.randint(5, 80)]


def with_special(rng):
    token = rng.choice(SPECIAL)
    broken = rng.choice([token, token, token[:-1], token[1:], token.upper(), token[0] + token])
    return rng.choice(["", " ", "a", sentence(rng)]) + broken + rng.choice(
        ["", " ", "\n", "user\n", rng.choice(SPECIAL), "b"])


MAKERS = [(sentence, 6), (numbers, 3), (white_space, 3), (foreign, 5), (control, 2), (noise, 3),
          (runs, 2), (code, 3), (with_special, 2)]


def cases(seed, count):
    """`count` different strings, the empty one and each text above first."""
    rng = random.Random(seed)
    makers = [maker for maker, weight in MAKERS for _ in range(weight)]
    fixed = [""] + list(TEXTS.values()) + CODE + CONTRACTIONS + [chr(c) for c in range(128)]
    seen = list(dict.fromkeys(fixed))
    known = set(seen)
    while len(seen) < count:
        text = "".join(rng.choice(makers)(rng) for _ in range(rng.choice([1, 1, 1, 2, 3])))
        if text not in known:
            known.add(text)
            seen.append(text)
    return seen[:count]

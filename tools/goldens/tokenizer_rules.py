"""The pre-tokenizers that models were trained with, as Hugging Face tokenizers build them: rule -> steps.

The expressions are those of the published tokenizer.json files. Used by make_tokenizer.py.
"""
import itertools

from tokenizers import Regex
from tokenizers.pre_tokenizers import ByteLevel, Digits, Punctuation, Sequence, Split

GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
CONTRACTION = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
LLAMA3 = CONTRACTION + (
    r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
QWEN35 = CONTRACTION + (
    r"|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
BAILING = (r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]"
           r"|\s+(?!\S)|\s+")
SEED_CODER = CONTRACTION + (
    r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1}| ?[^\s\p{L}\p{N}\r\n]+|\s*[\r\n]+|\s+(?!\S)|\s+")
EXAONE_MOE = CONTRACTION + (
    r"|[^\r\n\p{L}\p{N}]?(?:\p{L}\p{M}*(?: \p{L}\p{M}*)*)+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]?|\s*[\r\n]|\s+(?!\S)|\s+")
MINICPM5 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}+")
JAIS2 = LLAMA3.removesuffix(r"|\s+(?!\S)|\s+") + "".join(
    rf"|\s{{{n}}}(?!\S)" for n in (512, 256, 128, 64, 32, 16, 8, 4)) + r"|\s{1,2}(?!\S)|\s{1}"

UPPER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"
LOWER = r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
LEAD = r"[^\r\n\p{L}\p{N}]?"
TAIL = r"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
O200K = (LEAD + UPPER + "*" + LOWER + "+" + CONTRACTION + "?|" + LEAD + UPPER + "+" + LOWER + "*" + CONTRACTION
         + r"?|\p{N}{1,3}" + TAIL)
O200K_SINGLE = O200K.replace(r"\p{N}{1,3}", r"\p{N}")
TEKKEN = LEAD + UPPER + "*" + LOWER + "+|" + LEAD + UPPER + "+" + LOWER + r"*|\p{N}" + TAIL
NO_HAN = r"&&[^\p{Han}]]"
KIMI_UPPER, KIMI_LOWER = UPPER[:-1] + NO_HAN, LOWER[:-1] + NO_HAN
KIMI = (r"[\p{Han}]+|" + LEAD + KIMI_UPPER + "*" + KIMI_LOWER + "+" + CONTRACTION + "?|" + LEAD + KIMI_UPPER + "+"
        + KIMI_LOWER + "*" + CONTRACTION + r"?|\p{N}{1,3}" + TAIL.replace("/", ""))

DEEPSEEK_MAIN = (r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"""
                 r"| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
DEEPSEEK_LLM_WORD = (
    r"\s?[A-Za-z"
    r"\x{b5}\x{c0}-\x{d6}\x{d8}-\x{f6}\x{f8}-\x{1ba}\x{1bc}-\x{1bf}\x{1c4}-\x{293}\x{295}-\x{2af}\x{370}-\x{373}"
    r"\x{376}\x{377}\x{37b}-\x{37d}\x{37f}\x{386}\x{388}-\x{38a}\x{38c}\x{38e}-\x{3a1}\x{3a3}-\x{3f5}\x{3f7}-\x{481}"
    r"\x{48a}-\x{52f}\x{531}-\x{556}\x{10a0}-\x{10c5}\x{13a0}-\x{13f5}\x{13f8}-\x{13fd}\x{1c90}-\x{1cba}"
    r"\x{1cbd}-\x{1cbf}\x{1d00}-\x{1d2b}\x{1d6b}-\x{1d77}\x{1d79}-\x{1d9a}\x{1e00}-\x{1f15}\x{1f18}-\x{1f1d}"
    r"\x{1f20}-\x{1f45}\x{1f48}-\x{1f4d}\x{1f50}-\x{1f57}\x{1f59}\x{1f5b}\x{1f5d}\x{1f5f}-\x{1f7d}\x{1f80}-\x{1fb4}"
    r"\x{1fb6}-\x{1fbc}\x{1fbe}\x{1fc2}-\x{1fc4}\x{1fc6}-\x{1fcc}\x{1fd0}-\x{1fd3}\x{1fd6}-\x{1fdb}\x{1fe0}-\x{1fec}"
    r"\x{1ff2}-\x{1ff4}\x{1ff6}-\x{1ffc}\x{2102}\x{2107}\x{210a}-\x{2113}\x{2115}\x{2119}-\x{211d}\x{2124}\x{2126}"
    r"\x{2128}\x{212a}-\x{212d}\x{212f}-\x{2134}\x{2139}\x{213c}-\x{213f}\x{2145}-\x{2149}\x{214e}\x{2183}\x{2184}"
    r"\x{2c00}-\x{2c7b}\x{2c7e}-\x{2ce4}\x{2ceb}-\x{2cee}\x{2cf2}\x{2cf3}\x{a640}-\x{a66d}\x{a680}-\x{a69b}"
    r"\x{a722}-\x{a76f}\x{a771}-\x{a787}\x{a78b}-\x{a78e}\x{ab70}-\x{abbf}\x{fb00}-\x{fb06}\x{fb13}-\x{fb17}"
    r"\x{ff21}-\x{ff3a}\x{ff41}-\x{ff5a}\x{10400}-\x{1044f}\x{104b0}-\x{104d3}\x{104d8}-\x{104fb}\x{10c80}-\x{10cb2}"
    r"\x{10cc0}-\x{10cf2}\x{118a0}-\x{118df}\x{1e900}-\x{1e943}"
    r"]+")
DEEPSEEK_LLM_SIGNS = r"\s?[!-/:-~\x{ff01}-\x{ff0f}\x{ff1a}-\x{ff5e}\x{2018}-\x{201f}\x{3000}-\x{3002}]+"
EASTERN = r"[\x{4e00}-\x{9fa5}\x{800}-\x{4e00}\x{ac00}-\x{d7ff}]+"
KANA = r"[\x{4e00}-\x{9fa5}\x{3040}-\x{309f}\x{30a0}-\x{30ff}]+"
BLOOM = r" ?[^(\s|[.,!?…。，、।۔،])]+"
AFMOE_CJK = (r"[\x{4e00}-\x{9fff}\x{3400}-\x{4dbf}\x{f900}-\x{faff}\x{3040}-\x{309f}\x{30a0}-\x{30ff}\x{ff65}-\x{ff9f}"
             r"\x{2f00}-\x{2fdf}\x{e40}-\x{e7f}\x{e80}-\x{eff}\x{1780}-\x{17ff}\x{1000}-\x{109f}\x{aa60}-\x{aa7f}"
             r"\x{a9e0}-\x{a9ff}\x{ac00}-\x{d7af}\x{1100}-\x{11ff}]+")
YOUTU = "[가-힣ㄱ-ㆎ]+|[！…“”‘’—：；，、-〿︰-﹏]+|[ㄅ-ㄯ]+|" + KANA


def split(pattern):
    return Split(Regex(pattern), "isolated")


def gpt2():
    return ByteLevel(add_prefix_space=False, use_regex=True)


RULES = {
    "afmoe": [split(r"\p{N}+"), split(r"(?=(?:\p{N}{3})+(?!\p{N}))"), split(AFMOE_CJK), split(DEEPSEEK_MAIN)],
    "bailingmoe": [split(BAILING)],
    "bloom": [split(BLOOM)],
    "chameleon": [split("<sentinel:[0-9]+>"), split("(IMGIMG)((A|B|C|D|E|F|G|H|I){1,4})Z"),
                  split(r"([\t\n]|    |  )"), Digits(individual_digits=True), Punctuation("isolated"), gpt2()],
    "deepseek-coder": [split(r"[\r\n]"), split(r"\s?\p{L}+"), split(r"\s?\p{P}+"), split(EASTERN),
                       Digits(individual_digits=True)],
    "deepseek-llm": [split(r"[\r\n]"), split(DEEPSEEK_LLM_WORD), split(DEEPSEEK_LLM_SIGNS), split(r"\s+$"), split(EASTERN), Digits(individual_digits=False)],
    "deepseek-v3": [split(r"\p{N}{1,3}"), split(KANA), split(DEEPSEEK_MAIN)],
    "default": [split(r"[\p{P}\$\+<=>\^~\|]+"), split(GPT2), split(r"\p{N}+"), split("[0-9][0-9][0-9]")],
    "exaone-moe": [split(EXAONE_MOE)],
    "falcon": [Punctuation("contiguous"), gpt2(), Digits(individual_digits=False), split("[0-9][0-9][0-9]")],
    "falcon3": [Punctuation("contiguous"), gpt2(), Digits(individual_digits=True)],
    "gpt-2": [gpt2()],
    "gpt-4o": [split(O200K)],
    "jais-2": [split(JAIS2)],
    "kimi-k2": [split(KIMI)],
    "llama-bpe": [split(LLAMA3)],
    "minicpm5": [split(r"\p{N}{1,3}"), split(MINICPM5)],
    "qwen2": [split(QWEN2)],
    "qwen35": [split(QWEN35)],
    "seed-coder": [split(SEED_CODER)],
    "smollm": [Digits(individual_digits=True), gpt2()],
    "superbpe": [split(r"\p{N}+"), split(r"(?=(\d{3})+(?!\d))")],
    "tekken": [split(TEKKEN)],
    "tiny_aya": [split(r"\d{1,3}(?=(?:\d{3})*\b)"), split(O200K)],
    "viking": [split(BLOOM), Digits(individual_digits=True)],
    "youtu": [split(YOUTU), split(O200K_SINGLE)],
}


def byte_ends(rule, text):
    """The ends of the pieces of `text`, as byte offsets: ByteLevel writes every byte as one character."""
    steps = Sequence(RULES[rule] + ([] if has_byte_level(rule) else [ByteLevel(add_prefix_space=False, use_regex=False)]))
    return list(itertools.accumulate(len(piece) for piece, _ in steps.pre_tokenize_str(text)))


def has_byte_level(rule):
    return any(isinstance(step, ByteLevel) for step in RULES[rule])

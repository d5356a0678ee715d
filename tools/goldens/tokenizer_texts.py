"""Texts that tokenizers disagree about: written ones, and random ones from a fixed seed. Used by make_tokenizer.py."""
import random

WRITTEN = [
    "", " ", "  ", "   ", "\n", "\r\n", "\t", "a", " a", "a ", "  a", "a  b", "a   b", "\n\n\n", " \n ", "a\n", "a\n b",
    "Hello, world!", "Hello World", "HelloWorld helloWorld HTTPServer iPhone McDonald", "the  quick\tbrown\n\nfox",
    "I'm you're we've he'll she'd it's don't", "I'M YOU'RE WE'VE HE'LL SHE'D IT'S DON'T", "'s's'S 'tis 'Twas o'clock",
    "rock 'n' roll 'LLama 'Re 'vE '", "don’t it’s", "'ſ 'ſt a'ſb", "'''", "''s", "x's'", "'d've", "l'été d'Artagnan",
    "1", "12", "123", "1234", "1234567890", "12345678901234567890", "1,234,567.89", "3.14159 -42 +7 1e-9 0x7fff",
    "2026-11-23T14:05:09Z", "v1.2.3-rc4", "a1b2c3", "1a 2b 3c", "１２３４５ ٠١٢٣٤٥٦ १२३४", "½ ¾ ² ³ Ⅷ ⑨ 一二三", "abc123def456", " 42 ", "007 ",
    "!", "!!", "!?!?", "... --- ===", "a.b,c;d:e", "(a) [b] {c} <d>", "foo_bar __init__ snake_case", "$5 €6 £7 ¥8 100%",
    "a+b=c; x^2~y|z`w`", "C:\\path\\to\\file", "https://example.com/a?b=c&d=e#f", "user@example.com", "#include <vector>",
    "<|im_start|>user\nHi<|im_end|>\n", "</s><s>[INST] x [/INST]", "<sentinel:12><sentinel:x>IMGIMGABCZIMGIMGJZ",
    "def f(x):\n    return x ** 2\n\n\nclass A:\n\tpass\n", "if (a && b) { c(); }  // comment\r\n", "for(int i=0;i<10;++i){}",
    "    indented\n        more\n\t\ttabs\n  ", "line\r\nline\r\n\r\nline\rline", "trailing spaces   ", "   leading", " \t \n \t ",
    "a\u00a0b\u2003c\u3000d\u0085e\u200bf\ufeffg\u180eh\u2028i", "\x00\x01\x1f\x7f", "\x0b\x0c", "a\x1cb",
    "Grüße, Jürgen! Straße ÄÖÜ", "Où est la bibliothèque? Ça va très bien.", "¿Dónde está el niño? ¡Aquí!",
    "Привет, как дела? ПРИВЕТ", "Γειά σου Κόσμε", "Շնորհակալություն", "გამარჯობა", "مرحبا بالعالم، كيف حالك؟", "שלום עולם",
    "नमस्ते दुनिया। कैसे हो?", "স্বাগতম", "வணக்கம் உலகம்", "สวัสดีชาวโลก", "ສະບາຍດີ", "ជំរាបសួរ", "မင်္ဂလာပါ", "ᠮᠣᠩᠭᠣᠯ",
    "你好，世界！今天天气怎么样？", "東京は日本の首都です。カタカナ ひらがな", "안녕하세요 세계! ㄱㄴㄷ", "ㄅㄆㄇ ㄈ", "漢字かな交じり文、123番。", "中文English混排123",
    "々〆〇ヶ ﹏︰", "“引号”‘单’—…：；", "𠀀𠮷𩸽", "ｆｕｌｌｗｉｄｔｈ　ＡＢＣ", "ﾊﾝｶｸ", "ǅ ǈ ǋ ǲ", "ﬀ ﬁ ﬂ ﬆ", "ⅰⅱ ℝ ℤ \u2126 \u212a Å",
    "e\u0301 a\u0308\u0323 o\u0302\u0301", "\u0301", "\u0301a", " \u0301a", "a\u0301\u0301B", "A\u0301b", "x\u20ddy", "!\u0301!", "Z͑ͫaͭl̉g̃o",
    "🍕", "🍕🍕", "I ❤️ 🍕!!!", "👩‍👩‍👧‍👦 family", "🏳️‍🌈🇩🇪🇫🇷", "👍🏽👍🏿", "☺☹ ✓ ✗ → ⇒ ∀x∈ℝ ∑∫", "🎉a🎉 b", "1️⃣2️⃣", "ʰʱ ˈstrɛs ᵃᵇ",
    "a" * 40, " " * 40, "\n" * 20, "1" * 20, "!" * 20, "ab " * 12, "aA" * 10, "\t" * 7 + "x", " " * 13 + "x", " " * 700 + "y",
    "don't  stop\n\n  me  'now'", "x\n\n\n   y", "x  \n  y", "\n  \n\tfoo", "end.\n\n", "end.\r\n\r\n", "a/b//c/\n//d", ";\n/\n", "?/\r\n/",
    "word\u200dword \u200c", "naïve café résumé", "ÀÉÎ ÕÜ", "ZÜRICH Zürich zÜRICH", "IJsland ĳ Ĳ", "İstanbul ıI", "ẞß", "ΑΣ ας",
    "日本2026年11月23日", "10時30分", "第1章", "No.5 №5", "50％", "25°C", "π≈3.14", "H₂O CO₂ x² y³", "(。◕‿◕。)", "¯\\_(ツ)_/¯",
    "SELECT * FROM t WHERE id=1;", "{\"a\": [1, 2.5, null], \"b\": \"c\\n\"}", "<p class=\"x\">Hi &amp; bye</p>", "# Title\n\n- item\n- item 2\n",
    "E = mc^2", "a\\b", "~/.bashrc", "--flag=value", "key: value", "@home #fun", "Mr. O'Neill's cat", "rock-n-roll", "re-enter co-op",
]

ALPHABETS = [
    "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJ 'sStTmMdD ,.!?-\n",
    "0123456789 abc.,:-+/ \n",
    " \t\n\r\u00a0\u3000 ab1.",
    "äöüßéèñçÀÉ łžšđ 'sS ",
    "абвгдеёжЖЗИ ΑΒΓαβγς 12",
    "你好世界的是在一不了东京日本語ひらカタ。，！ 12ab",
    "안녕하세요세계가나다ㄱㄴ 한국어 1a",
    "नमस्तेदुनिया।কখগ ्ािीুூ 12",
    "مرحباالعالمسلام،؟ ٠١٢ אבג",
    "สวัสดีชาวโลก ກຂຄ កខ မြန်",
    "🍕🎉👍🏽👩\u200d👧\ufe0f❤️ a!",
    "(){}[]<>;:=+-*/%&|^~!?#@$_`'\"\\ ab1\n\t",
    "e\u0301a\u0308\u0323 x\u20e3ʰˈ Ab\u0301 ",
    "ǅǈaAᾈ İıſK 'ſ's",
    "\x00\x01\x1c\x7f\u0085\u2028\u200b\u200d\ufeff ab",
    "½²Ⅷ⑨一二１２٣४ 1a.",
]


def random_texts(count, seed, longest):
    """`count` texts, each of characters of one or several alphabets, at most `longest` characters."""
    generator = random.Random(seed)
    texts = []
    for _ in range(count):
        alphabet = "".join(generator.sample(ALPHABETS, generator.choice((1, 1, 1, 2, 3))))
        length = generator.randint(1, longest)
        text = "".join(generator.choice(alphabet) for _ in range(length))
        if generator.random() < 0.3:  # runs, which single draws hardly ever make
            text = "".join(c * generator.choice((1, 1, 1, 2, 3, 5)) for c in text)
        texts.append(text)
    return texts

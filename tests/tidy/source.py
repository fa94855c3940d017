"""Reading C++ well enough for rules: text without comments, text without strings, statements."""
import re

TOKEN = re.compile(
    r"""(?P<raw>R"(?P<d>[^\s()\\"]{0,16})\((?:.|\n)*?\)(?P=d)")"""
    r"""|(?P<str>"(?:\\.|[^"\\\n])*")"""
    r"""|(?P<chr>(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+')"""
    r"""|(?P<line>//[^\n]*)"""
    r"""|(?P<block>/\*(?:.|\n)*?\*/)"""
)


def _blank(text):
    return re.sub(r"[^\n]", " ", text)


def without_comments(text):
    return TOKEN.sub(lambda m: _blank(m[0]) if m["line"] or m["block"] else m[0], text)


def code_only(text):
    """Comments and the insides of literals become spaces; every offset and line number stays."""

    def blank(m):
        if m["line"] or m["block"]:
            return _blank(m[0])
        if m["raw"]:
            return '"' + _blank(m[0][1:-1]) + '"'
        return m[0][0] + _blank(m[0][1:-1]) + m[0][-1]

    return TOKEN.sub(blank, text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


NESTED = "\x01"  # stands in a statement where a lambda's body was
BLOCK_HEAD = re.compile(
    r"(?:^|[;{})\]:\x01]|\b(?:else|do|try|const|noexcept|mutable|override|final)|->\s*[\w:<>,\s&*]+?)$"
)
TYPE_HEAD = re.compile(r"^(?:template\s*<.*>\s*)?(?:inline\s+)?(?:struct|class|union|enum|namespace|extern)\b", re.S)


def statements(code):
    """(offset, text) of every full expression of `code_only` text. Bodies of lambdas and blocks are statements of
    their own; where one was, the outer text holds NESTED. Braces that build a value stay in the text."""
    out = []
    stack = []  # of [kind, start, text, parens]: the statement being collected in each open block
    current = [0, "", 0]  # start, text, open parentheses
    inits = []  # open value braces of the current statement, per block

    def flush():
        if current[1].strip():
            out.append((current[0], current[1]))
        current[1] = ""

    depth_inits = 0
    for i, c in enumerate(code):
        if not current[1].strip() and not c.isspace():
            current[0] = i
        if c == "{":
            head = current[1].rstrip()
            if BLOCK_HEAD.search(head) or TYPE_HEAD.match(head.lstrip()):
                stack.append((list(current), depth_inits))
                current[:] = [i + 1, "", 0]
                depth_inits = 0
            else:
                depth_inits += 1
                current[1] += c
        elif c == "}":
            if depth_inits:
                depth_inits -= 1
                current[1] += c
            elif stack:
                flush()
                outer, depth_inits = stack.pop()
                current[:] = outer
                if current[2] or depth_inits:
                    current[1] += NESTED  # a lambda inside an expression: the statement goes on
                else:
                    flush()
            else:
                flush()
        elif c == ";" and not current[2] and not depth_inits:
            flush()
        else:
            if c == "(":
                current[2] += 1
            elif c == ")":
                current[2] = max(0, current[2] - 1)
            current[1] += c
    flush()
    return out

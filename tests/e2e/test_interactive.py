"""An interactive session on a terminal, keys in and screens out. The model's part is played by repl_driver
(tests/support/repl_driver.cpp), which is built with the tests; the terminal is pyte's."""

import os

import pexpect
import pyte
import pytest
from conftest import BINARY

DRIVER = BINARY.parent / "repl_driver"
PLACEHOLDER = "Send a message (/? for help)"
CTRL_C, CTRL_D, CTRL_G, UP = "\x03", "\x04", "\x07", "\x1b[A"
TIMEOUT_SECONDS = 20


class Terminal:
    """The driver on a terminal of its own."""

    def __init__(self, home, columns=60, rows=24, env=None):
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.Stream(self.screen)
        environment = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "HOME": str(home)} | (env or {})
        self.child = pexpect.spawn(
            str(DRIVER), env=environment, dimensions=(rows, columns), encoding="utf-8", timeout=TIMEOUT_SECONDS
        )
        self.child.logfile_read = self
        self.wait(PLACEHOLDER)

    def write(self, text):  # what pexpect reads, it also logs
        self.stream.feed(text)

    def flush(self):
        pass

    def wait(self, text):
        self.child.expect_exact(text)

    def type(self, keys):
        self.child.send(keys)

    def ask(self, line):
        """Sends a line and waits until the session is ready for the next one."""
        self.type(line + "\r")
        self.wait(PLACEHOLDER)

    def lines(self):
        """The lines of the screen down to the last prompt, which is left out."""
        lines = [line.rstrip() for line in self.screen.display]
        last = max(i for i, line in enumerate(lines) if line.startswith(">>> " + PLACEHOLDER[:8]))
        return lines[:last]

    def end(self):
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus


@pytest.fixture
def terminal(tmp_path):
    terminals = []

    def open_one(**kwargs):
        terminals.append(Terminal(tmp_path, **kwargs))
        return terminals[-1]

    yield open_one
    for one in terminals:
        one.child.close(force=True)


def test_a_question_is_answered(terminal):
    session = terminal()
    session.ask("hello")
    assert session.lines() == [">>> hello", "You said: hello", ""]


def test_thinking_stands_apart(terminal):
    session = terminal()
    session.ask("think")
    expected = ["Thinking...", "The user wants me to think about something.", "...done thinking.", "", "You said: think"]
    assert session.lines()[1:-1] == expected


def test_ctrl_c_stops_the_answer_and_not_the_program(terminal):
    session = terminal()
    session.type("slow\r")
    session.wait("\u280b")  # the spinner turns
    session.type(CTRL_C)
    session.wait(PLACEHOLDER)
    session.ask("hello")
    assert "You said: hello" in session.lines()


def test_the_ways_out(terminal):
    session = terminal()
    session.type(CTRL_C)
    session.wait("Use Ctrl + d or /bye to exit.")
    session.wait(PLACEHOLDER)
    session.type(CTRL_D)
    assert session.end() == 0
    session = terminal()
    session.type("/bye\r")
    assert session.end() == 0


def test_pasted_lines_are_one_message(terminal):
    session = terminal()
    session.type("\x1b[200~def f():\r\treturn 1\x1b[201~")
    session.ask("")
    assert session.lines()[-3:-1] == ["You said: def f():", "        return 1"]


def test_quotes_hold_a_message_of_several_lines(terminal):
    session = terminal()
    session.type('"""one\r')
    session.wait("Press Enter to send")
    session.ask('two"""')
    assert session.lines() == ['>>> """one', '... two"""', "You said: one", "two", ""]


def test_what_is_typed_during_an_answer_waits_for_its_end(terminal):
    session = terminal()
    session.type("count\r")
    session.wait("3 4 5")
    session.type("next\r")
    session.wait("You said: next")
    session.wait(PLACEHOLDER)
    lines = session.lines()
    assert lines[-3:-1] == [">>> next", "You said: next"]
    assert not any("next" in line for line in lines[:-3])


def test_words_wrap_and_wide_characters_too(terminal):
    session = terminal(columns=40)
    session.ask("wide")
    text = [line.replace(" ", "") for line in session.lines()[1:-1]]  # pyte: a wide character and an empty cell
    assert text[0] == "日本語の長い文章は、単語の間に空白"  # 34 columns, and the next one takes two
    assert text[1].startswith("がないので、")


def test_code_is_not_wrapped(terminal):
    session = terminal(columns=40)
    session.ask("code")
    lines = session.lines()
    assert "int main() { return some_function_with_a" in lines  # 40 columns: the terminal's own break
    assert "That is all there is to say about" in lines


def test_a_model_cannot_control_the_terminal(terminal):
    session = terminal()
    session.ask("evil")
    assert ">>> evil" in session.lines()[0]
    assert session.screen.title == ""


def test_an_error_does_not_end_the_session(terminal):
    session = terminal()
    session.ask("error")
    assert session.lines()[-1] == "Error: the engine has gone away"


def test_a_full_context_is_told(terminal):
    session = terminal(columns=100)
    session.ask("full")
    assert any(line.startswith("warning: the context is full: 4096 of 4096 tokens") for line in session.lines())


def test_verbose_shows_what_was_reused(terminal):
    session = terminal()
    session.ask("/set verbose")
    session.ask("hello")
    assert "prompt cached count:  30 token(s)" in session.lines()


def test_history_outlives_the_session(terminal, tmp_path):
    session = terminal()
    session.ask("remember me")
    session.type(CTRL_D)
    session.end()
    assert (tmp_path / ".hearth/history").read_text() == "remember me\n"
    session = terminal()
    session.type(UP)
    session.ask("")
    assert "You said: remember me" in session.lines()


def test_no_history_when_unwanted(terminal, tmp_path):
    session = terminal(env={"OLLAMA_NOHISTORY": "1"})
    session.ask("forget me")
    assert not (tmp_path / ".hearth").exists()


def test_ctrl_g_opens_an_editor(terminal):
    session = terminal(env={"EDITOR": "sed -i s/draft/letter/"})
    session.type("my draft" + CTRL_G)
    session.wait("letter")
    session.ask("")
    assert "You said: my letter" in session.lines()


def test_an_unknown_model_says_what_to_do(tmp_path):
    output, status = pexpect.run(str(DRIVER) + " tinny", env={"HOME": str(tmp_path), "TERM": "xterm"}, withexitstatus=True)
    assert status == 1
    assert output.startswith(b"Error: model 'tinny' is not here; did you mean 'tiny'? 'hearth list' shows")


def test_without_a_terminal_lines_are_read_as_they_come(tmp_path):
    done = pexpect.run("/bin/sh -c \"printf 'hello\\n/set format json\\n' | '%s' 2>&1 | cat\"" % DRIVER,
                       env={"HOME": str(tmp_path), "PATH": os.environ["PATH"]})
    assert done.replace(b"\r\n", b"\n") == b"You said: hello\n\nSet format to 'json' mode.\n"

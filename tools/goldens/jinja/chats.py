"""Conversations that every chat template is rendered with."""

TOOLS = [
    {"type": "function", "function": {"name": "get_weather", "description": "Weather of a \"city\" & its <surroundings>", "parameters": {
        "type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}, "tags": {"type": "array", "items": {"type": "string"}},
                                         "extra": {"type": ["string", "null"]}, "map": {"type": "object", "additionalProperties": {"type": "number"}}},
        "required": ["city"]}}},
    {"type": "function", "function": {"name": "now", "description": "Zeit — jetzt", "parameters": {"type": "object", "properties": {}, "required": []}}},
]
CALL = {"id": "call12345", "type": "function", "function": {"name": "get_weather", "arguments": {"city": "Zürich", "days": 2}}}


CALLS = [{"id": "abc123XYZ", "type": "function", "function": {"name": "now", "arguments": {}}},
         {"id": "def456UVW", "type": "function", "function": {"name": "get_weather", "arguments": {"city": "Łódź", "nested": {"a": [1, 2.5, None, True]}, "text": "<i>\"\n"}}}]


def user(text):
    return {"role": "user", "content": text}


def assistant(text, **more):
    return {"role": "assistant", "content": text, **more}


def system(text):
    return {"role": "system", "content": text}


CHATS = {
    "one": {"messages": [user("Hello!")]},
    "system": {"messages": [system(" You are terse. "), user("  Why is the sky blue?\n")]},
    "long": {"messages": [user("Hi"), assistant("Hello. "), user("<b>2 + 2</b> & 'x' \"y\"\n\tis?"), assistant("<think>\nhm\n</think>\n\n4"), user("日本語 🔥")]},
    "no_prompt": {"messages": [user("Hi"), assistant("Ho")], "add_generation_prompt": False},
    "tools": {"messages": [system("Use tools."), user("Weather?"), assistant(None, tool_calls=[CALL]), {"role": "tool", "content": "sunny <20>"}, assistant("It is sunny."), user("Thanks")], "tools": TOOLS},
    "tool_turn": {"messages": [user("Weather?"), assistant("", tool_calls=[CALL]), {"role": "tool", "content": "a"}, {"role": "tool", "content": "b"}], "tools": TOOLS},
    "parts": {"messages": [user([{"type": "text", "text": " Describe "}, {"type": "image"}])]},
    "wrong_order": {"messages": [assistant("I begin"), user("ok")]},
    "documents": {"messages": [user("Sum up")], "documents": [{"title": "zeta one", "text": "A text\nof lines that is rather long, in fact too long"}, {"title": "Alpha", "text": "short"}]},
    "no_thinking": {"messages": [user("Hi"), assistant("x", reasoning_content="because"), user("And?")], "enable_thinking": False},
    "parallel": {"messages": [user("When and where?"), assistant("", tool_calls=CALLS, reasoning_content="Two calls.", thinking="Two calls."),
                              {"role": "tool", "content": "12:00", "tool_call_id": "abc123XYZ", "name": "now"}, {"role": "tool", "content": "{\"rain\": 1}", "tool_call_id": "def456UVW", "name": "get_weather"}],
                 "tools": TOOLS, "enable_thinking": True, "thinking": True, "reasoning_effort": "high"},
    "one_call": {"messages": [user("When?"), assistant("", tool_calls=CALLS[:1]), {"role": "tool", "content": "12:00", "tool_call_id": "abc123XYZ", "name": "now"}, assistant("Noon."), user("Thanks")], "tools": TOOLS},
    "variables": {"messages": [user("Hi")], "thinking": True, "controls": {"length": "short", "citations": True}, "builtin_tools": ["brave_search", "code_interpreter"], "documents": [{"doc_id": 7, "title": "t", "text": "é"}],
                  "model_identity": "I am", "date_string": "1 Jan 2020", "xml_tools": TOOLS[1:]},
    "empty": {"messages": []},
}

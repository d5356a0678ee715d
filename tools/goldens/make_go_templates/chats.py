"""Conversations that every chat template is rendered with, as requests have them."""

TOOLS = [
    {"type": "function", "function": {"name": "get_weather", "description": "Weather of a \"city\" & its <surroundings>", "parameters": {
        "type": "object", "required": ["city"], "properties": {
            "unit": {"type": "string", "enum": ["C", "F", 1]}, "city": {"type": "string", "description": "Name"}, "days": {"type": ["integer", "null"]},
            "tags": {"type": "array", "items": {"type": "string"}}, "any": {}, "either": {"anyOf": [{"type": "string"}, {"type": "boolean"}]},
            "place": {"type": "object", "properties": {"z": {"type": "number"}, "a": {"type": "string"}}, "required": ["z"]}}}}},
    {"type": "function", "function": {"name": "now", "description": "Zeit — jetzt", "parameters": {"type": "object", "properties": {}}}},
    {"type": "function", "function": {"name": "bare"}},
]


def call(name, index=0, **arguments):
    return {"id": f"call_{index}", "function": {"index": index, "name": name, "arguments": arguments}}


def user(text, **more):
    return {"role": "user", "content": text, **more}


def assistant(text, **more):
    return {"role": "assistant", "content": text, **more}


def system(text):
    return {"role": "system", "content": text}


def tool(text, **more):
    return {"role": "tool", "content": text, **more}


CALL = call("get_weather", city="Zürich", days=2, at={"lon": 8.5, "lat": 47.0}, big=1234567, none=None, on=True)
CHATS = {
    "empty": {"messages": []},
    "one": {"messages": [user("Hello!")]},
    "system": {"messages": [system(" You are terse. "), user("  Why is the sky blue?\n")]},
    "only_system": {"messages": [system("Be.")]},
    "turns": {"messages": [user("Hi"), assistant("Hello. "), user("<b>2 + 2</b> & 'x' \"y\"\n\tis?"), assistant("4"), user("日本語 🔥")]},
    "prefill": {"messages": [system("s"), user("Count."), assistant("1, 2,")]},
    "merged": {"messages": [system("a"), system("b"), user("c"), user("d"), assistant("e"), assistant("f", thinking="lost"), user("g")]},
    "late_system": {"messages": [system("first"), user("u1"), assistant("a1"), system("second"), user("u2"), system("third"), user("u3")]},
    "starts_with_assistant": {"messages": [assistant("I begin"), user("ok")]},
    "tools": {"messages": [system("Use tools."), user("Weather?"), assistant("", tool_calls=[CALL]), tool("sunny <20>", tool_name="get_weather", tool_call_id="call_0"), assistant("It is sunny."), user("Thanks")], "tools": TOOLS},
    "tool_turn": {"messages": [user("Weather?"), assistant("Let me see.", thinking="hm\n", tool_calls=[CALL, call("now", 1)]), tool("a", tool_name="get_weather"), tool("b")], "tools": TOOLS},
    "tools_without_calls": {"messages": [user("Hi")], "tools": TOOLS[:1]},
    "no_tools": {"messages": [user("Hi")], "tools": []},
    "thinking": {"messages": [user("Hi"), assistant("x", thinking=" because "), user("And?")], "think": True, "is_think_set": True},
    "not_thinking": {"messages": [user("Hi"), assistant("x", thinking="because"), user("And?")], "think": False, "is_think_set": True},
    "think_level": {"messages": [user("Hi")], "think": True, "think_level": "high", "is_think_set": True},
    "thinking_prefill": {"messages": [user("Hi"), assistant("", thinking="Let me")], "think": True, "is_think_set": True},
    "images": {"messages": [user("[img-0] What is it?", images=["AQID", "/w=="])]},
    "other_role": {"messages": [{"role": "developer", "content": "Dev"}, user("Hi")]},
    "infill": {"messages": [], "prompt": "def f(", "suffix": "return x"},
    "prompt_without_suffix": {"messages": [user("Hi")], "prompt": "ignored"},
}

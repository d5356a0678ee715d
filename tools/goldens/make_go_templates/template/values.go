// Package template renders prompts as Ollama does: the types that templates see, the three modes, and what is read
// out of a template without running it.
package template

import (
	"encoding/json"

	"hearth/goldens/api"
)

func asJSON(v any) string {
	text, _ := json.Marshal(v)
	return string(text)
}

type templateArgs map[string]any

func (a templateArgs) String() string {
	if a == nil {
		return "{}"
	}
	return asJSON(map[string]any(a))
}

type templateProperties map[string]api.ToolProperty

func (p templateProperties) String() string {
	if p == nil {
		return "{}"
	}
	return asJSON(map[string]api.ToolProperty(p))
}

type templateTools []templateTool

func (t templateTools) String() string { return asJSON([]templateTool(t)) }

type templateTool struct {
	Type     string               `json:"type"`
	Items    any                  `json:"items,omitempty"`
	Function templateToolFunction `json:"function"`
}

func (t templateTool) String() string { return asJSON(t) }

type templateToolFunction struct {
	Name        string                         `json:"name"`
	Description string                         `json:"description"`
	Parameters  templateToolFunctionParameters `json:"parameters"`
}

func (f templateToolFunction) String() string { return asJSON(f) }

type templateToolFunctionParameters struct {
	Type       string             `json:"type"`
	Defs       any                `json:"$defs,omitempty"`
	Items      any                `json:"items,omitempty"`
	Required   []string           `json:"required,omitempty"`
	Properties templateProperties `json:"properties"`
}

func (p templateToolFunctionParameters) String() string { return asJSON(p) }

type templateToolCall struct {
	ID       string
	Function templateToolCallFunction
}

type templateToolCallFunction struct {
	Index     int
	Name      string
	Arguments templateArgs
}

type templateMessage struct {
	Role       string
	Content    string
	Thinking   string
	Images     []api.ImageData
	ToolCalls  []templateToolCall
	ToolName   string
	ToolCallID string
}

func toolsOf(tools []api.Tool) templateTools {
	var out templateTools
	if tools != nil {
		out = templateTools{}
	}
	for _, tool := range tools {
		f, p := tool.Function, tool.Function.Parameters
		out = append(out, templateTool{tool.Type, tool.Items, templateToolFunction{f.Name, f.Description,
			templateToolFunctionParameters{p.Type, p.Defs, p.Items, p.Required, templateProperties(p.Properties.ToMap())}}})
	}
	return out
}

func messageOf(m api.Message) *templateMessage {
	var calls []templateToolCall
	for _, call := range m.ToolCalls {
		f := call.Function
		calls = append(calls, templateToolCall{call.ID, templateToolCallFunction{f.Index, f.Name, templateArgs(f.Arguments)}})
	}
	return &templateMessage{m.Role, m.Content, m.Thinking, m.Images, calls, m.ToolName, m.ToolCallID}
}

// Package api has the types of requests that templates get to see, named and tagged as Ollama's are: templates show
// these names in error messages, and the tags in JSON.
package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// ImageData is an image as it came, decoded from base64.
type ImageData []byte

// PropertyType is a type name, or several.
type PropertyType []string

func (p *PropertyType) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*p = PropertyType{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(p))
}

func (p PropertyType) MarshalJSON() ([]byte, error) {
	if len(p) == 1 {
		return json.Marshal(p[0])
	}
	return json.Marshal([]string(p))
}

func (p PropertyType) String() string {
	if len(p) > 1 {
		return fmt.Sprint([]string(p))
	}
	return strings.Join(p, "")
}

// ToolProperty describes one parameter of a tool.
type ToolProperty struct {
	AnyOf       []ToolProperty     `json:"anyOf,omitempty"`
	Type        PropertyType       `json:"type,omitempty"`
	Items       any                `json:"items,omitempty"`
	Description string             `json:"description,omitempty"`
	Enum        []any              `json:"enum,omitempty"`
	Properties  *ToolPropertiesMap `json:"properties,omitempty"`
	Required    []string           `json:"required,omitempty"`
}

var typeScriptNames = map[string]string{
	"string": "string", "number": "number", "integer": "number", "boolean": "boolean", "array": "any[]",
	"object": "Record<string, any>", "null": "null",
}

// ToTypeScriptType names the property's type as TypeScript does.
func (p ToolProperty) ToTypeScriptType() string {
	var names []string
	for _, alternative := range p.AnyOf {
		names = append(names, alternative.ToTypeScriptType())
	}
	if len(names) == 0 {
		for _, name := range p.Type {
			known, ok := typeScriptNames[name]
			if !ok {
				known = "any"
			}
			names = append(names, known)
		}
	}
	if len(names) == 0 {
		return "any"
	}
	return strings.Join(names, " | ")
}

// ToolPropertiesMap keeps properties in the order of the request.
type ToolPropertiesMap struct {
	names  []string
	values map[string]ToolProperty
}

func (m *ToolPropertiesMap) UnmarshalJSON(text []byte) error {
	if err := json.Unmarshal(text, &m.values); err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	if _, err := decoder.Token(); err != nil {
		return err
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return err
		}
		var skipped json.RawMessage
		if err := decoder.Decode(&skipped); err != nil {
			return err
		}
		m.names = append(m.names, name.(string))
	}
	return nil
}

func (m ToolPropertiesMap) MarshalJSON() ([]byte, error) {
	if m.values == nil {
		return []byte("null"), nil
	}
	out := bytes.NewBufferString("{")
	for i, name := range m.names {
		if i > 0 {
			out.WriteByte(',')
		}
		key, _ := json.Marshal(name)
		value, err := json.Marshal(m.values[name])
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(out, "%s:%s", key, value)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// ToMap gives the properties without an order.
func (m *ToolPropertiesMap) ToMap() map[string]ToolProperty {
	if m == nil {
		return nil
	}
	return m.values
}

// Tool is a function that the model may call.
type Tool struct {
	Type     string `json:"type"`
	Items    any    `json:"items"`
	Function struct {
		Name        string `json:"name"`
		Description string `json:"description"`
		Parameters  struct {
			Type       string             `json:"type"`
			Defs       any                `json:"$defs"`
			Items      any                `json:"items"`
			Required   []string           `json:"required"`
			Properties *ToolPropertiesMap `json:"properties"`
		} `json:"parameters"`
	} `json:"function"`
}

// ToolCall is a call that the model made.
type ToolCall struct {
	ID       string `json:"id"`
	Function struct {
		Index     int            `json:"index"`
		Name      string         `json:"name"`
		Arguments map[string]any `json:"arguments"`
	} `json:"function"`
}

// Message is one turn of a conversation.
type Message struct {
	Role       string      `json:"role"`
	Content    string      `json:"content"`
	Thinking   string      `json:"thinking"`
	Images     []ImageData `json:"images"`
	ToolCalls  []ToolCall  `json:"tool_calls"`
	ToolName   string      `json:"tool_name"`
	ToolCallID string      `json:"tool_call_id"`
}

// Conversation is all that a prompt is made of.
type Conversation struct {
	Messages   []Message `json:"messages"`
	Tools      []Tool    `json:"tools"`
	Prompt     string    `json:"prompt"`
	Suffix     string    `json:"suffix"`
	Think      bool      `json:"think"`
	ThinkLevel string    `json:"think_level"`
	IsThinkSet bool      `json:"is_think_set"`
}

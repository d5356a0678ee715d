package template

import (
	"strings"
	"text/template"
	"text/template/parse"
	"time"

	"hearth/goldens/api"
)

// Functions are Ollama's, with a clock that stands.
func Functions(now time.Time) template.FuncMap {
	return template.FuncMap{
		"json":          asJSON,
		"currentDate":   func(...string) string { return now.Format("2006-01-02") },
		"yesterdayDate": func(...string) string { return now.AddDate(0, 0, -1).Format("2006-01-02") },
		"toTypeScriptType": func(v any) string {
			if property, ok := v.(api.ToolProperty); ok {
				return property.ToTypeScriptType()
			}
			return "any"
		},
	}
}

// Parse is the parsing of any template here: missing keys are zero values.
func Parse(source string, now time.Time) (*template.Template, error) {
	return template.New("").Option("missingkey=zero").Funcs(Functions(now)).Parse(source)
}

type renderer struct {
	source string
	now    time.Time
	think  map[string]any
	out    strings.Builder
}

// Prompt renders a conversation in the mode that the template and the conversation ask for.
func Prompt(source string, c api.Conversation, now time.Time) (string, error) {
	parsed, err := Parse(source, now)
	if err != nil {
		return "", err
	}
	names := Names(parsed)
	if !names["messages"] && !names["response"] {
		source += "{{ .Response }}"
	}
	r := &renderer{source: source, now: now,
		think: map[string]any{"Think": c.Think, "ThinkLevel": c.ThinkLevel, "IsThinkSet": c.IsThinkSet}}
	messages := merged(c.Messages)
	switch {
	case c.Prompt != "" && c.Suffix != "":
		err = r.execute(map[string]any{"Prompt": c.Prompt, "Suffix": c.Suffix, "Response": ""}, false)
	case names["messages"]:
		err = r.execute(messagesData(c, messages), false)
	default:
		err = r.turns(messages)
	}
	return r.out.String(), err
}

func messagesData(c api.Conversation, messages []api.Message) map[string]any {
	var system []string
	for _, m := range c.Messages {
		if m.Role == "system" {
			system = append(system, m.Content)
		}
	}
	var shown []*templateMessage
	for _, m := range messages {
		shown = append(shown, messageOf(m))
	}
	return map[string]any{"System": strings.Join(system, "\n\n"), "Messages": shown, "Tools": toolsOf(c.Tools), "Response": ""}
}

// Neighbours of one role become one message; results of tools stay apart.
func merged(messages []api.Message) []api.Message {
	var out []api.Message
	for _, m := range messages {
		if last := len(out) - 1; last >= 0 && out[last].Role == m.Role && m.Role != "tool" {
			out[last].Content += "\n\n" + m.Content
			continue
		}
		out = append(out, m)
	}
	return out
}

func (r *renderer) execute(data map[string]any, cut bool) error {
	for name, value := range r.think {
		data[name] = value
	}
	parsed, err := Parse(r.source, r.now)
	if err != nil {
		return err
	}
	if cut {
		(&cutter{}).list(parsed.Root)
	}
	return parsed.Execute(&r.out, data)
}

// One execution for each turn, the last of them up to where the answer goes.
func (r *renderer) turns(messages []api.Message) error {
	var system, prompt, response string
	flush := func(cut bool) error {
		err := r.execute(map[string]any{"System": system, "Prompt": prompt, "Response": response}, cut)
		system, prompt, response = "", "", ""
		return err
	}
	for _, m := range messages {
		if (m.Role == "system" && (prompt != "" || response != "")) || (m.Role == "user" && response != "") {
			if err := flush(false); err != nil {
				return err
			}
		}
		switch m.Role {
		case "system":
			system = m.Content
		case "user":
			prompt = m.Content
		case "assistant":
			response = m.Content
		}
	}
	return flush(true)
}

// cutter drops all that stands behind the first field .Response: it changes the tree.
type cutter struct{ done bool }

func (c *cutter) list(list *parse.ListNode) {
	if list == nil {
		return
	}
	var kept []parse.Node
	for _, node := range list.Nodes {
		if !c.done && c.keeps(node) {
			kept = append(kept, node)
		}
	}
	list.Nodes = kept
}

func (c *cutter) keeps(node parse.Node) bool {
	switch n := node.(type) {
	case *parse.IfNode:
		c.list(n.List)
		c.list(n.ElseList)
	case *parse.WithNode:
		c.list(n.List)
		c.list(n.ElseList)
	case *parse.RangeNode:
		c.list(n.List)
		c.list(n.ElseList)
	case *parse.ActionNode:
		return c.pipe(n.Pipe)
	}
	return true
}

func (c *cutter) pipe(pipe *parse.PipeNode) bool {
	for _, command := range pipe.Cmds {
		var kept []parse.Node
		for _, argument := range command.Args {
			if c.done {
				continue
			}
			if inner, ok := argument.(*parse.PipeNode); ok && !c.pipe(inner) {
				continue
			}
			if field, ok := argument.(*parse.FieldNode); ok && contains(field.Ident, "Response") {
				c.done = true
			}
			kept = append(kept, argument)
		}
		if len(kept) == 0 {
			return false
		}
		command.Args = kept
	}
	return true
}

func contains(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

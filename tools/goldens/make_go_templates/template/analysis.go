package template

import (
	"strings"
	"text/template"
	"text/template/parse"
)

// Analysis is what is read out of a template without running it.
type Analysis struct {
	Names          []string `json:"names"`
	OpeningTag     string   `json:"opening_tag"`
	ClosingTag     string   `json:"closing_tag"`
	ToolCallPrefix string   `json:"tool_call_prefix"`
}

// visit calls f for a node and all below it, with the lists and ranges that they are in, the nearest last.
func visit(node parse.Node, around []parse.Node, f func(node parse.Node, around []parse.Node)) {
	if list, ok := node.(*parse.ListNode); node == nil || (ok && list == nil) {
		return
	}
	f(node, around)
	branch := func(b *parse.BranchNode, around []parse.Node) {
		visit(b.Pipe, append(around, b.Pipe), f)
		visit(b.List, around, f)
		visit(b.ElseList, around, f)
	}
	switch n := node.(type) {
	case *parse.ListNode:
		for _, inner := range n.Nodes {
			visit(inner, append(around, n), f)
		}
	case *parse.IfNode:
		branch(&n.BranchNode, around)
	case *parse.WithNode:
		branch(&n.BranchNode, around)
	case *parse.RangeNode:
		branch(&n.BranchNode, append(around, n))
	case *parse.ActionNode:
		visit(n.Pipe, around, f)
	case *parse.TemplateNode:
		if n.Pipe != nil {
			visit(n.Pipe, around, f)
		}
	case *parse.PipeNode:
		for _, command := range n.Cmds {
			for _, argument := range command.Args {
				visit(argument, around, f)
			}
		}
	case *parse.ChainNode:
		visit(n.Node, around, f)
	}
}

// Names of all fields and variables, in lower case.
func Names(t *template.Template) map[string]bool {
	names := map[string]bool{}
	add := func(idents []string) {
		for _, ident := range idents {
			names[strings.ToLower(ident)] = true
		}
	}
	for _, part := range t.Templates() {
		visit(part.Root, nil, func(node parse.Node, _ []parse.Node) {
			switch n := node.(type) {
			case *parse.FieldNode:
				add(n.Ident)
			case *parse.VariableNode:
				add(n.Ident)
			case *parse.ChainNode:
				add(n.Field)
			}
		})
	}
	return names
}

func usesField(pipe *parse.PipeNode, name string) bool {
	found := false
	visit(pipe, nil, func(node parse.Node, _ []parse.Node) {
		if field, ok := node.(*parse.FieldNode); ok && field.Ident[0] == name {
			found = true
		}
	})
	return found
}

// ThinkingTags are the texts at both ends of the list in which a range over .Messages prints .Thinking.
func ThinkingTags(t *template.Template) (opening, closing string) {
	visit(t.Root, nil, func(node parse.Node, around []parse.Node) {
		if field, ok := node.(*parse.FieldNode); !ok || field.Ident[0] != "Thinking" {
			return
		}
		var nearest *parse.RangeNode
		var list *parse.ListNode
		for _, outer := range around {
			switch o := outer.(type) {
			case *parse.RangeNode:
				nearest = o
			case *parse.ListNode:
				list = o
			case *parse.PipeNode: // a condition
				return
			}
		}
		if nearest == nil || !usesField(nearest.Pipe, "Messages") {
			return
		}
		if text, ok := list.Nodes[0].(*parse.TextNode); ok {
			opening = strings.TrimSpace(string(text.Text))
		}
		if text, ok := list.Nodes[len(list.Nodes)-1].(*parse.TextNode); ok {
			closing = strings.TrimSpace(string(text.Text))
		}
	})
	return opening, closing
}

func branchOf(node parse.Node) *parse.BranchNode {
	switch n := node.(type) {
	case *parse.IfNode:
		return &n.BranchNode
	case *parse.WithNode:
		return &n.BranchNode
	case *parse.RangeNode:
		return &n.BranchNode
	}
	return nil
}

func findToolCalls(list *parse.ListNode) *parse.BranchNode {
	if list == nil {
		return nil
	}
	for _, node := range list.Nodes {
		branch := branchOf(node)
		if branch == nil {
			continue
		}
		if _, ok := node.(*parse.IfNode); ok {
			for _, command := range branch.Pipe.Cmds {
				for _, argument := range command.Args {
					if field, ok := argument.(*parse.FieldNode); ok && contains(field.Ident, "ToolCalls") {
						return branch
					}
				}
			}
		}
		for _, inner := range []*parse.ListNode{branch.List, branch.ElseList} {
			if found := findToolCalls(inner); found != nil {
				return found
			}
		}
	}
	return nil
}

func findText(list *parse.ListNode) string {
	if list == nil {
		return ""
	}
	for _, node := range list.Nodes {
		if text, ok := node.(*parse.TextNode); ok && strings.TrimSpace(string(text.Text)) != "" {
			return string(text.Text)
		}
		if branch := branchOf(node); branch != nil {
			if text := findText(branch.List); text != "" {
				return text
			}
			return findText(branch.ElseList)
		}
		if _, ok := node.(*parse.ActionNode); ok {
			return ""
		}
	}
	return ""
}

// ToolCallPrefix is what a call to a tool begins with.
func ToolCallPrefix(t *template.Template) string {
	branch := findToolCalls(t.Root)
	if branch == nil {
		return "{"
	}
	before, _, _ := strings.Cut(findText(branch.List), "{")
	if prefix := strings.TrimSpace(strings.ReplaceAll(before, "\r\n", "\n")); prefix != "" {
		return prefix
	}
	return "{"
}

// Renders Go templates for Hearth's goldens: one JSON request a line from standard input, one JSON answer a line to
// standard output. A request has a "template" and either "data", any JSON (whole numbers become ints), or a
// "conversation", from which a prompt is made; or nothing, and the template is only analysed.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"hearth/goldens/api"
	"hearth/goldens/template"
)

var now = time.Unix(1_721_988_000, 0).UTC() // 2024-07-26 10:00:00; the tests stand there too

type request struct {
	Template     string            `json:"template"`
	Data         json.RawMessage   `json:"data"`
	Conversation *api.Conversation `json:"conversation"`
}

type answer struct {
	Output   *string            `json:"output,omitempty"`
	Error    string             `json:"error,omitempty"`
	Analysis *template.Analysis `json:"analysis,omitempty"`
}

// typed turns decoded JSON into the values that templates are tested with.
func typed(v any) any {
	switch v := v.(type) {
	case json.Number:
		if i, err := v.Int64(); err == nil && !strings.ContainsAny(v.String(), ".eE") {
			return int(i)
		}
		f, _ := v.Float64()
		return f
	case []any:
		out := make([]any, len(v)) // with no room behind its end, which slice could reach
		for i := range v {
			out[i] = typed(v[i])
		}
		return out
	case map[string]any:
		for key := range v {
			v[key] = typed(v[key])
		}
	}
	return v
}

func analyse(source string) answer {
	parsed, err := template.Parse(source, now)
	if err != nil {
		return answer{Error: err.Error()}
	}
	a := &template.Analysis{Names: slices.Sorted(maps.Keys(template.Names(parsed))), ToolCallPrefix: template.ToolCallPrefix(parsed)}
	a.OpeningTag, a.ClosingTag = template.ThinkingTags(parsed)
	return answer{Analysis: a}
}

func render(r request) (string, error) {
	if r.Conversation != nil {
		return template.Prompt(r.Template, *r.Conversation, now)
	}
	decoder := json.NewDecoder(bytes.NewReader(r.Data))
	decoder.UseNumber()
	var data any
	if err := decoder.Decode(&data); err != nil {
		return "", err
	}
	parsed, err := template.Parse(r.Template, now)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	err = parsed.Execute(&out, typed(data))
	return out.String(), err
}

func answerTo(r request) answer {
	if r.Data == nil && r.Conversation == nil {
		return analyse(r.Template)
	}
	text, err := render(r)
	if err != nil {
		return answer{Error: err.Error()}
	}
	return answer{Output: &text}
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == "version" {
		fmt.Println(runtime.Version())
		return
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<26)
	for lines.Scan() {
		var r request
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			fmt.Fprintln(os.Stderr, "request:", err)
			os.Exit(1)
		}
		if err := out.Encode(answerTo(r)); err != nil {
			fmt.Fprintln(os.Stderr, "answer:", err)
			os.Exit(1)
		}
	}
}

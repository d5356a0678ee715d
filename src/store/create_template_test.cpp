#include "store/create_template.h"

#include <gtest/gtest.h>

#include <string>

namespace hearth::store {
namespace {

std::string error(std::string_view text) {
  const Status checked = check_template(text);
  return checked ? "" : checked.error().message;
}

TEST(CheckTemplate, TakesTemplatesOfModelfiles) {
  EXPECT_EQ(error(""), "");
  EXPECT_EQ(error("{{ .Prompt }}"), "");
  EXPECT_EQ(error("{{- if .System }}<|system|>{{ .System }}{{ else if .Tools -}}x{{ else }}y{{ end }}\n"
                  "{{- range $i, $m := .Messages }}{{ with $m }}{{ \"}}\" }}{{ `{{` }}{{ end }}{{ end }}"),
            "");
  EXPECT_EQ(error("{{/* }} */}}{{- /* if */ -}}"), "");
}

TEST(CheckTemplate, NamesLineAndColumnOfAnError) {
  EXPECT_EQ(error("a\n  {{ .Prompt"), "template error: template: :2:2: unclosed action");
  EXPECT_EQ(error("{{ \"a }}"), "template error: template: :1:3: unterminated quoted string");
  EXPECT_EQ(error("{{/* a }}"), "template error: template: :1:0: unclosed comment");
}

TEST(CheckTemplate, WantsAnEndForEachBlock) {
  EXPECT_EQ(error("x\n{{ if .System }}a"), "template error: template: :2:0: unexpected EOF: this block has no {{end}}");
  EXPECT_EQ(error("{{ .Prompt }}{{ end }}"), "template error: template: :1:13: unexpected {{end}}");
  EXPECT_EQ(error("{{ else }}"), "template error: template: :1:0: unexpected {{else}}");
}

}  // namespace
}  // namespace hearth::store

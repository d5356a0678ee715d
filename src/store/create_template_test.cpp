#include "store/create_template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace hearth::store {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

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
  EXPECT_THAT(error("a\n  {{ .Prompt"), StartsWith("template error: template: :2:"));
  EXPECT_THAT(error("{{ .Prompt | nothing }}"), HasSubstr("function \"nothing\" not defined"));
  EXPECT_THAT(error("x\n{{ if .System }}a"), HasSubstr("unexpected EOF"));
  EXPECT_THAT(error("{{ .Prompt }}{{ end }}"), HasSubstr("unexpected {{end}}"));
}

}  // namespace
}  // namespace hearth::store

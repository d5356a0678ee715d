#include "api/openai/reasoning.h"

namespace hearth::openai {

void read_effort(api::Reader& owner, std::string_view name, ollama::Think& into) {
  using ollama::Think;
  const auto effort = owner.one_of(name, {"none", "minimal", "low", "medium", "high", "xhigh", "max"});
  if (!effort) return;
  if (effort == "none") into = Think::kOff;
  if (effort == "minimal" || effort == "low") into = Think::kLow;
  if (effort == "medium") into = Think::kMedium;
  if (effort == "high") into = Think::kHigh;
  if (effort == "xhigh" || effort == "max") into = Think::kMax;
}

void read_reasoning(api::Reader& owner, ollama::Think& into) {
  const Json* json = owner.object("reasoning");
  if (json == nullptr) return;
  api::Reader reasoning(*json, owner.path_to("reasoning"), owner.report());
  read_effort(reasoning, "effort", into);
  reasoning.ignore("summary", "thoughts are given whole");
  reasoning.ignore("generate_summary", "thoughts are given whole");
  reasoning.finish();
}

}  // namespace hearth::openai

#include "store/model_name.h"

#include <algorithm>
#include <array>

#include "base/closest.h"
#include "base/text.h"
#include "gguf/printable.h"

namespace hearth::store {
namespace {

// One of the four parts: what it is called, how long it may be, and which characters it has besides letters, digits,
// '-' and '_'.
struct Part {
  std::string_view what;
  size_t max_length;
  std::string_view also;
};

constexpr Part kHost{"host", 350, ".:"};
constexpr Part kNamespace{"namespace", 80, ""};
constexpr Part kModel{"model", 80, "."};
constexpr Part kTag{"tag", 80, "."};

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

Status check_part(const Part& part, std::string_view text) {
  if (text.empty()) return fail(ErrorCode::kInvalidArgument, concat("its ", part.what, " is empty"));
  if (text.size() > part.max_length) {
    return fail(ErrorCode::kInvalidArgument,
                concat("its ", part.what, " has ", text.size(), " characters, expected at most ", part.max_length));
  }
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_word(c) || (i > 0 && (c == '-' || part.also.contains(c)))) continue;
    return fail(ErrorCode::kInvalidArgument,
                concat("its ", part.what, " has '", gguf::printable(text.substr(i, 1)), "' as character ", i + 1,
                       i == 0 ? ", expected a letter, a digit or '_'" : ", expected letters, digits, '_', '-'",
                       i > 0 && !part.also.empty() ? " or one of " : "", i > 0 ? part.also : ""));
  }
  return {};
}

// Cuts what follows the last `separator` off `text` and returns it; all of `text` when there is no separator.
std::string_view cut_last(std::string_view& text, char separator) {
  const size_t at = text.rfind(separator);
  const std::string_view last = text.substr(at + 1);  // npos + 1 is 0
  text = at == std::string_view::npos ? std::string_view() : text.substr(0, at);
  return last;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n\v\f";
  const size_t start = text.find_first_not_of(kSpace);
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(kSpace) - start + 1);
}

struct Parts {
  std::string_view host = ModelName::kDefaultHost;
  std::string_view name_space = ModelName::kDefaultNamespace;
  std::string_view model;
  std::string_view tag = ModelName::kDefaultTag;
};

// From the right: a host may have ':' and a scheme slashes, so only the end is unambiguous.
Parts split(std::string_view text) {
  Parts parts;
  const auto has = [&](char c) { return text.contains(c); };
  // A ':' before the last '/' belongs to the host or the scheme.
  if (has(':') && (!has('/') || text.rfind(':') > text.rfind('/'))) parts.tag = cut_last(text, ':');
  const bool has_namespace = has('/');
  parts.model = cut_last(text, '/');
  if (!has_namespace) return parts;
  const bool has_host = has('/');
  parts.name_space = cut_last(text, '/');
  if (!has_host) return parts;
  const size_t scheme = text.find("://");
  parts.host = scheme == std::string_view::npos ? text : text.substr(scheme + 3);
  return parts;
}

}  // namespace

Result<ModelName> ModelName::of_parts(std::string_view host, std::string_view name_space, std::string_view model,
                                      std::string_view tag) {
  TRY(check_part(kModel, model));
  TRY(check_part(kTag, tag));
  TRY(check_part(kNamespace, name_space));
  TRY(check_part(kHost, host));
  ModelName name;
  name.host_ = host;
  name.name_space_ = name_space;
  name.model_ = model;
  name.tag_ = tag;
  return name;
}

Result<ModelName> ModelName::parse(std::string_view text) {
  const Parts parts = split(trimmed(text));
  auto name = of_parts(parts.host, parts.name_space, parts.model, parts.tag);
  if (!name) return within(concat("invalid model name \"", gguf::printable(text), "\""), std::move(name.error()));
  return name;
}

std::string ModelName::display() const {
  std::string out;
  if (host_ != kDefaultHost) out += host_ + "/";
  if (host_ != kDefaultHost || name_space_ != kDefaultNamespace) out += name_space_ + "/";
  return concat(out, model_, ":", tag_);
}

std::string ModelName::full() const { return concat(host_, "/", name_space_, "/", model_, ":", tag_); }

bool equal_without_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

bool ModelName::same_model(const ModelName& other) const { return equal_without_case(full(), other.full()); }

std::string closest_name(const ModelName& name, const std::vector<ModelName>& known) {
  std::vector<std::string> displayed;
  displayed.reserve(known.size());
  for (const ModelName& candidate : known) displayed.push_back(candidate.display());
  const std::vector<std::string_view> views(displayed.begin(), displayed.end());
  return std::string(closest(name.display(), views).value_or(""));
}

}  // namespace hearth::store

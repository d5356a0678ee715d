#include "gguf/split_files.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace hearth::gguf {
namespace {

constexpr uint32_t kMaxParts = 512;  // each keeps a file open
constexpr std::string_view kPattern = "-00001-of-00001.gguf";

std::optional<int64_t> find_integer(const Metadata& metadata, std::string_view key) {
  const Value* value = metadata.find(key);
  return value == nullptr ? std::nullopt : value->integer();
}

// A key that a part of a split model must have, as an integer with the value `expected`.
Status check_key(const Metadata& metadata, std::string_view key, int64_t expected) {
  const Value* value = metadata.find(key);
  if (value == nullptr) return fail(ErrorCode::kCorrupt, concat("key ", key, ": is missing, expected ", expected));
  const auto found = value->integer();
  if (!found) {
    return fail(ErrorCode::kCorrupt,
                concat("key ", key, ": has the type ", name(value->type), ", expected an integer"));
  }
  if (*found != expected)
    return fail(ErrorCode::kCorrupt, concat("key ", key, ": is ", *found, ", expected ", expected));
  return {};
}

std::optional<uint32_t> parse_number(std::string_view digits) {
  uint32_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return {};
  return value;
}

std::string five_digits(uint32_t number) {
  std::string digits = concat(number);
  return std::string(5 - std::min<size_t>(5, digits.size()), '0') + digits;
}

std::string file_name(const std::string& path) { return std::filesystem::path(path).filename().string(); }

// Every part but the first; the names of at most three that are not there go into the error.
Result<std::vector<std::string>> existing_parts(const SplitName& name) {
  std::vector<std::string> paths;
  std::string missing;
  uint32_t n_missing = 0;
  for (uint32_t number = 2; number <= name.count; ++number) {
    paths.push_back(name.part(number));
    std::error_code ignored;
    if (std::filesystem::exists(paths.back(), ignored)) continue;
    if (++n_missing <= 3) missing += (n_missing == 1 ? "" : ", ") + file_name(paths.back());
  }
  if (n_missing == 0) return paths;
  if (n_missing > 3) missing += concat(" and ", n_missing - 3, " more");
  return fail(ErrorCode::kNotFound,
              concat(name.count - n_missing, " of ", name.count, " parts found, missing ", missing));
}

// A file that is not named like a part has to be a whole model.
Status check_whole(const Metadata& metadata) {
  const int64_t count = find_integer(metadata, "split.count").value_or(1);
  if (count <= 1) return {};
  return fail(ErrorCode::kInvalidArgument,
              concat("one of ", count, " parts of a split model (split.count), but not named like one: ",
                     SplitName{"NAME", 1, 2}.part(1), " is part 1 of 2"));
}

Result<std::vector<std::string>> other_parts(const std::string& path, const Metadata& metadata) {
  const auto name = SplitName::parse(path);
  if (!name) {
    TRY(check_whole(metadata));
    return std::vector<std::string>();
  }
  if (name->number != 1) {
    return fail(ErrorCode::kInvalidArgument,
                concat("part ", name->number, " of a split model; open part 1, ", file_name(name->part(1))));
  }
  if (name->count == 1) {
    TRY(check_whole(metadata));
    return std::vector<std::string>();
  }
  TRY(check_part(metadata, 1, name->count));
  if (name->count > kMaxParts) {
    return fail(ErrorCode::kUnsupported, concat("a model in ", name->count, " parts, the limit is ", kMaxParts));
  }
  return existing_parts(*name);
}

}  // namespace

std::optional<SplitName> SplitName::parse(const std::string& path) {
  if (path.size() <= kPattern.size()) return {};
  const std::string_view ending = std::string_view(path).substr(path.size() - kPattern.size());
  if (ending[0] != '-' || ending.substr(6, 4) != "-of-" || ending.substr(15) != ".gguf") return {};
  const auto number = parse_number(ending.substr(1, 5));
  const auto count = parse_number(ending.substr(10, 5));
  if (!number || !count || *number < 1 || *number > *count) return {};
  return SplitName{path.substr(0, path.size() - kPattern.size()), *number, *count};
}

std::string SplitName::part(uint32_t part_number) const {
  return concat(stem, "-", five_digits(part_number), "-of-", five_digits(count), ".gguf");
}

Result<std::vector<std::string>> find_other_parts(const std::string& path, const Metadata& metadata) {
  auto parts = other_parts(path, metadata);
  if (!parts) return within(path, std::move(parts.error()));
  return parts;
}

Status check_part(const Metadata& metadata, uint32_t number, uint32_t count) {
  TRY(check_key(metadata, "split.no", int64_t{number} - 1));
  return check_key(metadata, "split.count", count);
}

Status check_total(const Metadata& first, uint64_t n_tensors, size_t n_parts) {
  if (n_parts == 1) return {};
  return check_key(first, "split.tensors.count", static_cast<int64_t>(n_tensors));
}

}  // namespace hearth::gguf

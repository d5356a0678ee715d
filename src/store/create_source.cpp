#include "store/create_source.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "base/mapped_file.h"
#include "base/text.h"
#include "gguf/foreign_file.h"
#include "gguf/header.h"
#include "gguf/printable.h"
#include "gguf/split_files.h"

namespace hearth::store {
namespace {

namespace fs = std::filesystem;

std::string file_name(const std::string& path) { return fs::path(path).filename().string(); }

Status check_magic(const SourceFile& source) {
  const MappedFile file = TRY(MappedFile::open(source.path));
  std::vector<uint8_t> start(std::min<uint64_t>(file.size_bytes(), 64));
  TRY(file.read_at(0, start));
  if (start.size() >= sizeof gguf::kMagic && std::ranges::equal(gguf::kMagic, std::span(start).first<4>())) return {};
  if (source.name.ends_with(".safetensors")) {
    return fail(ErrorCode::kUnsupported,
                concat(source.name,
                       ": safetensors are converted as a whole model only, with its config.json; convert this "
                       "one to GGUF first"));
  }
  return fail(ErrorCode::kInvalidArgument,
              concat(source.name, ": supplied file was not in GGUF format: ", gguf::describe_foreign_file(start)));
}

// Errors call the file as its user does.
Result<gguf::File> open_file(const SourceFile& source) {
  auto file = gguf::File::open(source.path);
  if (!file && file.error().message.starts_with(source.path)) {
    file.error().message.replace(0, source.path.size(), source.name);
  }
  return file;
}

// Links with the names that parts of a split model must have, for parts that lie under other names.
class PartLinks {
 public:
  PartLinks() = default;
  PartLinks(const PartLinks&) = delete;
  PartLinks& operator=(const PartLinks&) = delete;
  ~PartLinks() {
    std::error_code ignored;
    if (!folder_.empty()) fs::remove_all(folder_, ignored);
  }

  Status make_folder() {
    std::error_code error;
    std::string pattern = (fs::temp_directory_path(error) / "hearth-parts-XXXXXX").string();
    if (error || mkdtemp(pattern.data()) == nullptr)
      return fail(ErrorCode::kIo, concat(pattern, ": cannot be created"));
    folder_ = pattern;
    return {};
  }
  Result<std::string> add(const SourceFile& part) {
    std::string link = concat(folder_, '/', file_name(part.name));
    std::error_code error;
    fs::create_symlink(fs::absolute(part.path, error), link, error);
    if (error) return fail(ErrorCode::kIo, concat(link, ": ", error.message()));
    return link;
  }

 private:
  std::string folder_;
};

// The parts of one model, by their number.
using Parts = std::map<uint32_t, SourceFile>;

Status check_all_there(const Parts& parts, const gguf::SplitName& name) {
  for (uint32_t number = 1; number <= name.count; ++number) {
    if (parts.contains(number)) continue;
    return fail(ErrorCode::kInvalidArgument, concat(file_name(name.part(number)), ": is missing; ", parts.size(),
                                                    " of ", name.count, " parts of the model are given"));
  }
  return {};
}

// Where all parts lie beside each other under their own names, the first one is all that has to be opened.
bool lie_beside_each_other(const Parts& parts) {
  const fs::path folder = fs::path(parts.begin()->second.path).parent_path();
  return std::ranges::all_of(parts, [&](const auto& part) {
    const fs::path path = part.second.path;
    return path.parent_path() == folder && path.filename() == file_name(part.second.name);
  });
}

Result<Source> open_parts(const Parts& parts, const gguf::SplitName& name) {
  const SourceFile& first = parts.begin()->second;
  if (lie_beside_each_other(parts)) {
    // A user who names part 1 means all of them; gguf finds the others.
    if (parts.size() > 1) TRY(check_all_there(parts, name));
    gguf::File file = TRY(open_file(first));
    return Source{first, std::move(file), name.count > 1};
  }
  TRY(check_all_there(parts, name));
  PartLinks links;
  TRY(links.make_folder());
  std::string first_link;
  for (const auto& [number, part] : parts) {
    const std::string link = TRY(links.add(part));
    if (number == 1) first_link = link;
  }
  gguf::File file = TRY(gguf::File::open(first_link));
  return Source{first, std::move(file), true};
}

// --- adapters ------------------------------------------------------------------------------------------------

constexpr std::string_view kDown = ".lora_a", kUp = ".lora_b";

// "blk.0.attn_q.weight" for either of its matrices; nothing for another tensor.
std::optional<std::string_view> changed_weight(std::string_view name) {
  if (!name.ends_with(kDown) && !name.ends_with(kUp)) return {};
  return name.substr(0, name.size() - kDown.size());
}

std::unexpected<Error> wrong_shape(std::string_view weight, std::string_view found, std::string_view expected) {
  return fail(ErrorCode::kInvalidArgument,
              concat("the adapter is for another model: it changes ", gguf::printable(weight), " of shape ", found,
                     ", in this model it has ", expected));
}

std::string shape_text(uint64_t columns, uint64_t rows) { return concat('[', columns, ", ", rows, ']'); }

Status check_pair(const gguf::TensorInfo& down, const gguf::TensorInfo& up, const gguf::TensorInfo& weight) {
  // Of the embedding, whose rows are looked up and not multiplied, `a` is transposed.
  const bool looked_up = weight.name == "token_embd.weight";
  const uint64_t columns = looked_up ? up.rows() : down.columns(), rows = looked_up ? down.rows() : up.rows();
  if (columns != weight.columns() || rows != weight.rows()) {
    return wrong_shape(weight.name, shape_text(columns, rows), shape_text(weight.columns(), weight.rows()));
  }
  const uint64_t rank = looked_up ? down.columns() : down.rows();
  if (rank == up.columns()) return {};
  return fail(ErrorCode::kCorrupt,
              concat("the adapter contradicts itself: ", gguf::printable(down.name), " has the rank ", rank, ", ",
                     gguf::printable(up.name), " has ", up.columns()));
}

Status check_changed_weight(const gguf::File& adapter, const gguf::File& model, std::string_view name) {
  const gguf::TensorInfo* down = adapter.find_tensor(concat(name, kDown));
  const gguf::TensorInfo* up = adapter.find_tensor(concat(name, kUp));
  if (down == nullptr || up == nullptr) {
    return fail(ErrorCode::kCorrupt,
                concat("the adapter has no ", gguf::printable(name), down == nullptr ? kDown : kUp));
  }
  const gguf::TensorInfo* weight = model.find_tensor(name);
  if (weight == nullptr) {
    return fail(ErrorCode::kInvalidArgument,
                concat("the adapter is for another model: this one has no ", gguf::printable(name)));
  }
  return check_pair(*down, *up, *weight);
}

Status check_architecture(const gguf::File& adapter, const gguf::File& model) {
  const auto found = adapter.find_string("general.architecture").value_or("");
  const auto expected = model.find_string("general.architecture").value_or("");
  if (found == expected) return {};
  return fail(ErrorCode::kInvalidArgument,
              concat("the adapter is for another model: its architecture is \"", gguf::printable(found),
                     "\", the model's \"", gguf::printable(expected), '"'));
}

}  // namespace

SourceRole role_of(const gguf::File& file) {
  const auto type = file.find_string("general.type").value_or("model");
  if (type == "adapter") return SourceRole::kAdapter;
  if (type == "projector" || type == "mmproj") return SourceRole::kProjector;
  const std::string architecture(file.find_string("general.architecture").value_or(""));
  const auto has = [&](std::string_view key) { return file.find(concat(architecture, '.', key)) != nullptr; };
  if (has("vision.block_count") && !has("block_count")) return SourceRole::kProjector;
  const bool encodes = has("has_vision_encoder") || has("has_audio_encoder");
  return architecture == "clip" && encodes ? SourceRole::kProjector : SourceRole::kModel;
}

Result<std::vector<Source>> open_sources(const std::vector<SourceFile>& files) {
  std::vector<Source> sources;
  std::map<std::string, std::pair<gguf::SplitName, Parts>> split_models;
  for (const SourceFile& file : files) {
    TRY(check_magic(file));
    if (const auto name = gguf::SplitName::parse(file.name)) {
      auto& [split, parts] =
          split_models.try_emplace(concat(name->stem, '/', name->count), *name, Parts()).first->second;
      parts.emplace(name->number, file);
    } else {
      gguf::File opened = TRY(open_file(file));
      sources.push_back({file, std::move(opened), false});
    }
  }
  for (const auto& [stem, model] : split_models) sources.push_back(TRY(open_parts(model.second, model.first)));
  return sources;
}

Status check_adapter(const gguf::File& adapter, const gguf::File& model) {
  TRY(check_architecture(adapter, model));
  size_t n_changed = 0;
  for (const gguf::TensorInfo& tensor : adapter.tensors()) {
    if (const auto name = changed_weight(tensor.name)) {
      TRY(check_changed_weight(adapter, model, *name));
      ++n_changed;
    }
  }
  if (n_changed > 0) return {};
  return fail(ErrorCode::kInvalidArgument, "the adapter has no pair of lora_a and lora_b matrices");
}

}  // namespace hearth::store

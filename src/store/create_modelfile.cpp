#include "store/create_modelfile.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "store/create_paths.h"
#include "store/modelfile_env.h"
#include "store/parameters.h"

namespace hearth::store {
namespace {

using Files = std::vector<SourceFile>;

class Builder {
 public:
  Builder(const ModelName& name, const std::string& folder) : request_{.name = name}, folder_(folder) {}

  Status take(const Statement& statement) {
    switch (statement.instruction) {
      case Instruction::kFrom:
        return take_from(statement.value);
      case Instruction::kAdapter:
        return take_files("ADAPTER", statement.value, request_.adapters);
      case Instruction::kDraft:
        return take_files("DRAFT", statement.value, request_.draft_files);
      case Instruction::kLicense:
        request_.licenses.push_back(statement.value);
        return {};
      case Instruction::kTemplate:
        request_.template_text = statement.value;
        return {};
      case Instruction::kSystem:
        request_.system = statement.value;
        return {};
      case Instruction::kRenderer:
        request_.renderer = statement.value;
        return {};
      case Instruction::kParser:
        request_.parser = statement.value;
        return {};
      case Instruction::kMessage:
        request_.messages.push_back({.role = statement.name, .content = statement.value});
        return {};
      case Instruction::kRequires:
        request_.requires_version = TRY(checked_version(statement.value));
        return {};
      case Instruction::kEnv:
        TRY(check_load_setting(statement.name, statement.value));
        request_.load_settings.set(statement.name, statement.value);
        return {};
      case Instruction::kParameter:  // all together, because some of them are lists
        return {};
    }
    return {};
  }

  // What only the whole can tell.
  Status check() const {
    for (const SourceFile& draft : request_.draft_files) {
      if (std::ranges::find(request_.files, draft.path, &SourceFile::path) == request_.files.end()) continue;
      return fail(ErrorCode::kInvalidArgument,
                  concat("DRAFT must not reference the same local path as FROM: ", draft.path));
    }
    return {};
  }

  CreateRequest& request() { return request_; }

 private:
  Result<std::optional<Files>> files_at(std::string_view text) const {
    return find_model_files(TRY(expand_path(text, folder_)));
  }

  Status take_from(const std::string& value) {
    if (value.empty()) return fail(ErrorCode::kInvalidArgument, "FROM expects a model, a file or a folder");
    if (auto files = TRY(files_at(value))) {
      std::ranges::move(*files, std::back_inserter(request_.files));
      return {};
    }
    if (looks_like_path(value)) return fail(ErrorCode::kNotFound, concat("FROM ", value, ": no such file or folder"));
    auto name = ModelName::parse(value);
    if (!name) return within(concat("FROM ", value, ": no such file, and no name of a model"), std::move(name.error()));
    if (request_.from && !request_.from->same_model(*name)) {
      return fail(ErrorCode::kInvalidArgument, concat("FROM ", value, ": is a second model, after ",
                                                      request_.from->display(), "; a model is made from one"));
    }
    request_.from = *std::move(name);
    return {};
  }

  // Where only files will do. The last statement holds.
  Status take_files(std::string_view what, const std::string& value, Files& into) const {
    auto files = TRY(files_at(value));
    if (!files) return fail(ErrorCode::kNotFound, concat(what, " ", value, ": no such file or folder"));
    into = *std::move(files);
    return {};
  }

  CreateRequest request_;
  const std::string& folder_;
};

}  // namespace

Result<CreateRequest> request_of(const ModelName& name, const Modelfile& modelfile, const std::string& folder,
                                 api::Warnings& warnings) {
  Builder builder(name, folder);
  builder.request().parameters = TRY(parameters_of(modelfile, warnings));
  for (const Statement& statement : modelfile.statements) {
    Status taken = builder.take(statement);
    if (!taken) return within(concat("(line ", statement.line, ")"), std::move(taken.error()));
  }
  TRY(builder.check());
  return std::move(builder.request());
}

}  // namespace hearth::store

// convert: a model in safetensors files, as Hugging Face publishes it, to one GGUF file under the names that
// llama.cpp's converter writes. Matrices become F16 (those in BF16 stay so), vectors F32.
//
//   Converted made = TRY(convert(files));
//   TRY(made.writer.write("model.gguf"));
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "convert/model_folder.h"
#include "gguf/writer.h"

namespace hearth::convert {

struct Converted {
  std::shared_ptr<const ModelFolder> folder{};  // where the writer reads tensors from
  gguf::Writer writer{};
  Json parameters = Json::object();  // what the model asks to be run with: num_ctx
};

// Whether any of the files is a safetensors file.
bool is_safetensors_model(const std::vector<NamedFile>& files);

// kUnsupported names the architecture, or the setting, that is not converted; kCorrupt what contradicts itself;
// kNotFound the file that is missing.
Result<Converted> convert(const std::vector<NamedFile>& files);

// --- for the functions of architectures.def ------------------------------------------------------------------

#define ARCHITECTURE(name, function) Status function(const ModelFolder& folder, Converted& into);
#include "convert/architectures.def"
#undef ARCHITECTURE

// Adds a tensor under a GGUF name, which is read when the file is written. kUnsupported unless it is of floats.
Status add_tensor(gguf::Writer& writer, std::string_view name, const SourceTensor& source);

}  // namespace hearth::convert

// Looking at the machine, the store and the server. Changes nothing, and nothing that it looks for has to be there.
#pragma once

#include <string>
#include <vector>

#include "cli/doctor/findings.h"

namespace hearth::cli::doctor {

// Everything; takes about a second, most of it for the speed of memory.
Findings examine();

// Its parts that depend on what is on the disk.
StoreFindings examine_store(const std::string& folder);
// Of the places where Ollama keeps models those that have some, but for `folder` itself.
std::vector<OllamaStore> find_ollama_stores(const std::vector<std::string>& places, const std::string& folder);

// Asks the server at `host`, spelled as OLLAMA_HOST is, for its version.
ServerFindings examine_server(const std::string& host);

}  // namespace hearth::cli::doctor

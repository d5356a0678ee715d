// The user's own folder, and paths that begin with "~".
#pragma once

#include <string>
#include <string_view>

namespace hearth {

// HOME; when it is not set, what the system's list of users says.
std::string home_folder();

// "~" and "~/..." with the user's folder in place of the tilde; other paths as they are.
std::string expand_home(std::string_view path);

}  // namespace hearth

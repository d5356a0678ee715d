#include "base/home.h"

#include <pwd.h>
#include <unistd.h>

#include "base/env.h"
#include "base/text.h"

namespace hearth {

std::string home_folder() {
  if (const auto home = env::find("HOME")) return std::string(*home);
  const passwd* user = getpwuid(geteuid());
  return user != nullptr ? user->pw_dir : "/";
}

std::string expand_home(std::string_view path) {
  if (path != "~" && !path.starts_with("~/")) return std::string(path);
  return concat(home_folder(), path.substr(1));
}

}  // namespace hearth

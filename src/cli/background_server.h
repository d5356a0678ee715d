// A server of the user's own, started in the background when a command needs one and none answers.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace hearth::cli {

struct BackgroundServer {
  std::vector<std::string> command;  // a program's path and its arguments
  std::string log_path;              // where what it prints goes; the folder is made
  std::chrono::milliseconds patience{60'000};
};

// Starts it in a session of its own, so that it outlives this command and its terminal, with this process's
// environment and working folder, and with none of its open files. Returns its process id once `answers` says that a
// server is there. kIo when it cannot be started, ends before that or takes longer than `patience`; the message has the
// end of the log.
Result<pid_t> start_in_background(const BackgroundServer& server, const std::function<bool()>& answers);

// `hearth serve` of this program, with its log in the user's folder.
Result<BackgroundServer> own_server();

}  // namespace hearth::cli

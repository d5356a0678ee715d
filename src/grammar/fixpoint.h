// Properties of nodes that follow from other nodes: the least set of nodes that `holds` agrees with.
#pragma once

#include <functional>
#include <vector>

#include "grammar/program.h"

namespace hearth::grammar {

enum class OverBytes { kNo, kYes };  // whether a node may depend on where its bytes lead

// `holds(node, known)`: whether the property holds for a node, given for which others it is known to hold. A node
// depends on the nodes that its edges lead to and on the first nodes of the rules it calls; more knowledge never makes
// it fail.
using Holds = std::function<bool(const Node& node, const std::vector<bool>& known)>;
std::vector<bool> least_nodes(const Program& program, OverBytes over_bytes, const Holds& holds);

}  // namespace hearth::grammar

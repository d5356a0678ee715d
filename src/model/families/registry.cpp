// The list of families as a table.
#include "base/text.h"
#include "model/model.h"

namespace hearth::model {

#define FAMILY(name) extern const Family name;
#include "model/families/families.def"
#undef FAMILY

std::vector<const Family*> all_families() {
  return {
#define FAMILY(name) &name,
#include "model/families/families.def"
#undef FAMILY
  };
}

Result<const Family*> find_family(std::string_view architecture) {
  std::string known;
  for (const Family* family : all_families()) {
    if (family->architecture == architecture) return family;
    known += concat(known.empty() ? "" : ", ", family->architecture);
  }
  return fail(ErrorCode::kUnsupported,
              concat("general.architecture is '", architecture, "', which Hearth does not know; supported: ", known));
}

}  // namespace hearth::model

// libFuzzer: any bytes as a request target, as an address and as the headers that say where a request comes from. A
// path never leaves its root and reads back as it was written. Seeds: tests/fuzz/target.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "http/address.h"
#include "http/origin.h"
#include "http/target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hearth::http;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto target = parse_target(text)) {
    std::string again;
    for (const std::string& segment : target->segments) {
      CHECK(!segment.empty() && segment != "." && segment != "..");
      again += "/" + percent_encode(segment);
    }
    if (again.empty()) again = "/";
    CHECK(parse_target(again).value().segments == target->segments);
  }
  if (const auto address = parse_address(text)) {
    CHECK(parse_address(address->url()).value().url() == address->url());
    (void)to_connect(*address).is_loopback();
  }
  const OriginPolicy policy(text);
  const Headers headers{{"Host", std::string(text)}, {"Origin", std::string(text)}};
  (void)policy.check(headers);
  (void)HostPolicy("machine", {"203.0.113.7"}).allows(text);
  return 0;
}

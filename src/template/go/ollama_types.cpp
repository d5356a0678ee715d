#include "template/go/ollama_types.h"

#include <algorithm>

#include "template/go/json_text.h"

namespace hearth::go_template {

extern const Type kToolProperty;

namespace {

std::string json_or_braces(const Value& value) { return value.is_nil() ? "{}" : json_of(value); }

constexpr Method kAsJson[] = {{.name = "String", .call = json_of}};
constexpr Method kAsJsonObject[] = {{.name = "String", .call = json_or_braces}};

// --- A property's type: "string", or a list of such

std::string property_type_text(const Value& types) {
  std::string out;
  for (const Value& type : types.items()) {
    if (!out.empty()) out += ' ';
    out += type.as_string();
  }
  return types.length() > 1 ? "[" + out + "]" : out;
}

void append_property_type(std::string& out, const Value& types) {
  if (types.is_nil()) {
    out += "null";
    return;
  }
  const Value names = Value::slice(kStringSlice, Value::Items(types.items().begin(), types.items().end()));
  append_json(out, types.length() == 1 ? types.item(0) : names);
}

constexpr Method kPropertyTypeMethods[] = {{.name = "String", .call = property_type_text}};
constexpr Type kPropertyType{.kind = Kind::kSlice,
                             .name = "api.PropertyType",
                             .element = &kStringType,
                             .methods = kPropertyTypeMethods,
                             .append_json = append_property_type};

// --- A property of a tool's parameters

// In the order of the field lists below.
enum PropertyField { kAnyOf, kPropertyTypes, kItems, kDescription, kEnum, kProperties, kRequired };

std::string_view typescript_name(std::string_view json_type) {
  if (json_type == "string" || json_type == "boolean" || json_type == "null") return json_type;
  if (json_type == "number" || json_type == "integer") return "number";
  if (json_type == "array") return "any[]";
  return json_type == "object" ? "Record<string, any>" : "any";
}

std::string typescript_type(const Value& property) {
  const auto alternatives = property.fields()[kAnyOf].items();
  const auto types = property.fields()[kPropertyTypes].items();
  if (alternatives.empty() && types.empty()) return "any";
  std::string out;
  const auto add = [&](std::string_view name) { out += (out.empty() ? "" : " | ") + std::string(name); };
  for (const Value& alternative : alternatives) add(typescript_type(alternative));
  if (!alternatives.empty()) return out;
  for (const Value& type : types) add(typescript_name(type.as_string()));
  return out;
}

constexpr Type kAnyOfSlice{.kind = Kind::kSlice, .name = "[]api.ToolProperty", .element = &kToolProperty};
// Of a property: in the order of the request, unlike those of a tool.
constexpr Type kInnerProperties{.kind = Kind::kMap,
                                .name = "*api.ToolPropertiesMap",
                                .element = &kToolProperty,
                                .order = Order::kAsGiven,
                                .methods = kAsJson};

constexpr Field kPropertyFields[] = {
    {.name = "AnyOf", .json_name = "anyOf", .in_json = InJson::kUnlessEmpty, .type = &kAnyOfSlice},
    {.name = "Type", .json_name = "type", .in_json = InJson::kUnlessEmpty, .type = &kPropertyType},
    {.name = "Items", .json_name = "items", .in_json = InJson::kUnlessEmpty, .type = &kInterfaceType},
    {.name = "Description", .json_name = "description", .in_json = InJson::kUnlessEmpty, .type = &kStringType},
    {.name = "Enum", .json_name = "enum", .in_json = InJson::kUnlessEmpty, .type = &kAnySlice},
    {.name = "Properties", .json_name = "properties", .in_json = InJson::kUnlessEmpty, .type = &kInnerProperties},
    {.name = "Required", .json_name = "required", .in_json = InJson::kUnlessEmpty, .type = &kStringSlice},
};
constexpr Method kPropertyMethods[] = {{.name = "ToTypeScriptType", .call = typescript_type}};

// --- A tool

constexpr Type kToolProperties{
    .kind = Kind::kMap, .name = "template.templateProperties", .element = &kToolProperty, .methods = kAsJsonObject};

constexpr Field kParametersFields[] = {
    {.name = "Type", .json_name = "type", .type = &kStringType},
    {.name = "Defs", .json_name = "$defs", .in_json = InJson::kUnlessEmpty, .type = &kInterfaceType},
    {.name = "Items", .json_name = "items", .in_json = InJson::kUnlessEmpty, .type = &kInterfaceType},
    {.name = "Required", .json_name = "required", .in_json = InJson::kUnlessEmpty, .type = &kStringSlice},
    {.name = "Properties", .json_name = "properties", .type = &kToolProperties},
};
constexpr Type kParameters{.kind = Kind::kStruct,
                           .name = "template.templateToolFunctionParameters",
                           .fields = kParametersFields,
                           .methods = kAsJson};

constexpr Field kToolFunctionFields[] = {
    {.name = "Name", .json_name = "name", .type = &kStringType},
    {.name = "Description", .json_name = "description", .type = &kStringType},
    {.name = "Parameters", .json_name = "parameters", .type = &kParameters},
};
constexpr Type kToolFunction{
    .kind = Kind::kStruct, .name = "template.templateToolFunction", .fields = kToolFunctionFields, .methods = kAsJson};

constexpr Field kToolFields[] = {
    {.name = "Type", .json_name = "type", .type = &kStringType},
    {.name = "Items", .json_name = "items", .in_json = InJson::kUnlessEmpty, .type = &kInterfaceType},
    {.name = "Function", .json_name = "function", .type = &kToolFunction},
};
constexpr Type kTool{.kind = Kind::kStruct, .name = "template.templateTool", .fields = kToolFields, .methods = kAsJson};
constexpr Type kTools{.kind = Kind::kSlice, .name = "template.templateTools", .element = &kTool, .methods = kAsJson};

// --- A message

constexpr Type kArguments{
    .kind = Kind::kMap, .name = "template.templateArgs", .element = &kInterfaceType, .methods = kAsJsonObject};

constexpr Field kToolCallFunctionFields[] = {
    {.name = "Index", .type = &kIntType},
    {.name = "Name", .type = &kStringType},
    {.name = "Arguments", .type = &kArguments},
};
constexpr Field kToolCallFields[] = {
    {.name = "ID", .type = &kStringType},
    {.name = "Function", .type = &kToolCallFunction},
};
constexpr Field kMessageFields[] = {
    {.name = "Role", .type = &kStringType},       {.name = "Content", .type = &kStringType},
    {.name = "Thinking", .type = &kStringType},   {.name = "Images", .type = &kImages},
    {.name = "ToolCalls", .type = &kToolCalls},   {.name = "ToolName", .type = &kStringType},
    {.name = "ToolCallID", .type = &kStringType},
};

// --- JSON to values. Requests have been checked; what is missing or of another type is the zero value.

Value text_member(const Json& object, std::string_view key) {
  const Json* member = object.find(key);
  const std::string* text = member == nullptr ? nullptr : member->if_string();
  return Value::string(text == nullptr ? "" : *text);
}

Value any_member(const Json& object, std::string_view key) {
  const Json* member = object.find(key);
  return member == nullptr ? Value::nil() : Value::from_json(*member);
}

// A slice of strings; a single string counts as one.
Value texts_member(const Json& object, std::string_view key, const Type& type) {
  const Json* member = object.find(key);
  if (member == nullptr) return Value::zero(type);
  if (const auto* text = member->if_string()) return Value::slice(type, {Value::string(*text)});
  const Json::Array* array = member->if_array();
  if (array == nullptr) return Value::zero(type);
  Value::Items items;
  for (const Json& item : *array) items.push_back(Value::string(item.if_string() == nullptr ? "" : *item.if_string()));
  return Value::slice(type, std::move(items));
}

Value property_value(const Json& property);

Value properties_member(const Json& object, const Type& type) {
  const Json* member = object.find("properties");
  const Json::Object* properties = member == nullptr ? nullptr : member->if_object();
  if (properties == nullptr) return Value::zero(type);
  Value::Entries entries;
  for (const auto& [name, property] : *properties) entries.emplace_back(name, property_value(property));
  return Value::map(type, std::move(entries));
}

Value alternatives_member(const Json& property) {
  const Json* member = property.find("anyOf");
  const Json::Array* array = member == nullptr ? nullptr : member->if_array();
  if (array == nullptr) return Value::zero(kAnyOfSlice);
  Value::Items items;
  for (const Json& item : *array) items.push_back(property_value(item));
  return Value::slice(kAnyOfSlice, std::move(items));
}

Value property_value(const Json& property) {
  const Json* values = property.find("enum");
  const bool has_enum = values != nullptr && values->if_array() != nullptr;
  return Value::structure(
      kToolProperty,
      {alternatives_member(property), texts_member(property, "type", kPropertyType), any_member(property, "items"),
       text_member(property, "description"), has_enum ? Value::from_json(*values) : Value::zero(kAnySlice),
       properties_member(property, kInnerProperties), texts_member(property, "required", kStringSlice)});
}

const Json& object_member(const Json& object, std::string_view key) {
  static const Json kNone;
  const Json* member = object.find(key);
  return member == nullptr ? kNone : *member;
}

Value parameters_value(const Json& parameters) {
  return Value::structure(
      kParameters,
      {text_member(parameters, "type"), any_member(parameters, "$defs"), any_member(parameters, "items"),
       texts_member(parameters, "required", kStringSlice), properties_member(parameters, kToolProperties)});
}

Value tool_value(const Json& tool) {
  const Json& function = object_member(tool, "function");
  Value function_value =
      Value::structure(kToolFunction, {text_member(function, "name"), text_member(function, "description"),
                                       parameters_value(object_member(function, "parameters"))});
  return Value::structure(kTool, {text_member(tool, "type"), any_member(tool, "items"), std::move(function_value)});
}

}  // namespace

const Type kToolProperty{
    .kind = Kind::kStruct, .name = "api.ToolProperty", .fields = kPropertyFields, .methods = kPropertyMethods};
const Type kImage{.kind = Kind::kBytes, .name = "api.ImageData", .element = &kByteType};
const Type kImages{.kind = Kind::kSlice, .name = "[]api.ImageData", .element = &kImage};
const Type kToolCallFunction{
    .kind = Kind::kStruct, .name = "template.templateToolCallFunction", .fields = kToolCallFunctionFields};
const Type kToolCall{.kind = Kind::kStruct, .name = "template.templateToolCall", .fields = kToolCallFields};
const Type kToolCalls{.kind = Kind::kSlice, .name = "[]template.templateToolCall", .element = &kToolCall};
const Type kMessage{.kind = Kind::kStruct, .name = "*template.templateMessage", .fields = kMessageFields};
const Type kMessages{.kind = Kind::kSlice, .name = "[]*template.templateMessage", .element = &kMessage};

Value arguments_value(const Json& arguments) {
  const Json::Object* members = arguments.if_object();
  if (members == nullptr) return Value::zero(kArguments);
  Value::Entries entries;
  for (const auto& [name, value] : *members) entries.emplace_back(name, Value::from_json(value));
  return Value::map(kArguments, std::move(entries));
}

Value tools_value(const Json& tools) {
  const Json::Array* array = tools.if_array();
  if (array == nullptr) return Value::zero(kTools);
  Value::Items items;
  for (const Json& tool : *array) items.push_back(tool_value(tool));
  return Value::slice(kTools, std::move(items));
}

}  // namespace hearth::go_template

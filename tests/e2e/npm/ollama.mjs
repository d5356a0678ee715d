// What tests/e2e/test_npm.py runs: Ollama's package for JavaScript against the server that OLLAMA_HOST names, which has
// the model `tiny` and nothing else.
import assert from "node:assert/strict";
import { Ollama } from "ollama";

const client = new Ollama({ host: process.env.OLLAMA_HOST });
const options = { temperature: 0, num_predict: 8 };
const chat = { model: "tiny", messages: [{ role: "user", content: "the cat" }], options };
const prompt = { model: "tiny", prompt: "the cat", options };

async function collect(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

function refusal(status, message) {
  return (error) => error.name === "ResponseError" && error.status_code === status && message.test(error.message);
}

async function chats() {
  const whole = await client.chat(chat);
  assert.equal(whole.message.role, "assistant");
  assert.deepEqual([whole.done, whole.done_reason, whole.eval_count], [true, "length", 8]);
  const parts = await collect(await client.chat({ ...chat, stream: true }));
  assert.deepEqual(parts.map((part) => part.done), [...parts.slice(1).map(() => false), true]);
  assert.equal(parts.map((part) => part.message.content).join(""), whole.message.content);
  const longer = await client.chat({ ...chat, messages: [...chat.messages, whole.message, ...chat.messages] });
  assert.ok(longer.prompt_eval_count > whole.prompt_eval_count);
}

async function generates() {
  const whole = await client.generate(prompt);
  const parts = await collect(await client.generate({ ...prompt, stream: true }));
  assert.equal(parts.map((part) => part.response).join(""), whole.response);
  const again = await client.generate({ ...prompt, context: whole.context });
  assert.ok(again.context.length > whole.context.length);
  const judged = await client.generate({ ...prompt, logprobs: true, top_logprobs: 2 });
  assert.deepEqual(judged.logprobs.map((entry) => entry.top_logprobs.length), Array(8).fill(2));
}

async function takesOptions() {
  const draw = async (seed) => (await client.generate({ ...prompt, options: { seed, temperature: 2, num_predict: 16 } })).response;
  assert.equal(await draw(1), await draw(1));
  assert.notEqual(await draw(1), await draw(2));
  const { response } = await client.generate(prompt);
  const stop = [...response].at(-1);
  const stopped = await client.generate({ ...prompt, options: { ...options, stop: [stop] } });
  assert.equal(stopped.done_reason, "stop");
  assert.equal(stopped.response, response.slice(0, response.indexOf(stop)));
}

async function keepsToASchema() {
  const format = { type: "object", properties: { pet: { enum: ["cat", "dog"] } }, required: ["pet"], additionalProperties: false };
  const answer = await client.chat({ ...chat, format, options: { temperature: 0, num_predict: 200 } });
  assert.ok(["cat", "dog"].includes(JSON.parse(answer.message.content).pet));
}

async function callsToolsAndThinks() {
  const said = 'hm hm</think>So:<tool_call>{"name": "look", "arguments": {"x": 1}}</tool_call>';
  const template =
    "{{ range .Tools }}{{ .Function.Name }};{{ end }}" +
    "{{ range .Messages }}[{{ .Role }}] {{ if .Thinking }}<think>{{ .Thinking }}</think>{{ end }}{{ .Content }}" +
    "{{ range .ToolCalls }}<tool_call>{{ .Function.Arguments }}</tool_call>{{ end }}{{ end }}" +
    "{{ if .Think }}<think>{{ end }}";
  await client.create({ model: "able", from: "tiny", template, parameters: { grammar: "root ::= " + JSON.stringify(said) } });
  const parameters = { type: "object", properties: { x: { type: "integer" } } };
  const tools = [{ type: "function", function: { name: "look", description: "Looks something up.", parameters } }];
  const able = { ...chat, model: "able", tools, think: true, options: { num_predict: 200 } };
  const whole = await client.chat(able);
  const parts = (await collect(await client.chat({ ...able, stream: true }))).map((part) => part.message);
  const join = (field) => parts.map((part) => part[field] ?? "").join("");
  assert.deepEqual([whole.message.thinking, whole.message.content], ["hm hm", "So:"]);
  assert.deepEqual([join("thinking"), join("content")], ["hm hm", "So:"]);
  const calls = whole.message.tool_calls.concat(parts.flatMap((part) => part.tool_calls ?? []));
  assert.deepEqual(calls.map((call) => [call.function.name, call.function.arguments]), Array(2).fill(["look", { x: 1 }]));
  const messages = [...chat.messages, whole.message, { role: "tool", tool_name: "look", content: "42" }];
  assert.ok((await client.chat({ ...able, messages })).prompt_eval_count > whole.prompt_eval_count);
  await client.delete({ model: "able" });
  await assert.rejects(client.chat({ ...chat, tools }), refusal(400, /does not support tools/));
}

async function embeds() {
  const { embeddings, prompt_eval_count } = await client.embed({ model: "tiny", input: ["the cat", "a dog"] });
  assert.equal(embeddings.length, 2);
  assert.ok(prompt_eval_count > 0);
  assert.ok(Math.abs(Math.hypot(...embeddings[0]) - 1) < 1e-4);
  const { embedding } = await client.embeddings({ model: "tiny", prompt: "the cat" });
  assert.equal(embedding.length, embeddings[0].length);
}

async function names() {
  return (await client.list()).models.map((model) => model.name).sort();
}

async function managesModels() {
  const made = await client.create({ model: "kind", from: "tiny", system: "be kind", parameters: { seed: 7 } });
  assert.equal(made.status, "success");
  const shown = await client.show({ model: "kind" });
  assert.equal(shown.system, "be kind");
  assert.match(shown.parameters, /^seed +7$/m);
  assert.equal(shown.details.family, "llama");
  assert.equal(shown.model_info["general.architecture"], "llama");
  assert.ok(shown.capabilities.includes("completion"));
  const steps = await collect(await client.create({ model: "said", from: "tiny", messages: chat.messages, stream: true }));
  assert.equal(steps.at(-1).status, "success");
  await client.copy({ source: "kind", destination: "kinder" });
  assert.deepEqual(await names(), ["kind:latest", "kinder:latest", "said:latest", "tiny:latest"]);
  for (const model of ["kind", "kinder", "said"]) await client.delete({ model });
  assert.deepEqual(await names(), ["tiny:latest"]);
}

async function showsWhatIsLoaded() {
  await client.generate({ model: "tiny", prompt: "", keep_alive: "1m" });
  const [loaded] = (await client.ps()).models;
  assert.equal(loaded.name, "tiny:latest");
  assert.ok(new Date(loaded.expires_at) > new Date());
  await client.generate({ model: "tiny", prompt: "", keep_alive: 0 });
  assert.deepEqual((await client.ps()).models, []);
  assert.match((await client.version()).version, /^\d+\.\d+\.\d+/);
}

async function isRefused() {
  const missing = refusal(404, /model 'nobody' not found/);
  await assert.rejects(client.chat({ ...chat, model: "nobody" }), missing);
  await assert.rejects(client.chat({ ...chat, model: "nobody", stream: true }), missing);
  await assert.rejects(client.show({ model: "nobody" }), refusal(404, /nobody:latest. not found/)); // completed
  await assert.rejects(client.delete({ model: "nobody" }), missing);
  await assert.rejects(client.copy({ source: "nobody", destination: "somebody" }), refusal(404, /model "nobody" not found/));
  await assert.rejects(client.embed({ model: "nobody", input: "x" }), refusal(404, /nobody/));
  await assert.rejects(client.generate({ ...prompt, raw: true, system: "x" }), refusal(400, /raw mode does not support/));
  await assert.rejects(client.chat({ ...chat, options: { temperature: "hot" } }), refusal(500, /"temperature" must be of type float32/));
  // A streamed answer has begun, so that the error is a line of it.
  await assert.rejects(client.pull({ model: "nobody", stream: true }).then(collect), /127\.0\.0\.1:9/);
}

async function leavesAStream() {
  const logit_bias = { 272: -100, 273: -100 }; // against the model's ends of a text
  await client.create({ model: "endless", from: "tiny", parameters: { logit_bias, num_predict: -1 } });
  const endless = { model: "endless", messages: chat.messages, stream: true };
  const stream = await client.chat(endless);
  await assert.rejects(async () => {
    for await (const _ of stream) stream.abort();
  }, { name: "AbortError" });
  const others = await Promise.all([0, 1].map(() => client.chat(endless)));
  const read = Promise.allSettled(others.map(collect));
  client.abort();
  assert.deepEqual((await read).map((end) => end.reason.name), ["AbortError", "AbortError"]);
  await chats();
  await client.delete({ model: "endless" });
}

await chats();
await generates();
await takesOptions();
await keepsToASchema();
await callsToolsAndThinks();
await embeds();
await managesModels();
await showsWhatIsLoaded();
await isRefused();
await leavesAStream();
console.log("ok");

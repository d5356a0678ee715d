// What tests/e2e/test_npm.py runs: OpenAI's package for JavaScript against the server that OPENAI_BASE_URL names.
import assert from "node:assert/strict";
import OpenAI from "openai";

const client = new OpenAI({ apiKey: "none needed", maxRetries: 0 });
const chat = { model: "tiny", messages: [{ role: "user", content: "the cat" }], temperature: 0, max_tokens: 8 };

const answer = await client.chat.completions.create(chat);
assert.equal(answer.choices[0].finish_reason, "length");

let text = "";
for await (const chunk of await client.chat.completions.create({ ...chat, stream: true })) {
  text += chunk.choices[0].delta.content ?? "";
}
assert.equal(text, answer.choices[0].message.content);

const response = await client.responses.create({ model: "tiny", input: "the cat", temperature: 0, max_output_tokens: 8 });
assert.equal(response.output_text, text);

const embeddings = await client.embeddings.create({ model: "tiny", input: ["the cat"] });
assert.ok(embeddings.data[0].embedding.length > 1);

const models = [];
for await (const model of client.models.list()) models.push(model.id);
assert.deepEqual(models, ["tiny:latest"]);

await assert.rejects(client.chat.completions.create({ ...chat, model: "nobody" }), OpenAI.NotFoundError);
await assert.rejects(client.chat.completions.create({ ...chat, n: 0 }), (error) => error.param === "n");

const stream = await client.chat.completions.create({ ...chat, max_tokens: 100000, stream: true });
for await (const _ of stream) break; // leaves
console.log("ok");

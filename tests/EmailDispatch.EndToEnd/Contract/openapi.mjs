// Validates the OpenAPI document on standard input, its examples against its schemas, and the answers of a host. Prints how much was checked, and
// what is wrong.
import { Validator } from "@seriousme/openapi-schema-validator";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { text } from "node:stream/consumers";

const { document, answers } = JSON.parse(await text(process.stdin));
const faults = [];
let checked = 0;

const result = await new Validator().validate(structuredClone(document));
if (!result.valid)
    faults.push(`document: ${JSON.stringify(result.errors)}`);

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(document, "document");

const pointer = (...parts) => parts.map(part => `/${encodeURIComponent(String(part).replaceAll("~", "~0").replaceAll("/", "~1"))}`).join("");

function check(what, at, value) {
    checked++;
    const validate = ajv.getSchema(`document#${at}`) ?? ajv.compile({ $ref: `document#${at}` });
    if (!validate(value))
        faults.push(`${what}: ${ajv.errorsText(validate.errors)}: ${JSON.stringify(value).slice(0, 500)}`);
}

function checkExamples(what, at, content) {
    for (const [name, example] of Object.entries(content?.["application/json"]?.examples ?? {}))
        check(`${what}, example ${name}`, at + pointer("content", "application/json", "schema"), example.value);
}

const operations = new Map();
for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
        const at = pointer("paths", path, method);
        operations.set(operation.operationId, { operation, at });
        checkExamples(operation.operationId, at + pointer("requestBody"), operation.requestBody?.content);
        for (const [status, response] of Object.entries(operation.responses))
            checkExamples(`${operation.operationId} ${status}`, at + pointer("responses", status), response.content);
    }
}

for (const [name, response] of Object.entries(document.components.responses))
    checkExamples(name, pointer("components", "responses", name), response.content);

for (const { id, status, body } of answers) {
    const { operation, at } = operations.get(id);
    const response = operation.responses[status];
    if (!response)
        faults.push(`${id} answered ${status}, which the document has not: ${JSON.stringify(body)}`);
    else
        check(`${id} ${status}`, (response.$ref?.slice(1) ?? at + pointer("responses", status)) + pointer("content", "application/json", "schema"), body);
}

console.log(JSON.stringify({ checked, operations: operations.size, faults }));

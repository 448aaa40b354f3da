// Checks compose.yaml, the Dockerfile and monitoring/ of the repository given as argument; no container engine is needed.
// Ends with 0 when there is nothing to say; every warning counts.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DCLinter } from "dclint";
import dockerfileUtils from "dockerfile-utils";
import { parse } from "yaml";

const root = resolve(process.argv[2] ?? ".");
const compose = join(root, "compose.yaml");
const dockerfile = join(root, "Dockerfile");
const prometheus = join(root, "monitoring/prometheus/prometheus.yml");

// Off: a fixed order of the keys of a service, because it would put what a service inherits after what it changes.
const composeRules = { rules: { "service-keys-order": 0 }, quiet: false, debug: false, exclude: [] };

async function composeProblems() {
  const linter = new DCLinter(composeRules);
  const results = linter.lintFiles([compose], false);
  if (results.length === 0) return [`${compose} was not checked`];
  const clean = results.every((result) => result.errorCount + result.warningCount === 0);
  return clean ? [] : [await linter.formatResults(results, "stylish")];
}

function dockerfileProblems() {
  const diagnostics = dockerfileUtils.validate(readFileSync(dockerfile, "utf8"));
  return diagnostics.map(({ range, message }) => `Dockerfile:${range.start.line + 1}: ${message}`);
}

// Neither linter looks at the disk, and a path that is not there is found at the first start only.
function missingFiles() {
  const mounts = [...readFileSync(compose, "utf8").matchAll(/- (\.\/[^:\s]+):/g)].map((match) => match[1]);
  const copies = [...readFileSync(dockerfile, "utf8").matchAll(/^COPY (?!.*--from)(.*)$/gm)]
    .flatMap((match) => match[1].split(/\s+/).filter((word) => !word.startsWith("--")).slice(0, -1));
  const binds = [...readFileSync(dockerfile, "utf8").matchAll(/type=bind,source=([^,\s]+)/g)].map((match) => match[1]);
  return [...mounts, ...copies, ...binds]
    .filter((path) => !existsSync(join(root, path)))
    .map((path) => `${path} is named in compose.yaml or the Dockerfile, and is not there`);
}

// Prometheus says nothing of a name that nobody has: the dashboard just stays empty.
function scrapeProblems() {
  const { services } = parse(readFileSync(compose, "utf8"), { merge: true });
  const { scrape_configs } = parse(readFileSync(prometheus, "utf8"));
  const scraped = scrape_configs
    .flatMap((job) => job.dns_sd_configs)
    .flatMap(({ names, port }) => names.map((name) => ({ name, port: String(port) })));
  if (scraped.length === 0) return [`${prometheus} scrapes nothing`];
  return scraped
    .filter(({ name, port }) => !services[name]?.command?.includes(port))
    .map(({ name, port }) => `${name}:${port} is scraped, and no service of compose.yaml has that port`);
}

const problems = [...(await composeProblems()), ...dockerfileProblems(), ...missingFiles(), ...scrapeProblems()];
problems.forEach((problem) => console.error(problem));
if (problems.length === 0) console.log("compose.yaml, Dockerfile and what is scraped: nothing to say");
process.exitCode = problems.length === 0 ? 0 : 1;

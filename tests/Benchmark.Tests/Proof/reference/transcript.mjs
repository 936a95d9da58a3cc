// The transcript's JSON, as strictly as the document asks.
import { order } from './signing.mjs';

export class Malformed extends Error {}

const refuse = (why) => { throw new Malformed(why); };

/**
 * JSON of objects, strings, natural numbers and null, which is a member left out: all that a transcript has. JSON.parse would keep the
 * last of two equal members.
 */
export function parse(text) {
  let at = 0;
  const token = (pattern) => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) at = pattern.lastIndex;
    return match?.[0];
  };
  const blank = () => token(/[ \t\r\n]*/y);
  const expect = (pattern, what) => token(pattern) ?? refuse(`expected ${what} at ${at}`);
  const string = () => {
    const raw = expect(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y, 'a string');
    return JSON.parse(raw);
  };
  const value = (depth) => {
    blank();
    if (text[at] === '"') return string();
    if (token(/null/y)) return undefined;
    if (text[at] !== '{') return BigInt(expect(/(?:0|[1-9][0-9]{0,19})(?![0-9.eE])/y, 'an object, a string or a number'));
    if (depth === 8) refuse('too deep');
    at++;
    const members = new Map();
    blank();
    while (text[at] !== '}') {
      if (members.size > 0) { expect(/,/y, 'a comma'); blank(); }
      const name = string();
      if (members.has(name)) refuse(`${name} twice`);
      blank();
      expect(/:/y, 'a colon');
      members.set(name, value(depth + 1));
      blank();
    }
    at++;
    for (const [name, one] of members) if (one === undefined) members.delete(name);
    return members;
  };
  const result = value(0);
  blank();
  return at === text.length ? result : refuse('something follows');
}

const members = (value, required, optional = []) => {
  if (!(value instanceof Map)) refuse('expected an object');
  for (const name of required) if (!value.has(name)) refuse(`no ${name}`);
  for (const name of value.keys()) if (!required.includes(name) && !optional.includes(name)) refuse(`unknown ${name}`);
  return value;
};

const bytes = (length) => (value) =>
  typeof value === 'string' && new RegExp(`^0x[0-9a-fA-F]{${2 * length}}$`).test(value)
    ? Buffer.from(value.slice(2), 'hex') : refuse(`${value} is not ${length} bytes`);

const number = (bits) => (value) =>
  typeof value === 'bigint' && value < 2n ** BigInt(bits) ? Number(value) : refuse(`${value} is no uint${bits}`);

/** Digits in a string, because others round numbers; a number is read too. */
const large = (limit) => (value) => {
  const digits = typeof value === 'bigint' || (typeof value === 'string' && /^(0|[1-9][0-9]{0,19})$/.test(value));
  return digits && BigInt(value) < limit ? BigInt(value) : refuse(`${value} is no number below ${limit}`);
};

const uint64 = large(2n ** 64n);

const named = (names) => (value) => names[value] ?? refuse(`${value} is none of ${Object.keys(names)}`);

const base64 = (value) => {
  const decoded = typeof value === 'string' ? Buffer.from(value, 'base64') : refuse('expected base64');
  return decoded.toString('base64') === value ? decoded : refuse('not base64');
};

const signature = (value) => {
  const all = bytes(65)(value);
  const [r, s] = [all.subarray(0, 32), all.subarray(32, 64)].map((part) => BigInt('0x' + part.toString('hex')));
  const v = all[64];
  const valid = r > 0n && r < order && s > 0n && s <= order / 2n && (v === 27 || v === 28);
  return valid ? { r, s, v } : refuse('no signature');
};

const kinds = {
  address: bytes(20), bytes32: bytes(32), uint8: number(8), uint32: number(32), uint64,
  arithmetic: named({ int8: 1, fp16: 2 }), device: named({ cpu: 1, cuda: 2, simulated: 3 }),
};

/** A message's fields, by its type string; `arithmetic` and `device` are written as their names. */
const message = (value, typeString, extra = []) => {
  const fields = typeString.slice(typeString.indexOf('(') + 1, -1).split(',').map((field) => field.split(' '));
  members(value, [...fields.map(([, name]) => name), ...extra]);
  return Object.fromEntries(fields.map(([type, name]) => [name, (kinds[name] ?? kinds[type])(value.get(name))]));
};

const signed = (value, typeString) => {
  members(value, ['message', 'signature']);
  return { message: message(value.get('message'), typeString), signature: signature(value.get('signature')) };
};

const domain = (value) => {
  members(value, ['name', 'version', 'chainId', 'verifyingContract']);
  const [name, version] = [value.get('name'), value.get('version')];
  if (typeof name !== 'string' || typeof version !== 'string') refuse('domain');
  const chainId = value.get('chainId');
  return { name, version, chainId: large(2n ** 53n)(chainId), verifyingContract: bytes(20)(value.get('verifyingContract')) };
};

const challenge = (value, types) => {
  const proof = members(value, ['domain', 'message', 'signature', 'secret'], ['start']).get('message')?.get?.('proof');
  if (proof !== 'gemm' && proof !== 'vram') refuse('proof');
  if ((proof === 'vram') !== value.has('start')) refuse('start');
  return {
    proof,
    domain: domain(value.get('domain')),
    message: message(value.get('message'), types[proof], ['proof']),
    signature: signature(value.get('signature')),
    secret: bytes(32)(value.get('secret')),
    start: value.has('start') ? bytes(32)(value.get('start')) : undefined,
  };
};

export function transcript(file, types) {
  if (file.length > 2 * 1024 * 1024) refuse('too long');
  const value = members(parse(file.toString('utf8')), ['format', 'challenge', 'commitment', 'roots', 'openings'], ['receipt']);
  if (value.get('format') !== 'depin-pog/v1') refuse('format');
  return {
    challenge: challenge(value.get('challenge'), types),
    commitment: signed(value.get('commitment'), types.commitment),
    roots: base64(value.get('roots')),
    openings: base64(value.get('openings')),
    receipt: value.has('receipt') ? signed(value.get('receipt'), types.receipt) : undefined,
  };
}

// Keccak-256, EIP-712 digests and secp256k1 recovery, with nothing but BigInt.

const mask64 = (1n << 64n) - 1n;
const rotl64 = (x, n) => ((x << n) | (x >> (64n - n))) & mask64;

function permute(a) {
  let lfsr = 1;
  for (let round = 0; round < 24; round++) {
    const c = [0, 1, 2, 3, 4].map((x) => a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20]);
    for (let i = 0; i < 25; i++) a[i] ^= c[(i + 4) % 5] ^ rotl64(c[(i + 1) % 5], 1n);
    let [x, y, lane] = [1, 0, a[1]];
    for (let t = 0; t < 24; t++) {
      [x, y] = [y, (2 * x + 3 * y) % 5];
      const held = a[x + 5 * y];
      a[x + 5 * y] = rotl64(lane, BigInt((((t + 1) * (t + 2)) / 2) % 64));
      lane = held;
    }
    for (let row = 0; row < 25; row += 5) {
      const r = a.slice(row, row + 5);
      for (let i = 0; i < 5; i++) a[row + i] = r[i] ^ (~r[(i + 1) % 5] & mask64 & r[(i + 2) % 5]);
    }
    for (let j = 0; j < 7; j++) {
      if (lfsr & 1) a[0] ^= 1n << ((1n << BigInt(j)) - 1n);
      lfsr = lfsr & 0x80 ? ((lfsr << 1) ^ 0x171) & 0xff : lfsr << 1;
    }
  }
}

export function keccak256(data) {
  const rate = 136;
  const padded = Buffer.alloc((Math.floor(data.length / rate) + 1) * rate);
  Buffer.from(data).copy(padded);
  padded[data.length] ^= 0x01;
  padded[padded.length - 1] ^= 0x80;
  const state = Array(25).fill(0n);
  for (let at = 0; at < padded.length; at += rate) {
    for (let i = 0; i < rate / 8; i++) state[i] ^= padded.readBigUInt64LE(at + 8 * i);
    permute(state);
  }
  const out = Buffer.alloc(32);
  for (let i = 0; i < 4; i++) out.writeBigUInt64LE(state[i], 8 * i);
  return out;
}

const word = (value) => Buffer.from(BigInt(value).toString(16).padStart(64, '0'), 'hex');

/** A field as its 32-byte word: numbers and addresses to the right, bytes32 as they are, a string by its hash. */
const encode = (type, value) => {
  if (type === 'string') return keccak256(Buffer.from(value));
  return type === 'bytes32' || type === 'address' ? word('0x' + value.toString('hex')) : word(value);
};

/** hashStruct of a message, by the type string that the document gives. */
export function hashStruct(typeString, message) {
  const fields = typeString.slice(typeString.indexOf('(') + 1, -1).split(',').map((field) => field.split(' '));
  const words = fields.map(([type, name]) => encode(type, message[name]));
  return keccak256(Buffer.concat([keccak256(Buffer.from(typeString)), ...words]));
}

const domainType = 'EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)';

export const digest = (domain, typeString, message) =>
  keccak256(Buffer.concat([Buffer.from([0x19, 0x01]), hashStruct(domainType, domain), hashStruct(typeString, message)]));

const p = 2n ** 256n - 2n ** 32n - 977n;
export const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const g = [0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n,
  0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8n];

const mod = (x, m = p) => ((x % m) + m) % m;

function power(base, exponent, m = p) {
  let result = 1n;
  for (let b = mod(base, m); exponent > 0n; exponent >>= 1n, b = (b * b) % m) if (exponent & 1n) result = (result * b) % m;
  return result;
}

const inverse = (x, m = p) => power(x, m - 2n, m);

function add(a, b) {
  if (!a) return b;
  if (!b) return a;
  if (a[0] === b[0] && mod(a[1] + b[1]) === 0n) return null;
  const slope = a[0] === b[0] ? mod(3n * a[0] * a[0] * inverse(2n * a[1])) : mod((b[1] - a[1]) * inverse(mod(b[0] - a[0])));
  const x = mod(slope * slope - a[0] - b[0]);
  return [x, mod(slope * (a[0] - x) - a[1])];
}

function times(k, point) {
  let result = null;
  for (let at = point; k > 0n; k >>= 1n, at = add(at, at)) if (k & 1n) result = add(result, at);
  return result;
}

/** The address whose key signed, as 40 hexadecimal digits, or null when the signature belongs to no key. */
export function recover(hash, { r, s, v }) {
  const y2 = mod(r * r * r + 7n);
  let y = power(y2, (p + 1n) / 4n);
  if (mod(y * y) !== y2) return null;
  if ((y & 1n) !== BigInt(v - 27)) y = p - y;
  const z = BigInt('0x' + hash.toString('hex'));
  const key = times(inverse(r, order), add(times(s, [r, y]), times(mod(-z, order), g)));
  if (!key) return null;
  return keccak256(Buffer.concat(key.map(word))).subarray(12).toString('hex');
}

// ChaCha as docs/proof-of-gpu.md has it: 64-bit block counter, nonce zero.

const rotl = (x, n) => (x << n) | (x >>> (32 - n));

const quarter = (x, a, b, c, d) => {
  x[a] = (x[a] + x[b]) | 0; x[d] = rotl(x[d] ^ x[a], 16);
  x[c] = (x[c] + x[d]) | 0; x[b] = rotl(x[b] ^ x[c], 12);
  x[a] = (x[a] + x[b]) | 0; x[d] = rotl(x[d] ^ x[a], 8);
  x[c] = (x[c] + x[d]) | 0; x[b] = rotl(x[b] ^ x[c], 7);
};

/** The 64 bytes of one block. `key` is a Buffer of 32 bytes, `counter` an integer below 2^53. */
export function block(key, counter, rounds) {
  const input = new Int32Array(16);
  input.set([0x61707865, 0x3320646e, 0x79622d32, 0x6b206574]);
  for (let i = 0; i < 8; i++) input[4 + i] = key.readInt32LE(4 * i);
  input[12] = counter % 2 ** 32 | 0;
  input[13] = Math.floor(counter / 2 ** 32) | 0;
  const x = Int32Array.from(input);
  for (let round = 0; round < rounds; round += 2) {
    quarter(x, 0, 4, 8, 12); quarter(x, 1, 5, 9, 13); quarter(x, 2, 6, 10, 14); quarter(x, 3, 7, 11, 15);
    quarter(x, 0, 5, 10, 15); quarter(x, 1, 6, 11, 12); quarter(x, 2, 7, 8, 13); quarter(x, 3, 4, 9, 14);
  }
  const out = Buffer.alloc(64);
  for (let i = 0; i < 16; i++) out.writeInt32LE((x[i] + input[i]) | 0, 4 * i);
  return out;
}

/** Bytes `offset` to `offset + length` of the stream. */
export function stream(key, offset, length, rounds) {
  const first = Math.floor(offset / 64);
  const last = Math.floor((offset + length - 1) / 64);
  const blocks = [];
  for (let b = first; b <= last; b++) blocks.push(block(key, b, rounds));
  return Buffer.concat(blocks).subarray(offset - 64 * first, offset - 64 * first + length);
}

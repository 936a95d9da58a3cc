// What the two proofs compute: seeds, draws and leaves.
import { createHash } from 'node:crypto';
import { block, stream } from './chacha.mjs';

export const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts.map((part) => Buffer.from(part)))).digest();

const u32 = (...values) => {
  const out = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => out.writeUInt32LE(value >>> 0, 4 * i));
  return out;
};

const log2 = (x) => Math.round(Math.log2(x));

/** PoG-GEMM v1. Keys and rows are a round's; `c` is the challenge's message. */
export class Gemm {
  constructor(c) {
    this.c = c;
    this.depth = log2((c.m / 16) * (c.n / 16));
    this.words = 3;
  }

  firstSeed(digest) { return sha256('pog-gemm/v1', digest); }

  draw([w0, w1, w2]) {
    const { m, n, rounds } = this.c;
    const [I, J] = [w1 % (m / 16), w2 % (n / 16)];
    const position = (Math.floor(I / 4) * (n / 64) + Math.floor(J / 4)) * 16 + (I % 4) * 4 + (J % 4);
    return { round: 1 + (w0 % rounds), position, I, J };
  }

  row(key, index) {
    const { k, arithmetic } = this.c;
    if (arithmetic === 1) {
      const bytes = stream(key, index * k, k, 8);
      return Int32Array.from({ length: k }, (_, x) => bytes.readInt8(x));
    }
    const bytes = stream(key, 2 * index * k, 2 * k, 8);
    return Int32Array.from({ length: k }, (_, x) => bytes.readInt16LE(2 * x) >> 7);
  }

  tile(seed, I, J) {
    const [kA, kB] = [sha256([0x41], seed), sha256([0x42], seed)];
    const sixteen = [...Array(16).keys()];
    const a = sixteen.map((i) => this.row(kA, 16 * I + i));
    const b = sixteen.map((j) => this.row(kB, 16 * J + j));
    return a.flatMap((row) => b.map((column) => {
      let sum = 0;
      for (let x = 0; x < row.length; x++) sum = (sum + row[x] * column[x]) | 0;
      return sum;
    }));
  }

  leaf(seed, { round, I, J }) {
    return sha256([0], u32(round, I, J), u32(...this.tile(seed, I, J)));
  }
}

/** PoG-VRAM v2. */
export class Vram {
  constructor(c, digest, start) {
    this.c = c;
    this.start = start;
    this.memoryKey = sha256('pog-vram/v2', digest);
    this.depth = log2(c.lanes);
    this.words = 2;
  }

  firstSeed(digest) { return sha256('pog-vram-walk/v2', digest, this.start); }

  draw([w0, w1]) {
    const lane = w1 % this.c.lanes;
    return { round: 1 + (w0 % this.c.rounds), position: lane, lane };
  }

  word(index) {
    let s = block(this.memoryKey, index, 20).subarray(0, 32);
    for (let j = 1; j < this.c.work; j++) s = block(s, j, 20).subarray(0, 32);
    return s;
  }

  line(index) { return Buffer.concat([0, 1, 2, 3].map((i) => this.word(4 * index + i))); }

  walk(seed, lane) {
    const first = stream(sha256([0x4c], seed), 32 * lane, 32, 8);
    const a = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => first.readUInt32LE(4 * i));
    for (let step = 0; step < this.c.steps; step++) {
      const x = a.reduce((all, one) => all ^ one, 0) >>> 0;
      const line = this.line(Number((BigInt(x) * BigInt(this.c.lines)) >> 32n));
      for (let r = 0; r < 4; r++) {
        for (let j = 0; j < 8; j++) {
          const sum = (a[j] + line.readUInt32LE(4 * (8 * r + j))) >>> 0;
          a[j] = Math.imul((sum << 13) | (sum >>> 19), 0x9e3779b1) >>> 0;
        }
      }
    }
    return a;
  }

  leaf(seed, { round, lane }) {
    return sha256([0], u32(round, lane), u32(...this.walk(seed, lane)));
  }
}

/** The `count` draws that κ makes. */
export function draws(proof, kappa, count) {
  const bytes = stream(kappa, 0, 4 * proof.words * count, 8);
  return Array.from({ length: count }, (_, i) =>
    proof.draw(Array.from({ length: proof.words }, (_, w) => bytes.readUInt32LE(4 * (proof.words * i + w)))));
}

/** Where a path leads from a leaf at a position. */
export const climb = (leaf, position, siblings) => siblings.reduce((node, sibling, height) =>
  (position >>> height) & 1 ? sha256([1], sibling, node) : sha256([1], node, sibling), leaf);

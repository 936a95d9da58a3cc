// Writes pog-2.json: known answers by the verifier that was written from the document.
import { digest } from './signing.mjs';
import { Gemm, Vram, sha256 } from './proofs.mjs';
import { types } from './types.mjs';

const bytes = (text, length = 32) => sha256(text).subarray(0, length);
const hex = (value) => '0x' + value.toString('hex');
const domain = { name: 'DePin', version: '1', chainId: 31337n, verifyingContract: bytes('contract', 20) };
const common = {
  node: bytes('node', 20), verifier: bytes('verifier', 20), gpu: sha256('GPU-0'), slot: 3, epoch: 7n, nonce: bytes('nonce'),
  secretDigest: sha256(bytes('secret')), rounds: 2, openings: 8, issuedAt: 1790000000n, deadline: 10000,
};
const gemm = { ...common, arithmetic: 2, m: 128, n: 128, k: 192 };
const vram = { ...common, startDigest: sha256(bytes('start')), lines: 1000n, work: 64, lanes: 16, steps: 5, fillDeadline: 20000 };

const [gemmDigest, vramDigest] = [digest(domain, types.gemm, gemm), digest(domain, types.vram, vram)];
const product = new Gemm(gemm);
const seed = product.firstSeed(gemmDigest);
const memory = new Vram(vram, vramDigest, bytes('start'));
const walkSeed = memory.firstSeed(vramDigest);

let level = Array.from({ length: vram.lanes }, (_, lane) => memory.leaf(walkSeed, { round: 1, lane }));
const firstLeaf = level[0];
while (level.length > 1) level = level.filter((_, i) => i % 2 === 0).map((left, i) => sha256([1], left, level[2 * i + 1]));

console.log(JSON.stringify({
  note: 'Known answers for PoG-GEMM v1 in fp16 and PoG-VRAM v2, by tests/Benchmark.Tests/Proof/reference/vectors.mjs. Addresses, nonce, '
    + 'secret and start are the first bytes of SHA-256 of their names; chain 31337, contract SHA-256("contract").',
  gemm: {
    digest: hex(gemmDigest), seed_1: hex(seed), A_1_row0_first16: [...product.row(sha256([0x41], seed), 0).subarray(0, 16)],
    C_1_tile_1_2_row0: product.tile(seed, 1, 2).slice(0, 16), leaf_1_1_2: hex(product.leaf(seed, { round: 1, I: 1, J: 2 })),
  },
  vram: {
    digest: hex(vramDigest), memory_key: hex(memory.memoryKey), word_0: hex(memory.word(0)), word_3999: hex(memory.word(3999)),
    seed_1: hex(walkSeed), lane_1_0: memory.walk(walkSeed, 0), leaf_1_0: hex(firstLeaf), root_1: hex(level[0]),
  },
  commitment: hex(digest(domain, types.commitment, { challenge: gemmDigest, commit: bytes('commit'), device: 2 })),
  receipt: hex(digest(domain, types.receipt, {
    challenge: gemmDigest, commit: bytes('commit'), elapsed: 9800000000n, roundTrip: 21000000n,
  })),
}, null, 2));

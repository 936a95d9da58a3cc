// A verifier of docs/proof-of-gpu.md, written from that document alone. Reads paths from standard input, one a line; for each writes
// `accepted` or the reason of the rejection.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { digest, recover } from './signing.mjs';
import { Gemm, Vram, climb, draws, sha256 } from './proofs.mjs';
import { Malformed, transcript } from './transcript.mjs';
import { types } from './types.mjs';

const within = (x, low, high) => x >= low && x <= high;
const isPower = (x) => (x & (x - 1)) === 0;

function parametersHold(proof, c) {
  const shared = within(c.rounds, 1, 1024) && within(c.openings, 1, 1024) && within(c.deadline, 1, 600000);
  if (proof === 'gemm') {
    return shared && [c.m, c.n].every((x) => within(x, 64, 65536) && isPower(x))
      && c.k % 64 === 0 && within(c.k, 64, c.arithmetic === 1 ? 65536 : 32768);
  }
  return shared && within(c.lines, 1n, 2n ** 32n) && within(c.work, 1, 256) && within(c.lanes, 16, 2 ** 24) && isPower(c.lanes)
    && within(c.steps, 1, 1024) && c.openings * c.steps * c.work <= 2 ** 20 && within(c.fillDeadline, 1, 600000);
}

const isBy = (signer, hash, signature) => recover(hash, signature) === signer.toString('hex');

/** The checks that cost little, in the document's order; undefined when all hold. */
function cheap({ challenge, commitment, roots, openings, receipt }, proof, d) {
  const { proof: kind, domain, message: c, signature, secret, start } = challenge;
  if (!parametersHold(kind, c)) return 'parameter';
  if (domain.name !== 'DePin' || domain.version !== '1') return 'domain';
  if (!isBy(c.verifier, d, signature)) return 'challengeSignature';
  if (!sha256(secret).equals(c.secretDigest) || (start && !sha256(start).equals(c.startDigest))) return 'secret';
  if (!commitment.message.challenge.equals(d)) return 'otherChallenge';
  if (!isBy(c.node, digest(domain, types.commitment, commitment.message), commitment.signature)) return 'commitmentSignature';
  if (roots.length !== 32 * c.rounds) return 'rounds';
  if (openings.length !== 32 * (1 + proof.depth) * c.openings) return 'openings';
  if (!sha256('commit', roots).equals(commitment.message.commit)) return 'commit';
  if (!receipt) return undefined;
  const { message: time } = receipt;
  const witnessed = time.challenge.equals(d) && time.commit.equals(commitment.message.commit) && time.roundTrip < time.elapsed
    && isBy(c.verifier, digest(domain, types.receipt, time), receipt.signature);
  if (!witnessed) return 'receipt';
  return time.elapsed > BigInt(c.deadline) * 1000000n ? 'late' : undefined;
}

const parts = (bytes) => Array.from({ length: bytes.length / 32 }, (_, i) => bytes.subarray(32 * i, 32 * i + 32));

function opened({ challenge, commitment, roots, openings }, proof, d) {
  const rounds = parts(roots);
  const seeds = [proof.firstSeed(d)];
  for (const root of rounds) seeds.push(sha256('next', seeds.at(-1), root));
  const kappa = sha256(challenge.secret, commitment.message.commit);
  const width = 32 * (1 + proof.depth);
  const all = draws(proof, kappa, challenge.message.openings).map((at, i) => {
    const [leaf, ...path] = parts(openings.subarray(i * width, (i + 1) * width));
    return {
      leaf: proof.leaf(seeds[at.round - 1], at).equals(leaf),
      path: climb(leaf, at.position, path).equals(rounds[at.round - 1]),
    };
  });
  if (!all.every(({ leaf }) => leaf)) return 'leaf';
  return all.every(({ path }) => path) ? undefined : 'path';
}

function verdict(file) {
  try {
    const read = transcript(file, types);
    const { proof: kind, domain, message, start } = read.challenge;
    const d = digest(domain, types[kind], message);
    const proof = kind === 'gemm' ? new Gemm(message) : new Vram(message, d, start);
    return cheap(read, proof, d) ?? opened(read, proof, d) ?? 'accepted';
  } catch (error) {
    if (error instanceof Malformed) return 'malformed';
    throw error;
  }
}

for await (const path of createInterface({ input: process.stdin })) console.log(verdict(readFileSync(path)));

// usage: node verify-attestation.mjs FILE
// Verifies an attestation with ethers and none of our code. Prints who signed it; exits 1 when that is not the node it names.
import { readFileSync } from 'node:fs';
import { sha256, verifyTypedData } from 'ethers';
import { typesOf } from './typed-data.mjs';

function refuse(reason) {
  console.error(`refused: ${reason}`);
  process.exit(1);
}

function same(what, found, expected) {
  if (found.toLowerCase() !== expected.toLowerCase()) {
    refuse(`${what} is ${found}, expected ${expected}`);
  }
}

const [file] = process.argv.slice(2);
if (!file) {
  console.error('usage: node verify-attestation.mjs FILE');
  process.exit(2);
}

try {
  const { domain, message, signature, evidence, counterSignature, scheduler } = JSON.parse(readFileSync(file, 'utf8'));
  const types = typesOf('WorkAttestation');
  const signer = verifyTypedData(domain, types, message, signature);
  same('the signer', signer, message.node);
  same('SHA-256 of the evidence', sha256(Buffer.from(evidence, 'base64')), message.evidenceDigest);
  if (counterSignature) {
    same('the counter-signer', verifyTypedData(domain, types, message, counterSignature), scheduler);
  }

  console.log(signer);
} catch (error) {
  refuse(error.message);
}

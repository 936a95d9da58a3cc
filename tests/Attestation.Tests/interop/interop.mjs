// Reads questions as lines of JSON on standard input, writes what ethers, viem or OpenZeppelin answer as lines of JSON on standard output.
import { createInterface } from 'node:readline';
import * as ethers from 'ethers';
import * as viem from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { typeStrings, typesOf } from './typed-data.mjs';

const answers = {
  typeStrings: () => typeStrings,

  // The same JSON goes to both libraries as it stands.
  async typedData({ domain, primaryType, message, privateKey, signature }) {
    const types = typesOf(primaryType);
    const account = privateKeyToAccount(privateKey);
    const typed = { domain, types, primaryType, message };
    return {
      ethers: {
        separator: ethers.TypedDataEncoder.hashDomain(domain),
        digest: ethers.TypedDataEncoder.hash(domain, types, message),
        signature: await new ethers.Wallet(privateKey).signTypedData(domain, types, message),
        signer: ethers.verifyTypedData(domain, types, message, signature).toLowerCase(),
      },
      viem: {
        separator: viem.domainSeparator({ domain }),
        digest: viem.hashTypedData(typed),
        signature: await account.signTypedData(typed),
        signer: (await viem.recoverTypedDataAddress({ ...typed, signature })).toLowerCase(),
      },
    };
  },

  signatures: ({ privateKey, digests }) => {
    const key = new ethers.SigningKey(privateKey);
    return digests.map((digest) => key.sign(digest).serialized);
  },

  keccak: ({ inputs }) => inputs.map((input) => ({ ethers: ethers.keccak256(input), viem: viem.keccak256(input) })),

  async readKeystore({ keystore, password }) {
    const { address, privateKey } = await ethers.decryptKeystoreJson(keystore, password);
    return { address: address.toLowerCase(), privateKey };
  },

  async writeKeystore({ privateKey, password, scrypt }) {
    const address = ethers.computeAddress(privateKey);
    return { keystore: await ethers.encryptKeystoreJson({ address, privateKey }, password, { scrypt }) };
  },

  // `ours` are our proofs, in the order of `values`.
  merkle({ types, values, ours }) {
    const tree = StandardMerkleTree.of(values, types);
    return {
      root: tree.root,
      leaves: values.map((value) => tree.leafHash(value)),
      proofs: values.map((_, i) => tree.getProof(i)),
      accepted: values.map((value, i) => StandardMerkleTree.verify(tree.root, types, value, ours[i])),
    };
  },

  // RFC 8785 in JavaScript is JSON.stringify with sorted keys: sort() compares UTF-16 code units.
  canonical: ({ texts }) => texts.map((text) => canonicalize(JSON.parse(text))),

  // The bits of doubles, as sixteen hexadecimal digits.
  numbers: ({ bits }) => bits.map((hex) => JSON.stringify(Buffer.from(hex, 'hex').readDoubleBE())),
};

function canonicalize(value) {
  if (Array.isArray(value)) {
    return `[${value.map(canonicalize).join(',')}]`;
  }

  if (value === null || typeof value !== 'object') {
    return JSON.stringify(value);
  }

  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonicalize(value[key])}`).join(',')}}`;
}

// One line, one answer, in order; ends when standard input does.
for await (const line of createInterface({ input: process.stdin })) {
  const { question, ...parameters } = JSON.parse(line);
  try {
    console.log(JSON.stringify({ answer: await answers[question](parameters) }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error.stack) }));
  }
}

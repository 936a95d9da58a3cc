// The signed messages as DESIGN §9 has them, written here again on purpose: a change of ours must not go unnoticed by changing both.
const messages = [
  'WorkAttestation(bytes32 jobId,bytes32 attemptId,uint64 leaseEpoch,address node,address beneficiary,' +
    'bytes32 specDigest,bytes32 imageDigest,bytes32 resultDigest,bytes32 evidenceDigest,' +
    'uint64 startedAt,uint64 finishedAt,uint64 gpuMilliseconds,int32 exitCode,uint8 outcome,uint64 sequence,bytes32 previous)',
  'CapacityStatement(address node,bytes32 capacityDigest,uint64 measuredAt,uint64 expiresAt,uint64 sequence)',
  'NodeLogin(address node,bytes32 scheduler,bytes32 nonce,uint64 issuedAt,uint64 expiresAt)',
  'ClaimTo(address account,address recipient,uint256 cumulativeAmount,uint64 deadline)',
];

export const typeStrings = Object.fromEntries(messages.map((text) => [text.slice(0, text.indexOf('(')), text]));

// What ethers and viem call `types`: { NodeLogin: [{ type: 'address', name: 'node' }, …] }.
export function typesOf(primaryType) {
  const text = typeStrings[primaryType];
  const fields = text.slice(text.indexOf('(') + 1, -1).split(',');
  return { [primaryType]: fields.map((field) => ({ type: field.split(' ')[0], name: field.split(' ')[1] })) };
}

// The type strings of the document.

const common = 'address node,address verifier,bytes32 gpu,uint32 slot,uint64 epoch,bytes32 nonce,bytes32 secretDigest';
export const types = {
  gemm: `GemmChallenge(uint8 arithmetic,${common},uint32 m,uint32 n,uint32 k,uint32 rounds,uint32 openings,uint64 issuedAt,`
    + 'uint32 deadline)',
  vram: `VramChallenge(${common},bytes32 startDigest,uint64 lines,uint32 work,uint32 lanes,uint32 steps,uint32 rounds,uint32 openings,`
    + 'uint64 issuedAt,uint32 fillDeadline,uint32 deadline)',
  commitment: 'PogCommitment(bytes32 challenge,bytes32 commit,uint8 device)',
  receipt: 'PogReceipt(bytes32 challenge,bytes32 commit,uint64 elapsed,uint64 roundTrip)',
};

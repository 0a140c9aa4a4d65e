/** XXH64 and XXH3-128 as the reference implementation (xxhash 0.8) has them, of bytes `(i * 7 + 3) & 255`. */
import test from 'ava';
import type { Digest } from '../../../../../src/daemons/file/streams/digest/open-digest.ts';
import { Xxh3Of128 } from '../../../../../src/daemons/file/streams/digest/xxh3-128.ts';
import { Xxh64 } from '../../../../../src/daemons/file/streams/digest/xxh64.ts';

const VECTORS: [bytes: number, xxh64: string, xxh3: string][] = [
  [0, 'ef46db3751d8e999', '99aa06d3014798d86001c324468d497f'],
  [1, '1f25c8d0bc1f4bb6', '22bbb76b211a39ba13e608bc156defed'],
  [2, 'f5bedec232706303', 'a6b9dd53b14487221c9074b93943b86c'],
  [3, '31d2363f52e564c9', 'ce31763cbf8245a5a9088dda485b481c'],
  [4, '9bb64b7d66ee9fda', '47197970590746b1788a609154b0fe20'],
  [5, 'c7608efddb7051fe', '5787f33cbc36d4c8d3497975144f78a7'],
  [7, '9a7b149959ce60d8', 'a051eefb8df8740e7af1e487627dd4bc'],
  [8, 'dab99d95c6f90092', 'e3bc8a5f461715553cd024e3d63a1588'],
  [9, '170bb6bf975b4c02', 'c72c88247a9a56d7eafab1c7f123109f'],
  [12, 'd52e407833af5133', 'f7314c62630bc633381c69c9c2498dfa'],
  [16, '434850232b787be2', 'ce0b9647ab24f88460d75c5e47d40a24'],
  [17, '1efa7025f1b97a7a', 'bfd327edcc2fbd12eeed7654312a26d7'],
  [31, 'a2aa5f33cc4a6119', '670ee2d79d2552f8262deca043341a5b'],
  [32, '23c3c17ef790fd97', '4f130f27ab6baf45d761fd22e8ad5262'],
  [33, '50a7cfc7ba588784', 'd15b272993d9830f4193c535612ac940'],
  [64, '0eb64b3ef6eeb01f', 'fed953fe6a8b2b63aa549d72c69cd267'],
  [65, 'a383b724b2bd12f1', '9f5580903f79bec343622ea01271a860'],
  [96, '3101a958de582e18', '2a350495986db37a0ab63bcfbc907abb'],
  [97, 'b2b3f9902ec2efbd', '3ffe2e0f781d623c8d17d1afec22619e'],
  [128, '46fbcfbf0150793f', '1b1962a096bac78bc580008b6c92ac53'],
  [129, '3eb5d118151c8303', '293e4968c4619023bd91ce7ace4d385b'],
  [159, 'f82d193198732ffd', '8a0a63a01ba7e83adcbee76d3b570623'],
  [160, 'a1a7532b0f93c746', 'd71519a37cb75ab60e298e02860a8fd0'],
  [191, 'b6f0bba1e1530f7c', '738b979208f753f22796ec5c23740beb'],
  [192, '20eb3632e61275f5', '5b0037784bee7fc64ed998764c521fac'],
  [223, '669c06bb218de74c', '2c689b5a4152b06677c027b5fab5fa38'],
  [240, '42562f61ef11b5ae', 'ad46c1021b076bc704e0b5f034bee80b'],
  [241, '07cf94f8eba111b5', 'ac6c3492c3d6b45d8beadd3a8874fe17'],
  [256, '00cfc5207dd8e201', '77f21db933350c7e3c38817f6d79c0da'],
  [511, '9f5e8276c77830bb', '9a6212346e5f01cde3fca5c97aa72e1b'],
  [512, '6765eddc80089b7b', '1af3d0367ba5a0c4f58202b8d9019d1d'],
  [1023, '349c9611dd290da2', 'dedd3c0d6bceed34d26986a0b85dcc44'],
  [1024, 'e6816a6e134b7a33', '18bc0eaca9a336369b81661c641c72b1'],
  [1025, '6385e21250a735ca', 'bf447251cfa98d7c806c2072ed713576'],
  [1087, '872ce5e0f2fb4193', '7ee88b20caf6ea550d058f8dbd85227e'],
  [1088, 'c929d33415f04c2e', '3d034f977992699d2f8781e01841f0da'],
  [1089, '238e2a37566a27de', '401ef80590aa3e002a90437fe231e7e8'],
  [2047, 'ff75d35ef0cf2427', 'f6cfa7d1ee79e430e36fcecaa2c0ecba'],
  [2048, '63071ecff231eb40', 'f81f6e8f418d8075abe604813ba62ed1'],
  [2049, 'c78bb7805b8ef8e8', 'fc9da7340154dc6c55aed42c9f1554b6'],
  [5000, '9a8d831c04aa8b1d', 'c98ae385d09887cc799aaddd7339581d'],
  [65535, '4325afaf5804a4e7', 'dfa24a163ba456ae68fdf0cc7103eaec'],
  [65536, '2c8c45ae2313f2ee', '6a2504ac37f3b3b35d03b43b14c75500'],
  [65537, '8c846e275f1376ae', '9392299dd4ce76f5f7460af97425b2c4'],
  [131072, '92613613fc489f44', '1b03e41bdaf1a1d1ab999e6788db6ebb'],
  [200001, '87a62070e5840dc7', 'c59ed9dec571e9b4e2fa23c8dbe72223'],
];

const bytesOf = (length: number): Buffer => Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 7 + 3) & 255));

function inPieces(digest: Digest, bytes: Buffer, pieceBytes: number): string {
  for (let at = 0; at < bytes.length; at += pieceBytes) digest.update(bytes.subarray(at, at + pieceBytes));
  return digest.digest().toString('hex');
}

test('digests are those of the reference, whatever the pieces', (t) => {
  for (const [length, xxh64, xxh3] of VECTORS) {
    const bytes = bytesOf(length);
    for (const pieceBytes of [1 << 20, 1024, 1000, 63, 7]) {
      t.is(inPieces(new Xxh64(), bytes, pieceBytes), xxh64, `XXH64 of ${length} in ${pieceBytes}`);
      t.is(inPieces(new Xxh3Of128(), bytes, pieceBytes), xxh3, `XXH3 of ${length} in ${pieceBytes}`);
    }
  }
});

test('several run at once without disturbing each other', (t) => {
  const bytes = bytesOf(5000);
  const digests = [new Xxh64(), new Xxh3Of128(), new Xxh64(), new Xxh3Of128()];
  for (let at = 0; at < bytes.length; at += 999) {
    for (const digest of digests) digest.update(bytes.subarray(at, at + 999));
  }
  const [, xxh64, xxh3] = VECTORS.find(([length]) => length === 5000) ?? [];
  t.deepEqual(
    digests.map((digest) => digest.digest().toString('hex')),
    [xxh64, xxh3, xxh64, xxh3],
  );
});

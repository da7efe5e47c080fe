// Verifies our ML-DSA-44 cosignature with @noble/post-quantum, and signs the same message itself.
// usage: node cosignature.mjs <vkey> <base64 time and signature> <hex message> <witness name>
import { createHash } from 'node:crypto';
import { ml_dsa44 } from '@noble/post-quantum/ml-dsa.js';

const [vkey, blob, hex, name] = process.argv.slice(2);
const key = Buffer.from(vkey.split('+').slice(2).join('+'), 'base64').subarray(1);
const signed = Buffer.from(blob, 'base64');
const message = Buffer.from(hex, 'hex');
const other = Buffer.concat([message, Buffer.from([0])]);
console.log(ml_dsa44.verify(signed.subarray(8), message, key));
console.log(ml_dsa44.verify(signed.subarray(8), other, key));

const theirs = ml_dsa44.keygen();
const typed = Buffer.concat([Buffer.from([6]), Buffer.from(theirs.publicKey)]);
const id = createHash('sha256')
  .update(Buffer.concat([Buffer.from(name + '\n'), typed]))
  .digest('hex')
  .slice(0, 8);
console.log(name + '+' + id + '+' + typed.toString('base64'));
const signature = Buffer.from(ml_dsa44.sign(message, theirs.secretKey));
console.log(Buffer.concat([signed.subarray(0, 8), signature]).toString('base64'));
